import { mul, reduceSum, sqrt } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

/** Stands in for a norm of 0 where one is divided by. */
export const TINY = 1e-30;

/** Euclidean norm over `axes`, which stay as axes of 1. */
export function normOver(x: Value, axes: readonly number[]): Value {
  return sqrt(reduceSum(mul(x, x), axes, true));
}

/** How many weights each group has. */
export function groupSize(x: Value, axes: readonly number[]): number {
  return axes.reduce((size, axis) => size * Number(x.shape[axis]), 1);
}
