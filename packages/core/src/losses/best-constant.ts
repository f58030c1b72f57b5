/** The constant outputs that fit targets [n, width] best. */
import { mean } from "../statistics/mean.ts";
import type { FloatTensor } from "../tensor/tensor.ts";

/** Applies `best` to each column of the targets. */
export function byColumn(best: (values: Float64Array) => number): (targets: FloatTensor) => Float64Array {
  return ({ shape, data }) => {
    const [rows = 0, width = 1] = shape;
    return Float64Array.from({ length: width }, (_, column) =>
      best(Float64Array.from({ length: rows }, (_, row) => data[row * width + column] as number)),
    );
  };
}

/** A probability of 0 or 1 would have an infinite logarithm: it counts as half an example in a million. */
const RAREST = 5e-7;

export const logFrequency = (values: Float64Array) => Math.log(Math.max(mean(values), RAREST));

export function logOdds(values: Float64Array): number {
  const p = Math.min(1 - RAREST, Math.max(RAREST, mean(values)));
  return Math.log(p / (1 - p));
}

/** The root of sum of clip(c - y, -delta, delta), by bisection. */
export function huberCentre(delta: number): (values: Float64Array) => number {
  return (values) => {
    let [low, high] = [Infinity, -Infinity];
    for (const y of values) [low, high] = [Math.min(low, y), Math.max(high, y)];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      const pull = values.reduce((sum, y) => sum + Math.min(delta, Math.max(-delta, middle - y)), 0);
      if (pull > 0) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  };
}
