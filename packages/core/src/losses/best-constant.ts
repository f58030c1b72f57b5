/** The constant outputs that fit targets [n, width] best; where rows have weights, as if each stood there so many times. */
import { mean } from "../statistics/mean.ts";
import { median } from "../statistics/quantile.ts";
import { log } from "../tensor/elementary.ts";
import type { FloatTensor } from "../tensor/tensor.ts";

/** The best constant of one column; without weights all rows count alike. */
export type BestConstant = (values: Float64Array, weights?: ArrayLike<number>) => number;

/** Applies `best` to each column of the targets. */
export function byColumn(best: BestConstant): (targets: FloatTensor, weights?: ArrayLike<number>) => Float64Array {
  return ({ shape, data }, weights) => {
    const [rows = 0, width = 1] = shape;
    return Float64Array.from({ length: width }, (_, column) =>
      best(
        Float64Array.from({ length: rows }, (_, row) => data[row * width + column] as number),
        weights,
      ),
    );
  };
}

/** sum w y / sum w. */
export const centre: BestConstant = (values, weights) => {
  if (weights === undefined) return mean(values);
  let [sum, total] = [0, 0];
  values.forEach((value, row) => {
    sum += (weights[row] as number) * value;
    total += weights[row] as number;
  });
  return sum / total;
};

/** The value with as much weight below as above it; the middle of two where that is any number between them. */
export const middle: BestConstant = (values, weights) => {
  if (weights === undefined) return median(values);
  const rows = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  const half = rows.reduce((sum, row) => sum + (weights[row] as number), 0) / 2;
  let below = 0;
  for (const [at, row] of rows.entries()) {
    below += weights[row] as number;
    if (below < half) continue;
    const next = below > half ? row : rows.slice(at + 1).find((other) => (weights[other] as number) > 0);
    return ((values[row] as number) + (values[next ?? row] as number)) / 2;
  }
  return Number.NaN;
};

/** A probability of 0 or 1 would have an infinite logarithm: it counts as half an example in a million. */
const RAREST = 5e-7;

export const logFrequency: BestConstant = (values, weights) => log(Math.max(centre(values, weights), RAREST));

export const logOdds: BestConstant = (values, weights) => {
  const p = Math.min(1 - RAREST, Math.max(RAREST, centre(values, weights)));
  return log(p / (1 - p));
};

/** The root of sum of w clip(c - y, -delta, delta), by bisection. */
export function huberCentre(delta: number): BestConstant {
  return (values, weights) => {
    let [low, high] = [Infinity, -Infinity];
    for (const y of values) [low, high] = [Math.min(low, y), Math.max(high, y)];
    for (let i = 0; i < 60; i++) {
      const between = (low + high) / 2;
      const pull = values.reduce(
        (sum, y, row) => sum + (weights?.[row] ?? 1) * Math.min(delta, Math.max(-delta, between - y)),
        0,
      );
      if (pull > 0) high = between;
      else low = between;
    }
    return (low + high) / 2;
  };
}
