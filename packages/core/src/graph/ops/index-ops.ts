/** Ops that look elements up by index. */
import { forEachIndex, type NdArray, ndArray, numbersOf, offsetAt, stridesOf } from "../nd-array.ts";
import { apply, type Dim, defineOp, requireStatic, type Shape, type Value } from "../value.ts";
import { expandAs } from "./reduce.ts";
import { cast } from "./select.ts";
import { reshape, zerosLike } from "./shape.ts";

interface AxisAttributes {
  readonly axis: number;
}

/** The place that an index names: counted from the end where it is below 0. */
function placeOf(index: number, length: number): number {
  return index < 0 ? index + length : index;
}

/**
 * Slices of x at `indices` along one axis: result shape = x.shape with that axis replaced by indices.shape. Here and below, an index
 * is in [-length, length) of its axis, and counts from the end where it is below 0.
 */
export const gatherOp = defineOp<AxisAttributes>({
  type: "Gather",
  infer: (inputs, { axis }) => {
    const [x, indices] = inputs as [Value, Value];
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)] }];
  },
  vjp: ({ inputs, attributes: { axis } }, [grad]) => {
    if (grad === undefined) return [undefined, undefined];
    const [x, indices] = inputs as [Value, Value];
    return [addRows(zerosLike(x), indices, grad, axis), undefined];
  },
  reference: (inputs, { axis }) => {
    const [x, indices] = inputs as [NdArray, NdArray];
    const outer = product(x.shape.slice(0, axis));
    const length = x.shape[axis] as number;
    const inner = product(x.shape.slice(axis + 1));
    const picks = numbersOf(indices).map((index) => placeOf(index, length));
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    const rows = Array.from({ length: outer }, (_, o) => Array.from(picks, (pick) => o * length + pick)).flat();
    const positions = rows.flatMap((row) => Array.from({ length: inner }, (_, k) => row * inner + k));
    const { data, dtype } = x;
    if (data instanceof Float64Array)
      return [
        ndArray(
          shape,
          positions.map((at) => data[at] as number),
          dtype,
        ),
      ];
    return [{ dtype, shape, data: positions.map((at) => data[at] as string) }];
  },
  compiled: ({ axis }) => ({ kind: "gather", axis }),
  onnx: ({ attributes }) => ({ type: "Gather", attributes: { axis: { kind: "int", value: attributes.axis } } }),
  samples: [
    { inputs: [{ shape: [5, 3] }, { shape: [2, 2], dtype: "int64", low: 0, high: 5 }], attributes: { axis: 0 } },
    { inputs: [{ shape: [3, 2] }, { shape: [4], dtype: "int64", data: [-3, -1, 0, 2] }], attributes: { axis: 0 } },
    { inputs: [{ shape: [5] }, { shape: [], dtype: "int64", low: 0, high: 5 }], attributes: { axis: 0 } },
    { inputs: [{ shape: [4, 2] }, { shape: [6], dtype: "int32", low: 0, high: 4 }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 3, 4] }, { shape: [5], dtype: "int64", low: 0, high: 3 }], attributes: { axis: 1 } },
    { inputs: [{ shape: [2, 3] }, { shape: [2, 2], dtype: "int64", low: 0, high: 3 }], attributes: { axis: 1 } },
  ],
});

export function gather(x: Value, indices: Value, axis = 0): Value {
  return apply(gatherOp, [x, indices], { axis });
}

/** Where a value is one element along the first axis of another: that other, and the index. */
export function pickedFrom(value: Value): { readonly whole: Value; readonly at: Value } | undefined {
  const [whole, at] = value.node.inputs as readonly [Value, Value];
  const isPick =
    value.node.op.type === "Gather" && at.shape.length === 0 && (value.node.attributes as AxisAttributes).axis === 0;
  return isPick ? { whole, at } : undefined;
}

/** `updates` added to x along `axis` where `indices`, of any shape, say: the transpose of gather. */
function addRows(x: Value, indices: Value, updates: Value, axis: number): Value {
  const count = indices.shape.length === 1 ? (indices.shape[0] as Dim) : knownProduct(indices.shape);
  const [before, behind] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const rows = reshape(updates, [...before, count, ...behind]);
  const column = reshape(indices, [...before.map(() => 1), count, ...behind.map(() => 1)]);
  return scatterAdd(x, expandAs(column, rows), rows, axis);
}

