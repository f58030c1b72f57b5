/** Ops that move elements without changing them. */
import { occamError, plainError } from "../../errors.ts";
import { forEachIndex, type NdArray, ndArray, numbersOf, offsetAt, stridesOf } from "../nd-array.ts";
import {
  apply,
  applyAll,
  type ConstantTensor,
  type Dim,
  defineOp,
  formatShape,
  requireStatic,
  type Shape,
  sameShape,
  toAxis,
  type Value,
} from "../value.ts";
import { constant, constantOf } from "./constant.ts";
import { gather, pickedFrom } from "./index-ops.ts";
import { reshapedExpansion } from "./reduce.ts";

function int64(values: readonly number[]): ConstantTensor {
  return { dtype: "int64", shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

interface ReshapeAttributes {
  readonly shape: Shape;
}

/** The same elements, in row-major order, under another shape. A named dimension keeps its place or is inferred. */
export const reshapeOp = defineOp<ReshapeAttributes>({
  type: "Reshape",
  infer: ([x], { shape }) => [{ dtype: (x as Value).dtype, shape: checkedReshape((x as Value).shape, shape) }],
  vjp: ({ inputs }, [grad]) => [grad && reshape(grad, (inputs[0] as Value).shape)],
  compiled: () => ({ kind: "reshape" }),
  reference: ([x], { shape }, { inputs }) => [reshapeReference(x as NdArray, shape, (inputs[0] as Value).shape)],
  simplify: ({ inputs, attributes }) => {
    const [x] = inputs as [Value];
    if (sameShape(x.shape, attributes.shape)) return x;
    const known = constantOf(x);
    if (known !== undefined) return constant(known.data, attributes.shape as readonly number[], known.dtype);
    if (x.node.op.type === "Reshape") return reshape(x.node.inputs[0] as Value, attributes.shape);
    const source = pickedFrom(x);
    // The whole is often from around a loop in which a part of it is picked: there it is reshaped once.
    if (source) return gather(reshape(source.whole, [source.whole.shape[0] as Dim, ...attributes.shape]), source.at);
    return reshapedExpansion(x, attributes.shape);
  },
  onnx: ({ inputs, attributes }) => ({
    type: "Reshape",
    constantInputs: [int64(onnxShape((inputs[0] as Value).shape, attributes.shape))],
  }),
  samples: [{ inputs: [{ shape: [2, 6] }], attributes: { shape: [3, 1, 4] } }],
});

export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });
}

interface TransposeAttributes {
  readonly order: readonly number[];
}

/** Axes in another order: result axis i is axis order[i] of x. */
export const transposeOp = defineOp<TransposeAttributes>({
  type: "Transpose",
  infer: ([x], { order }) => [
    { dtype: (x as Value).dtype, shape: order.map((axis) => (x as Value).shape[axis] as Dim) },
  ],
  vjp: ({ attributes: { order } }, [grad]) => [
    grad &&
      transpose(
        grad,
        order.map((_, axis) => order.indexOf(axis)),
      ),
  ],
  reference: ([x], { order }) => {
    const { shape, dtype, ...array } = x as NdArray;
    const strides = stridesOf(shape);
    const turned = order.map((axis) => strides[axis] as number);
    const target = order.map((axis) => shape[axis] as number);
    const out = new Float64Array(array.data.length);
    const data = numbersOf(x as NdArray);
    forEachIndex(target, (index, position) => {
      out[position] = data[offsetAt(index, target, turned)] as number;
    });
    return [ndArray(target, out, dtype)];
  },
  compiled: ({ order }) => ({ kind: "permute", order }),
  onnx: ({ attributes }) => ({ type: "Transpose", attributes: { perm: { kind: "ints", value: attributes.order } } }),
  samples: [
    { inputs: [{ shape: [2, 3] }], attributes: { order: [1, 0] } },
    { inputs: [{ shape: [2, 3, 4] }], attributes: { order: [2, 0, 1] } },
  ],
});

export function transpose(x: Value, order: readonly number[]): Value {
  return apply(transposeOp, [x], { order });
}

