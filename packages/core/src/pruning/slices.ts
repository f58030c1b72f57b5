/** Parts of tensors along an axis. */
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";

/** The elements `indices` along `axis`, in that order. */
export function takeAlong({ shape, data }: FloatTensor, axis: number, indices: ArrayLike<number>): FloatTensor {
  const { outer, dim, inner } = layoutAlong(shape, axis);
  const taken = new Float32Array(outer * indices.length * inner);
  let to = 0;
  for (let block = 0; block < outer; block++) {
    for (let i = 0; i < indices.length; i++) {
      const from = (block * dim + (indices[i] as number)) * inner;
      // A single number is copied faster by itself.
      if (inner === 1) taken[to] = data[from] as number;
      else taken.set(data.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return { shape: shape.map((each, i) => (i === axis ? indices.length : each)), data: taken };
}

/** Calls `visit` with the position of every element whose index along `axis` is `index`, in order. */
export function forEachAlong(
  shape: readonly number[],
  axis: number,
  index: number,
  visit: (position: number) => void,
): void {
  const { outer, dim, inner } = layoutAlong(shape, axis);
  for (let block = 0; block < outer; block++) {
    const start = (block * dim + index) * inner;
    for (let i = 0; i < inner; i++) visit(start + i);
  }
}

/** Calls `visit` with every position and its index along `axis`, in order. */
export function forEachWithIndex(
  shape: readonly number[],
  axis: number,
  visit: (position: number, index: number) => void,
): void {
  const { outer, dim, inner } = layoutAlong(shape, axis);
  let position = 0;
  for (let block = 0; block < outer; block++) {
    for (let index = 0; index < dim; index++) {
      for (let i = 0; i < inner; i++) visit(position++, index);
    }
  }
}

function layoutAlong(shape: readonly number[], axis: number) {
  return { outer: sizeOf(shape.slice(0, axis)), dim: shape[axis] as number, inner: sizeOf(shape.slice(axis + 1)) };
}
