/** Indices as rows of zeros with one 1. */
import { type NdArray, ndArray, numbersOf } from "../nd-array.ts";
import { apply, defineOp, type Value } from "../value.ts";
import { add, max } from "./arithmetic.ts";
import { constant, scalar } from "./constant.ts";
import { cast, equal } from "./select.ts";
import { reshape } from "./shape.ts";

interface OneHotAttributes {
  readonly depth: number;
}

/** A new last axis of `depth`, 1 at the index and 0 elsewhere; all 0 for an index outside [-depth, depth). */
export const oneHotOp = defineOp<OneHotAttributes>({
  type: "OneHot",
  infer: ([indices], { depth }) => [{ dtype: "float32", shape: [...(indices as Value).shape, depth] }],
  nondifferentiable: true,
  reference: ([indices], { depth }) => {
    const picks = numbersOf(indices as NdArray);
    const out = new Float64Array(picks.length * depth);
    picks.forEach((pick, i) => {
      const at = pick < 0 ? pick + depth : pick;
      if (at >= 0 && at < depth) out[i * depth + at] = 1;
    });
    return [ndArray([...(indices as NdArray).shape, depth], out)];
  },
  compiled: ({ depth }) => ({ kind: "composite", values: ({ inputs }) => [isAtIndex(inputs[0] as Value, depth)] }),
  onnx: ({ attributes }) => ({
    type: "OneHot",
    attributes: { axis: { kind: "int", value: -1 } },
    constantInputs: [
      { dtype: "int64", shape: [1], data: BigInt64Array.of(BigInt(attributes.depth)) },
      { dtype: "float32", shape: [2], data: Float32Array.of(0, 1) },
    ],
  }),
  samples: [
    { inputs: [{ shape: [4], dtype: "int64", low: 0, high: 4 }], attributes: { depth: 3 } },
    { inputs: [{ shape: [2, 4], dtype: "int64", data: [-5, -4, -3, -1, 0, 2, 3, 4] }], attributes: { depth: 4 } },
  ],
});

/** Of a last axis of `depth`, whether each place is the index: from the front, or from the end where it is below 0. */
function isAtIndex(indices: Value, depth: number): Value {
  const at = cast(reshape(indices, [...indices.shape, 1]), "float32");
  const places = constant(
    Float32Array.from({ length: depth }, (_, k) => k),
    [depth],
    "float32",
  );
  return max(cast(equal(at, places), "float32"), cast(equal(add(at, scalar(depth)), places), "float32"));
}

export function oneHot(indices: Value, depth: number): Value {
  return apply(oneHotOp, [indices], { depth });
}
