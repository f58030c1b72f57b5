/** Linear models of many features with L1 and L2, solved exactly from the features' products. Columns have mean 0 and deviation 1, so has the target. */
import { softThreshold } from "../parts/bowl.ts";

/** What the rows say: X'X / n and X'y / n. */
export interface Products {
  readonly gram: readonly Float64Array[];
  readonly pulls: Float64Array;
}

export function productsOf(columns: readonly Float64Array[], target: Float64Array): Products {
  const mean = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / a.length;
  const gram = columns.map(() => new Float64Array(columns.length));
  columns.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const product = mean(a, columns[j] as Float64Array);
      (gram[i] as Float64Array)[j] = product;
      (gram[j] as Float64Array)[i] = product;
    }
  });
  return { gram, pulls: Float64Array.from(columns, (column) => mean(column, target)) };
}

/**
 * min 1/(2n) |y - X w|² + alpha |w|_1 by coordinate descent from `start`: each weight in turn goes to its best value, which is the soft
 * threshold of its pull, until none moves by 1e-8. Friedman, Hastie & Tibshirani 2010.
 */
export function lasso({ gram, pulls }: Products, alpha: number, start: Float64Array): Float64Array {
  const w = Float64Array.from(start);
  const rest = pulls.map((pull, j) => pull - dot(gram[j] as Float64Array, w));
  for (let sweep = 0, moved = 1; moved > 1e-8 && sweep < 20_000; sweep++) {
    moved = 0;
    for (let j = 0; j < w.length; j++) {
      const row = gram[j] as Float64Array;
      const before = w[j] as number;
      const own = row[j] as number;
      const after = softThreshold((rest[j] as number) + own * before, alpha) / own;
      const change = after - before;
      if (change === 0) continue;
      w[j] = after;
      for (let k = 0; k < w.length; k++) rest[k] = (rest[k] as number) - change * (row[k] as number);
      moved = Math.max(moved, Math.abs(change));
    }
  }
  return w;
}

/** min 1/(2n) |y - X w|² + alpha/2 |w|²: (X'X/n + alpha I) w = X'y/n, by Cholesky's factor. alpha > 0. */
export function ridge({ gram, pulls }: Products, alpha: number): Float64Array {
  const count = pulls.length;
  const factor = gram.map((row, i) => row.map((value, j) => value + (i === j ? alpha : 0)));
  const at = (i: number, j: number) => (factor[i] as Float64Array)[j] as number;
  for (let i = 0; i < count; i++) {
    const row = factor[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      row[j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  }
  const w = Float64Array.from(pulls);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < i; k++) w[i] = (w[i] as number) - at(i, k) * (w[k] as number);
    w[i] = (w[i] as number) / at(i, i);
  }
  for (let i = count - 1; i >= 0; i--) {
    for (let k = i + 1; k < count; k++) w[i] = (w[i] as number) - at(k, i) * (w[k] as number);
    w[i] = (w[i] as number) / at(i, i);
  }
  return w;
}

/** Half the mean square of what the weights leave unexplained: 0.5 for none, where the target has deviation 1. */
export function lossOf(columns: readonly Float64Array[], target: Float64Array, w: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    let rest = target[i] as number;
    for (let j = 0; j < w.length; j++) rest -= (w[j] as number) * ((columns[j] as Float64Array)[i] as number);
    sum += rest * rest;
  }
  return sum / (2 * target.length);
}

export const zeroCount = (w: Float64Array): number => w.filter((weight) => weight === 0).length;

export const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
