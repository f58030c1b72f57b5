/** Reductions over axes, and their inverse, expansion. */
import { forEachIndex, type NdArray, ndArray, numbersOf, offsetAt, stridesOf } from "../nd-array.ts";
import { apply, type Dim, defineOp, type OpRecord, type Shape, sameShape, toAxis, type Value } from "../value.ts";
import { div, mul } from "./arithmetic.ts";
import { scalar } from "./constant.ts";
import { cast, equal } from "./select.ts";
import { reshape, shapeOp } from "./shape.ts";

export interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

interface ReduceFacts {
  readonly type: string;
  readonly start: number;
  readonly combine: (sum: number, x: number) => number;
  readonly vjp: (x: Value, grad: Value, y: Value) => Value;
  readonly compiled: "add" | "max";
  readonly axesAsInput: boolean;
}

function reduceOp(facts: ReduceFacts): OpRecord<ReduceAttributes> {
  return defineOp<ReduceAttributes>({
    type: facts.type,
    infer: ([x], { axes, keepDims }) => [
      { dtype: (x as Value).dtype, shape: reducedShape((x as Value).shape, axes, keepDims) },
    ],
    vjp: ({ inputs, outputs, attributes }, [grad]) => {
      if (grad === undefined) return [undefined];
      const [x] = inputs as [Value];
      const kept = reducedShape(x.shape, attributes.axes, true);
      return [facts.vjp(x, reshape(grad, kept), reshape(outputs[0] as Value, kept))];
    },
    reference: ([x], { axes, keepDims }) => [reduceReference(x as NdArray, axes, keepDims, facts)],
    compiled: ({ axes }) => ({ kind: "reduce", axes, combine: facts.compiled }),
    onnx: ({ attributes: { axes, keepDims } }) => {
      const keepdims = { kind: "int", value: Number(keepDims) } as const;
      if (!facts.axesAsInput)
        return { type: facts.type, attributes: { keepdims, axes: { kind: "ints", value: axes } } };
      const data = BigInt64Array.from(axes, BigInt);
      return {
        type: facts.type,
        attributes: { keepdims },
        constantInputs: [{ dtype: "int64", shape: [axes.length], data }],
      };
    },
    samples: [
      { inputs: [{ shape: [2, 3, 4] }], attributes: { axes: [1], keepDims: false } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { axes: [0, 2], keepDims: true } },
      { inputs: [{ shape: [5] }], attributes: { axes: [0], keepDims: false } },
    ],
  });
}

export const reduceSumOp = reduceOp({
  type: "ReduceSum",
  start: 0,
  combine: (sum, x) => sum + x,
  compiled: "add",
  vjp: (x, grad) => expandAs(grad, x),
  axesAsInput: true,
});

/** The largest element. Equal maxima share the gradient equally. */
export const reduceMaxOp = reduceOp({
  type: "ReduceMax",
  start: -Infinity,
  combine: Math.max,
  compiled: "max",
  vjp: (x, grad, y) => {
    const isMaximum = cast(equal(x, y), x.dtype);
    const axes = x.shape.flatMap((dim, axis) => (dim === y.shape[axis] ? [] : [axis]));
    return mul(div(isMaximum, reduceSum(isMaximum, axes, true)), grad);
  },
  axesAsInput: false,
});

/** Sum over `axes` (all of them by default). */
export function reduceSum(x: Value, axes: readonly number[] = allAxes(x), keepDims = false): Value {
  const positive = axes.map((axis) => toAxis(axis, x.shape.length, "reduceSum"));
  return positive.length === 0 ? x : apply(reduceSumOp, [x], { axes: positive, keepDims });
}

export function reduceMax(x: Value, axes: readonly number[] = allAxes(x), keepDims = false): Value {
  return apply(reduceMaxOp, [x], { axes: axes.map((axis) => toAxis(axis, x.shape.length, "reduceMax")), keepDims });
}

/** Mean over axes whose lengths are known. */
export function reduceMean(x: Value, axes: readonly number[], keepDims = false): Value {
  const count = axes.reduce(
    (product, axis) => product * Number(x.shape[toAxis(axis, x.shape.length, "reduceMean")]),
    1,
  );
  return div(reduceSum(x, axes, keepDims), scalar(count));
}