interface AxisAttributes {
  readonly axis: number;
}

/** Values joined along one axis. */
export const concatOp = defineOp<AxisAttributes>({
  type: "Concat",
  infer: (inputs, { axis }) => {
    const [first] = inputs as [Value, ...Value[]];
    const total = inputs.reduce((sum, value) => sum + requireStatic(value.shape[axis], "concat"), 0);
    return [{ dtype: first.dtype, shape: first.shape.map((dim, i) => (i === axis ? total : dim)) }];
  },
  vjp: ({ inputs, attributes: { axis } }, [grad]) =>
    grad
      ? split(
          grad,
          inputs.map((value) => requireStatic(value.shape[axis], "concat")),
          axis,
        )
      : inputs.map(() => undefined),
  reference: (inputs, { axis }) => [concatReference(inputs, axis)],
  compiled: ({ axis }) => ({ kind: "concat", axis }),
  simplify: ({ inputs }) => (inputs.length === 1 ? inputs[0] : undefined),
  onnx: ({ attributes }) => ({ type: "Concat", attributes: { axis: { kind: "int", value: attributes.axis } } }),
  samples: [
    { inputs: [{ shape: [2, 3] }, { shape: [2, 1] }, { shape: [2, 2] }], attributes: { axis: 1 } },
    { inputs: [{ shape: [2, 3] }, { shape: [1, 3] }], attributes: { axis: 0 } },
  ],
});

export function concat(values: readonly Value[], axis: number): Value {
  return apply(concatOp, values, { axis: toAxis(axis, values[0]?.shape.length ?? 0, "concat") });
}

interface SplitAttributes extends AxisAttributes {
  readonly sizes: readonly number[];
}

/** The inverse of concat: consecutive pieces along one axis. */
export const splitOp = defineOp<SplitAttributes>({
  type: "Split",
  infer: ([x], { axis, sizes }) => {
    const { dtype, shape } = x as Value;
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (shape[axis] !== total) {
      throw occamError("OCCAM_SHAPE", {
        where: "split",
        expected: `${total} along axis ${axis}`,
        received: formatShape(shape),
      });
    }
    return sizes.map((size) => ({ dtype, shape: shape.map((dim, i) => (i === axis ? size : dim)) }));
  },
  vjp: ({ outputs, attributes: { axis } }, grads) => [
    grads.every((grad) => grad === undefined)
      ? undefined
      : concat(
          outputs.map((output, i) => grads[i] ?? zerosLike(output)),
          axis,
        ),
  ],
  compiled: ({ axis }) => ({ kind: "split", axis, start: 0 }),
  reference: ([x], { axis, sizes }) => splitReference(x as NdArray, axis, sizes),
  onnx: ({ attributes: { axis, sizes } }) => ({
    type: "Split",
    attributes: { axis: { kind: "int", value: axis } },
    constantInputs: [int64(sizes)],
  }),
  samples: [
    { inputs: [{ shape: [2, 6] }], attributes: { axis: 1, sizes: [1, 3, 2] } },
    { inputs: [{ shape: [3, 2] }], attributes: { axis: 0, sizes: [2, 1] } },
  ],
});

export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  return sizes.length === 1 ? [x] : applyAll(splitOp, [x], { axis, sizes });
}

/** Zeros of the type and shape of a value, whose dimensions may be known only at run time. */
export const zerosLikeOp = defineOp<Record<never, never>>({
  type: "ZerosLike",
  infer: ([x]) => [{ dtype: (x as Value).dtype, shape: (x as Value).shape }],
  nondifferentiable: true,
  reference: ([x]) => [
    ndArray((x as NdArray).shape, new Float64Array((x as NdArray).data.length), (x as NdArray).dtype),
  ],
  lower: ({ inputs }) => [
    apply(constantOfShapeOp, [apply(shapeOp, [inputs[0] as Value], {})], { shape: (inputs[0] as Value).shape }),
  ],
  samples: [{ inputs: [{ shape: [2, 3] }], attributes: {} }],
});

export function zerosLike(x: Value): Value {
  return apply(zerosLikeOp, [x], {});
}

