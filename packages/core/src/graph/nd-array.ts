import type { DType } from "../tensor/tensor.ts";

/** A dense array of the reference evaluator. Numbers of every type are held as float64, booleans as 0 and 1. */
export interface NdArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array | readonly string[];
}

export function ndArray(
  shape: readonly number[],
  data: Float64Array | readonly number[],
  dtype: DType = "float32",
): NdArray {
  return { dtype, shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

/** The numbers of an array; strings are a fault of the caller. */
export function numbersOf(array: NdArray): Float64Array {
  if (array.data instanceof Float64Array) return array.data;
  throw new TypeError("expected numbers, received strings");
}

/** Row-major strides; a dimension of 1 gets stride 0 when `broadcast` is asked for. */
export function stridesOf(shape: readonly number[], broadcast = false): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const dim = shape[axis] as number;
    strides[axis] = broadcast && dim === 1 ? 0 : stride;
    stride *= dim;
  }
  return strides;
}

/** Calls `visit` with the multi-index of every element, in row-major order. The index array is reused. */
export function forEachIndex(
  shape: readonly number[],
  visit: (index: readonly number[], position: number) => void,
): void {
  const total = shape.reduce((size, dim) => size * dim, 1);
  const index = new Array<number>(shape.length).fill(0);
  for (let position = 0; position < total; position++) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
}

/** The position in `array` that a multi-index of a broadcast result reads. */
export function offsetAt(index: readonly number[], shape: readonly number[], strides: readonly number[]): number {
  const skipped = index.length - shape.length;
  let offset = 0;
  for (let axis = 0; axis < shape.length; axis++)
    offset += (index[skipped + axis] as number) * (strides[axis] as number);
  return offset;
}

/** Elementwise application of `f` to broadcast inputs. */
export function mapBroadcast(inputs: readonly NdArray[], dtype: DType, f: (...values: number[]) => number): NdArray {
  const shape = inputs.map((input) => input.shape).reduce(broadcastStatic, []);
  const sources = inputs.map((input) => ({
    data: numbersOf(input),
    shape: input.shape,
    strides: stridesOf(input.shape, true),
  }));
  const out = new Float64Array(shape.reduce((size, dim) => size * dim, 1));
  forEachIndex(shape, (index, position) => {
    out[position] = f(...sources.map((source) => source.data[offsetAt(index, source.shape, source.strides)] as number));
  });
  return ndArray(shape, out, dtype);
}

function broadcastStatic(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    return left === 1 ? right : left;
  });
}
