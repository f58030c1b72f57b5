/** Least squares on random features of the twenty points, fewer and more of them than points. */
import { randomNormal, randomUniform } from "@occam/core/data";
import { HIDDEN, SEEN } from "../hidden/hidden-points.ts";

/** x to cos(a x + b) / sqrt(count), with a normal of deviation 25 and b uniform on a circle. */
export function features(count: number, draw: number): (x: number) => Float64Array {
  const slopes = randomNormal(count, { seed: 1, stream: "course/slope", position: draw });
  const shifts = randomUniform(count, { seed: 1, stream: "course/shift", position: draw });
  const scale = 1 / Math.sqrt(count);
  return (x) => slopes.map((slope, j) => scale * Math.cos(25 * slope * x + 2 * Math.PI * (shifts[j] as number)));
}

/** Products of the features of two points, for one draw of so many features. */
export interface Kernel {
  readonly count: number;
  /** Seen points with seen points. */
  readonly seen: readonly Float64Array[];
  /** Hidden points with seen points. */
  readonly hidden: readonly Float64Array[];
}

export function kernelOf(count: number, draw: number): Kernel {
  const featuresAt = features(count, draw);
  const points = Array.from(SEEN.x, featuresAt);
  const productsWith = (x: number) => {
    const own = featuresAt(x);
    return Float64Array.from(points, (other) => product(own, other));
  };
  return { count, seen: Array.from(SEEN.x, productsWith), hidden: Array.from(HIDDEN.x, productsWith) };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Losses on the points that are learnt from and on hidden ones. */
export interface Losses {
  readonly seen: number;
  readonly hidden: number;
}

/**
 * The smallest weights of the least mean square + alpha |w|²: outputs are k(x)' (K + n alpha I)^-1 y with K the products of the seen points,
 * which takes n equations however many features there are. alpha > 0; as it falls to 0, the least squares solution of the smallest norm.
 */
export function lossesOf({ seen, hidden }: Kernel, alpha: number): Losses {
  const system = seen.map((row, i) => Array.from(row, (value, j) => value + (i === j ? seen.length * alpha : 0)));
  const dual = Float64Array.from(solved(system, Array.from(SEEN.y)));
  const miss = (rows: readonly Float64Array[], y: Float32Array) =>
    rows.reduce((sum, row, i) => sum + (product(row, dual) - (y[i] as number)) ** 2, 0) / rows.length;
  return { seen: miss(seen, SEEN.y), hidden: miss(hidden, HIDDEN.y) };
}

/** How many features are tried; twenty is as many as there are points. */
export const COUNTS: readonly number[] = [
  2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 40, 50, 64, 80, 100, 140, 200,
];

/** Draws of the features, of which the middle is shown. */
const DRAWS = 5;

/** For each of COUNTS its draws. */
export function allKernels(): readonly (readonly Kernel[])[] {
  return COUNTS.map((count) => Array.from({ length: DRAWS }, (_, draw) => kernelOf(count, draw)));
}

/** For each of COUNTS the median loss over the draws. */
export function curveOf(kernels: readonly (readonly Kernel[])[], alpha: number): readonly Losses[] {
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[(DRAWS - 1) / 2] as number;
  return kernels.map((draws) => {
    const all = draws.map((kernel) => lossesOf(kernel, alpha));
    return { seen: middle(all.map(({ seen }) => seen)), hidden: middle(all.map(({ hidden }) => hidden)) };
  });
}

/** x with A x = b, by elimination with pivots. */
export function solved(a: readonly (readonly number[])[], b: readonly number[]): readonly number[] {
  const rows = a.map((row, i) => [...row, b[i] as number]);
  const at = (i: number, j: number) => rows[i]?.[j] as number;
  for (let pivot = 0; pivot < rows.length; pivot++) {
    let top = pivot;
    for (let i = pivot + 1; i < rows.length; i++) if (Math.abs(at(i, pivot)) > Math.abs(at(top, pivot))) top = i;
    [rows[pivot], rows[top]] = [rows[top] as number[], rows[pivot] as number[]];
    for (let i = pivot + 1; i < rows.length; i++) {
      const factor = at(i, pivot) / at(pivot, pivot);
      const row = rows[i] as number[];
      for (let j = pivot; j <= rows.length; j++) row[j] = (row[j] as number) - factor * at(pivot, j);
    }
  }
  const x = new Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i--) {
    let sum = at(i, rows.length);
    for (let j = i + 1; j < rows.length; j++) sum -= at(i, j) * (x[j] as number);
    x[i] = sum / at(i, i);
  }
  return x;
}