/** Float32 zeros of the shape that the input holds. */
export const constantOfShapeOp = defineOp<ReshapeAttributes>({
  type: "ConstantOfShape",
  infer: (_, { shape }) => [{ dtype: "float32", shape }],
  nondifferentiable: true,
  reference: ([target]) => {
    const shape = Array.from(numbersOf(target as NdArray));
    return [ndArray(shape, new Float64Array(shape.reduce((size, dim) => size * dim, 1)))];
  },
  compiled: () => ({ kind: "fill", value: 0 }),
  samples: [],
});

/** The dimensions of a value, as int64. */
export const shapeOp = defineOp<Record<never, never>>({
  type: "Shape",
  infer: ([x]) => [{ dtype: "int64", shape: [(x as Value).shape.length] }],
  nondifferentiable: true,
  reference: ([x]) => [ndArray([(x as NdArray).shape.length], [...(x as NdArray).shape], "int64")],
  compiled: () => ({ kind: "shape" }),
  samples: [{ inputs: [{ shape: [2, 3] }], attributes: {} }],
});

/** The shape with named dimensions as ONNX wants them: 0 copies the dimension in place, -1 is inferred (at most one). */
function onnxShape(from: Shape, to: Shape): number[] {
  const written = to.map((dim, axis) => (typeof dim === "number" ? dim : from[axis] === dim ? 0 : -1));
  if (written.filter((dim) => dim === -1).length > 1) {
    throw plainError(
      "OCCAM_GRAPH",
      `reshape from ${formatShape(from)} to ${formatShape(to)} moves two named dimensions; move one at a time.`,
    );
  }
  return written;
}

function checkedReshape(from: Shape, to: Shape): Shape {
  const names = (shape: Shape) =>
    shape
      .filter((dim) => typeof dim === "string")
      .sort()
      .join();
  const size = (shape: Shape) =>
    shape.reduce<number>((product, dim) => product * (typeof dim === "number" ? dim : 1), 1);
  if (names(from) === names(to) && size(from) === size(to)) return to;
  throw occamError("OCCAM_SHAPE", {
    where: "reshape",
    expected: `as many elements as ${formatShape(to)}`,
    received: formatShape(from),
  });
}

function reshapeReference(x: NdArray, shape: Shape, declared: Shape): NdArray {
  const lengths = new Map(declared.map((dim, axis) => [dim, x.shape[axis] as number]));
  return { ...x, shape: shape.map((dim) => (typeof dim === "number" ? dim : (lengths.get(dim) as number))) };
}

function concatReference(inputs: readonly NdArray[], axis: number): NdArray {
  const [first] = inputs as [NdArray, ...NdArray[]];
  const shape = first.shape.map((dim, i) =>
    i === axis ? inputs.reduce((sum, x) => sum + (x.shape[axis] as number), 0) : dim,
  );
  const strides = stridesOf(shape);
  const out = new Float64Array(shape.reduce((size, dim) => size * dim, 1));
  let start = 0;
  for (const input of inputs) {
    const data = numbersOf(input);
    forEachIndex(input.shape, (index, position) => {
      out[offsetAt(index, shape, strides) + start * (strides[axis] as number)] = data[position] as number;
    });
    start += input.shape[axis] as number;
  }
  return ndArray(shape, out, first.dtype);
}

function splitReference(x: NdArray, axis: number, sizes: readonly number[]): NdArray[] {
  const strides = stridesOf(x.shape);
  const data = numbersOf(x);
  let start = 0;
  return sizes.map((size) => {
    const shape = x.shape.map((dim, i) => (i === axis ? size : dim));
    const out = new Float64Array(shape.reduce((product, dim) => product * dim, 1));
    const base = start * (strides[axis] as number);
    forEachIndex(shape, (index, position) => {
      out[position] = data[base + offsetAt(index, x.shape, strides)] as number;
    });
    start += size;
    return ndArray(shape, out, x.dtype);
  });
}

export const SHAPE_OPS = [reshapeOp, transposeOp, concatOp, splitOp, zerosLikeOp, constantOfShapeOp, shapeOp] as const;