/** Repeats `x` to the shape of `like`, whose dimensions may be known only at run time. */
export const expandAsOp = defineOp<Record<never, never>>({
  type: "ExpandAs",
  infer: (inputs) => [{ dtype: (inputs[0] as Value).dtype, shape: (inputs[1] as Value).shape }],
  vjp: ({ inputs }, [grad]) => [grad && sumTo(grad, (inputs[0] as Value).shape), undefined],
  lower: ({ inputs }) => {
    const [x, like] = inputs as [Value, Value];
    return [apply(expandOp, [x, apply(shapeOp, [like], {})], { shape: like.shape })];
  },
  simplify: ({ inputs }) => (sameShape((inputs[0] as Value).shape, (inputs[1] as Value).shape) ? inputs[0] : undefined),
  samples: [
    { inputs: [{ shape: [1, 3] }, { shape: [2, 3] }], attributes: {} },
    { inputs: [{ shape: [] }, { shape: [2, 3] }], attributes: {} },
  ],
});

export function expandAs(x: Value, like: Value): Value {
  return sameShape(x.shape, like.shape) ? x : apply(expandAsOp, [x, like], {});
}

interface ExpandAttributes {
  readonly shape: Shape;
}

/** ONNX's Expand: x repeated to the shape that the second input holds. */
export const expandOp = defineOp<ExpandAttributes>({
  type: "Expand",
  infer: ([x], { shape }) => [{ dtype: (x as Value).dtype, shape }],
  vjp: ({ inputs }, [grad]) => [grad && sumTo(grad, (inputs[0] as Value).shape), undefined],
  reference: ([x, target]) => {
    const shape = Array.from(numbersOf(target as NdArray));
    return [broadcastReference(x as NdArray, shape)];
  },
  compiled: () => ({ kind: "broadcast" }),
  samples: [],
});

/** Undoes broadcasting: sums a gradient over the axes along which its value was repeated. */
export function sumTo(grad: Value, shape: Shape): Value {
  if (sameShape(grad.shape, shape)) return grad;
  const extra = grad.shape.length - shape.length;
  const axes = grad.shape.flatMap((dim, axis) =>
    axis < extra || (shape[axis - extra] === 1 && dim !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(grad, axes), shape);
}

/**
 * A binary op broadcasts by itself, so an expanded operand need not be expanded first: f(expand(x), b) is f(x, b),
 * expanded afterwards where the result still needs it. So expansions move outward until something absorbs them.
 */
export function withoutExpansion(result: Value, a: Value, b: Value): Value | undefined {
  for (const operand of [a, b]) {
    const expansion = expansionOf(operand);
    if (expansion === undefined) continue;
    const bare = apply(result.node.op, operand === a ? [expansion.x, b] : [a, expansion.x], {});
    if (sameShape(bare.shape, result.shape)) return bare;
    if (sameShape(operand.shape, result.shape)) return expandAs(bare, expansion.like);
  }
  return undefined;
}

/** Inserting or removing axes of 1 can come before an expansion: then the expansion may be absorbed. */
export function reshapedExpansion(x: Value, shape: Shape): Value | undefined {
  const expansion = expansionOf(x);
  if (expansion === undefined || !sameShape(longAxes(x.shape), longAxes(shape))) return undefined;
  const padded = [...new Array<number>(x.shape.length - expansion.x.shape.length).fill(1), ...expansion.x.shape];
  const kept = padded.filter((_, axis) => x.shape[axis] !== 1);
  let next = 0;
  const small = shape.map((dim) => (dim === 1 ? 1 : (kept[next++] as Dim)));
  return expandAs(reshape(expansion.x, small), reshape(expansion.like, shape));
}

function expansionOf(value: Value): { readonly x: Value; readonly like: Value } | undefined {
  if (value.node.op.type !== expandAsOp.type) return undefined;
  const [x, like] = value.node.inputs as [Value, Value];
  return { x, like };
}

function longAxes(shape: Shape): Shape {
  return shape.filter((dim) => dim !== 1);
}

function allAxes(x: Value): number[] {
  return x.shape.map((_, axis) => axis);
}

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Dim[] {
  return shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [dim]));
}

function reduceReference(x: NdArray, axes: readonly number[], keepDims: boolean, facts: ReduceFacts): NdArray {
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const strides = stridesOf(kept, true);
  const out = new Float64Array(kept.reduce((size, dim) => size * dim, 1)).fill(facts.start);
  const data = numbersOf(x);
  forEachIndex(x.shape, (index, position) => {
    const at = offsetAt(index, kept, strides);
    out[at] = facts.combine(out[at] as number, data[position] as number);
  });
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return ndArray(shape, out, x.dtype);
}

function broadcastReference(x: NdArray, shape: readonly number[]): NdArray {
  const strides = stridesOf(x.shape, true);
  const data = numbersOf(x);
  const out = new Float64Array(shape.reduce((size, dim) => size * dim, 1));
  forEachIndex(shape, (index, position) => {
    out[position] = data[offsetAt(index, x.shape, strides)] as number;
  });
  return ndArray(shape, out, x.dtype);
}

export const REDUCE_OPS = [reduceSumOp, reduceMaxOp, expandAsOp, expandOp] as const;
