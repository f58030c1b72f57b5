/** Cutting pieces out of values, and setting them into zeros. */
import { occamError } from "../../errors.ts";
import { forEachIndex, type NdArray, ndArray, numbersOf, offsetAt, stridesOf } from "../nd-array.ts";
import { apply, type ConstantTensor, type Dim, defineOp, formatShape, requireStatic, type Value } from "../value.ts";

interface PadAttributes {
  /** Zeros before and behind, for each axis. */
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

/** x with zeros around it. An axis without zeros may be known only at run time. */
export const padOp = defineOp<PadAttributes>({
  type: "Pad",
  infer: ([x], { before, behind }) => [
    {
      dtype: (x as Value).dtype,
      shape: (x as Value).shape.map((dim, axis) => {
        const added = (before[axis] as number) + (behind[axis] as number);
        return added === 0 ? dim : requireStatic(dim, "pad") + added;
      }),
    },
  ],
  vjp: ({ inputs, attributes: { before } }, [grad]) => [grad && cut(grad, before, (inputs[0] as Value).shape)],
  reference: ([x], { before, behind }) => {
    const { shape, dtype } = x as NdArray;
    const data = numbersOf(x as NdArray);
    const target = shape.map((dim, axis) => (before[axis] as number) + dim + (behind[axis] as number));
    const strides = stridesOf(target);
    const out = new Float64Array(target.reduce((size, dim) => size * dim, 1));
    const base = offsetAt(before, target, strides);
    forEachIndex(shape, (index, position) => {
      out[base + offsetAt(index, target, strides)] = data[position] as number;
    });
    return [ndArray(target, out, dtype)];
  },
  compiled: ({ before }) => ({ kind: "pad", before }),
  simplify: ({ inputs, attributes: { before, behind } }) =>
    [...before, ...behind].every((count) => count === 0) ? inputs[0] : undefined,
  onnx: ({ attributes: { before, behind } }) => ({ type: "Pad", constantInputs: [int64([...before, ...behind])] }),
  samples: [
    { inputs: [{ shape: [2, 3] }], attributes: { before: [1, 0], behind: [2, 1] } },
    { inputs: [{ shape: [3] }], attributes: { before: [0], behind: [2] } },
    { inputs: [{ shape: [2, 3, 4] }], attributes: { before: [0, 1, 2], behind: [1, 0, 3] } },
  ],
});

/** x with `before[i]` and `behind[i]` zeros around it along axis i. */
export function pad(x: Value, before: readonly number[], behind: readonly number[]): Value {
  return apply(padOp, [x], { before, behind });
}

interface SliceAttributes {
  readonly axis: number;
  readonly start: number;
  readonly size: number;
}

/** `size` consecutive elements along one axis. */
export const sliceOp = defineOp<SliceAttributes>({
  type: "Slice",
  infer: ([x], { axis, start, size }) => {
    const { dtype, shape } = x as Value;
    const length = requireStatic(shape[axis], "slice");
    if (start >= 0 && size >= 1 && start + size <= length)
      return [{ dtype, shape: shape.map((dim, i) => (i === axis ? size : dim)) }];
    throw occamError("OCCAM_SHAPE", {
      where: "slice",
      expected: `at least ${start + size} elements along axis ${axis}`,
      received: formatShape(shape),
    });
  },
  vjp: ({ inputs, attributes: { axis, start, size } }, [grad]) => {
    const { shape } = inputs[0] as Value;
    const around = (count: number) => shape.map((_, i) => (i === axis ? count : 0));
    return [grad && pad(grad, around(start), around(Number(shape[axis]) - start - size))];
  },
  reference: ([x], { axis, start, size }) => {
    const { shape, dtype } = x as NdArray;
    const data = numbersOf(x as NdArray);
    const strides = stridesOf(shape);
    const target = shape.map((dim, i) => (i === axis ? size : dim));
    const out = new Float64Array(target.reduce((product, dim) => product * dim, 1));
    forEachIndex(target, (index, position) => {
      out[position] = data[start * (strides[axis] as number) + offsetAt(index, shape, strides)] as number;
    });
    return [ndArray(target, out, dtype)];
  },
  compiled: ({ axis, start }) => ({ kind: "split", axis, start }),
  simplify: ({ inputs, attributes }) =>
    (inputs[0] as Value).shape[attributes.axis] === attributes.size ? inputs[0] : undefined,
  onnx: ({ attributes: { axis, start, size } }) => ({
    type: "Slice",
    constantInputs: [int64([start]), int64([start + size]), int64([axis])],
  }),
  samples: [
    { inputs: [{ shape: [4, 3] }], attributes: { axis: 0, start: 1, size: 2 } },
    { inputs: [{ shape: [2, 3, 5] }], attributes: { axis: 2, start: 2, size: 3 } },
    { inputs: [{ shape: [2, 4, 3] }], attributes: { axis: 1, start: 0, size: 2 } },
  ],
});

export function slice(x: Value, axis: number, start: number, size: number): Value {
  return x.shape[axis] === size ? x : apply(sliceOp, [x], { axis, start, size });
}

/** The block of `shape` that begins at `start`, axis by axis. */
export function cut(x: Value, start: readonly number[], shape: readonly Dim[]): Value {
  return shape.reduce<Value>(
    (piece, dim, axis) => (dim === piece.shape[axis] ? piece : slice(piece, axis, start[axis] as number, Number(dim))),
    x,
  );
}

function int64(values: readonly number[]): ConstantTensor {
  return { dtype: "int64", shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

export const PAD_OPS = [padOp, sliceOp] as const;