/** Elements of x along one axis, one for each index: result[.., i, ..] = x[.., indices[.., i, ..], ..]. */
export const gatherElementsOp = defineOp<AxisAttributes>({
  type: "GatherElements",
  infer: ([x, indices]) => [{ dtype: (x as Value).dtype, shape: (indices as Value).shape }],
  vjp: ({ inputs, attributes: { axis } }, [grad]) => {
    if (grad === undefined) return [undefined, undefined];
    const [x, indices] = inputs as [Value, Value];
    return [scatterAdd(zerosLike(x), indices, grad, axis), undefined];
  },
  reference: (inputs, { axis }) => {
    const [x, indices] = inputs as [NdArray, NdArray];
    const data = numbersOf(x);
    return [
      ndArray(
        indices.shape,
        elementPositions(x.shape, indices, axis).map((at) => data[at] as number),
        x.dtype,
      ),
    ];
  },
  compiled: ({ axis }) => ({ kind: "gatherElements", axis }),
  onnx: ({ attributes }) => ({ type: "GatherElements", attributes: { axis: { kind: "int", value: attributes.axis } } }),
  samples: [
    { inputs: [{ shape: [4, 3] }, { shape: [2, 3], dtype: "int64", low: 0, high: 4 }], attributes: { axis: 0 } },
    { inputs: [{ shape: [2, 3] }, { shape: [2, 5], dtype: "int64", low: 0, high: 3 }], attributes: { axis: 1 } },
    {
      inputs: [{ shape: [2, 3] }, { shape: [2, 3], dtype: "int64", data: [-3, -1, 1, -2, 0, 2] }],
      attributes: { axis: 1 },
    },
  ],
});

export function gatherElements(x: Value, indices: Value, axis: number): Value {
  return apply(gatherElementsOp, [x, indices], { axis });
}

/**
 * x with each of `updates` added along one axis at its own index (int64, of the same shape); equal indices add up.
 * ONNX's ScatterElements, not the faster ScatterND: ONNX Runtime 1.30 adds the latter in several threads without
 * locks, and loses some of the updates of equal indices.
 */
export const scatterAddOp = defineOp<AxisAttributes>({
  type: "ScatterElements",
  infer: ([x]) => [{ dtype: (x as Value).dtype, shape: (x as Value).shape }],
  vjp: ({ inputs, attributes: { axis } }, [grad]) => [
    grad,
    undefined,
    grad && gatherElements(grad, inputs[1] as Value, axis),
  ],
  reference: (inputs, { axis }) => {
    const [x, indices, updates] = inputs as [NdArray, NdArray, NdArray];
    const out = Float64Array.from(numbersOf(x));
    const added = numbersOf(updates);
    elementPositions(x.shape, indices, axis).forEach((at, i) => {
      out[at] = (out[at] as number) + (added[i] as number);
    });
    return [ndArray(x.shape, out, x.dtype)];
  },
  compiled: ({ axis }) => ({ kind: "scatterAdd", axis }),
  onnx: ({ attributes }) => ({
    type: "ScatterElements",
    attributes: { axis: { kind: "int", value: attributes.axis }, reduction: { kind: "string", value: "add" } },
  }),
  samples: [
    {
      inputs: [{ shape: [4, 3] }, { shape: [5, 3], dtype: "int64", low: 0, high: 4 }, { shape: [5, 3] }],
      attributes: { axis: 0 },
    },
    {
      inputs: [{ shape: [2, 4, 2] }, { shape: [2, 3, 2], dtype: "int64", low: 0, high: 4 }, { shape: [2, 3, 2] }],
      attributes: { axis: 1 },
    },
    {
      inputs: [{ shape: [3, 2] }, { shape: [3, 2], dtype: "int64", data: [-3, 0, 0, -1, -2, 1] }, { shape: [3, 2] }],
      attributes: { axis: 0 },
    },
  ],
});

export function scatterAdd(x: Value, indices: Value, updates: Value, axis: number): Value {
  return apply(scatterAddOp, [x, cast(indices, "int64"), updates], { axis });
}

/** The positions in x that indices along an axis point at. */
function elementPositions(shape: readonly number[], indices: NdArray, axis: number): Float64Array {
  const strides = stridesOf(shape);
  const positions = Float64Array.from(numbersOf(indices));
  forEachIndex(indices.shape, (index, i) => {
    const along = placeOf(positions[i] as number, shape[axis] as number);
    const own = (index[axis] as number) * (strides[axis] as number);
    positions[i] = offsetAt(index, indices.shape, strides) - own + along * (strides[axis] as number);
  });
  return positions;
}

function knownProduct(shape: Shape): number {
  return shape.reduce<number>((size, dim) => size * requireStatic(dim, "gather"), 1);
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

export const INDEX_OPS = [gatherOp, gatherElementsOp, scatterAddOp] as const;
