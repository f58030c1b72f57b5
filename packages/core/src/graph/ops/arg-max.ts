/** Where the largest element is. */
import { sizeOf } from "../../tensor/tensor.ts";
import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, type Dim, defineOp, requireStatic, type Value } from "../value.ts";
import { neg } from "./arithmetic.ts";
import { constant, scalar } from "./constant.ts";
import { reduceMax } from "./reduce.ts";
import { cast, equal, isNan, where } from "./select.ts";

interface ArgMaxAttributes {
  readonly axis: number;
}

/**
 * Index of the largest element along an axis, which is removed; the lowest index among equals. What is no number is never larger,
 * and nothing is larger than it: 0 where it comes first.
 */
export const argMaxOp = defineOp<ArgMaxAttributes>({
  type: "ArgMax",
  infer: ([x], { axis }) => [{ dtype: "int64", shape: (x as Value).shape.filter((_: Dim, i: number) => i !== axis) }],
  nondifferentiable: true,
  reference: ([x], { axis }) => {
    const { shape } = x as NdArray;
    const data = numbersOf(x as NdArray);
    const [outer, length, inner] = [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))];
    const out: number[] = [];
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        let best = 0;
        const at = (k: number) => data[(o * length + k) * inner + i] as number;
        for (let k = 1; k < length; k++) if (at(k) > at(best)) best = k;
        out.push(best);
      }
    }
    return [
      ndArray(
        shape.filter((_, i) => i !== axis),
        out,
        "int64",
      ),
    ];
  },
  onnx: ({ attributes }) => ({
    type: "ArgMax",
    attributes: { axis: { kind: "int", value: attributes.axis }, keepdims: { kind: "int", value: 0 } },
  }),
  compiled: ({ axis }) => ({ kind: "composite", values: ({ inputs }) => [firstLargest(inputs[0] as Value, axis)] }),
  samples: [
    { inputs: [{ shape: [3, 4] }], attributes: { axis: 1 } },
    { inputs: [{ shape: [5, 2, 3] }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 1] }], attributes: { axis: 1 } },
    // Equals, zeros of both signs, infinities and what is no number.
    {
      inputs: [
        {
          shape: [6, 3],
          data: [
            ...[1, 2, 2, -0, 0, 0, -Infinity, -Infinity, -Infinity],
            ...[1, Number.NaN, 2, Number.NaN, 1, Infinity, -Infinity, Number.NaN, Number.NaN],
          ],
        },
      ],
      attributes: { axis: 1 },
    },
  ],
});

/** The least of the places that hold the largest. */
function firstLargest(x: Value, axis: number): Value {
  const length = requireStatic(x.shape[axis], "argMax");
  const shape = x.shape.map((_, i) => (i === axis ? length : 1));
  const along = (numbers: Float32Array) => constant(numbers, shape, "float32");
  const standIn = along(Float32Array.from({ length }, (_, place) => (place === 0 ? Infinity : -Infinity)));
  const falling = along(Float32Array.from({ length }, (_, place) => -place));
  const numbers = where(isNan(x), standIn, x);
  const isLargest = equal(numbers, reduceMax(numbers, [axis], true));
  return cast(neg(reduceMax(where(isLargest, falling, scalar(-length)), [axis])), "int64");
}

export function argMax(x: Value, axis: number): Value {
  return apply(argMaxOp, [x], { axis });
}
