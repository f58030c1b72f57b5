/** Densities on the unit interval that TPE fits to what it has seen of one parameter. */

import { normalCdf, normalDensity } from "../../statistics/normal-cdf.ts";
import { type RandomKey, randomNormal, randomUniform } from "../../tensor/random.ts";

/** What a value owns of the unit interval: an interval, or a point. */
export type Cell = readonly [number, number];

export interface Estimate {
  readonly draw: (count: number, key: RandomKey) => readonly number[];
  /** The probability of an interval, the density at a point. */
  readonly mass: (cell: Cell) => number;
}

/** Kernels are at least this wide, as a share of the interval, however many observations there are. */
const LEAST_DEVIATION = 0.01;

/**
 * A Parzen estimate for a parameter whose near values are alike: a mixture of normal densities, cut to [0, 1], one of
 * weight 1 around each observation and one of `priorWeight` with mean 1/2 and deviation 1. An observation's deviation
 * is the distance to its farther neighbour (the ends of the interval and the prior's mean are neighbours too), from
 * 1 / (1 + n) or 0.01 to 1 (Bergstra et al. 2011, section 4.2).
 */
export function parzenEstimate(observations: readonly number[], priorWeight: number): Estimate {
  const means = [...observations, 0.5];
  const deviations = [...deviationsOf(observations), 1];
  const weights = [...observations.map(() => 1), priorWeight];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Weight over the probability that the whole normal density has inside the interval.
  const heights = means.map((mean, i) => {
    const deviation = deviations[i] as number;
    return (weights[i] as number) / total / (normalCdf((1 - mean) / deviation) - normalCdf(-mean / deviation));
  });
  return {
    mass: ([from, to]) => {
      let mass = 0;
      for (let i = 0; i < means.length; i++) {
        const [mean, deviation] = [means[i] as number, deviations[i] as number];
        const [a, b] = [(from - mean) / deviation, (to - mean) / deviation];
        mass += (heights[i] as number) * (from === to ? normalDensity(a) / deviation : normalCdf(b) - normalCdf(a));
      }
      return mass;
    },
    draw: (count, key) =>
      Array.from(randomUniform(count, { ...key, stream: `${key.stream}/kernel` }), (u, i) => {
        const kernel = pick(weights, u * total);
        return truncatedNormal(means[kernel] as number, deviations[kernel] as number, {
          ...key,
          stream: `${key.stream}/${i}`,
        });
      }),
  };
}

function deviationsOf(observations: readonly number[]): readonly number[] {
  const sorted = [0, 1, 0.5, ...observations].sort((a, b) => a - b);
  const least = Math.max(LEAST_DEVIATION, 1 / (1 + observations.length));
  return observations.map((observation) => {
    const at = sorted.indexOf(observation);
    const below = observation - (sorted[at - 1] ?? observation);
    const above = (sorted[at + 1] ?? observation) - observation;
    return Math.min(1, Math.max(least, below, above));
  });
}

/** A normal number given that it lies in [0, 1]: the first that does. */
function truncatedNormal(mean: number, deviation: number, key: RandomKey): number {
  // At least a third of the draws lie inside, as mean does and the deviation is at most 1.
  for (let block = 0; ; block++) {
    const stream = `${key.stream}/${block}`;
    for (const z of randomNormal(8, { ...key, stream })) {
      const value = mean + deviation * z;
      if (value >= 0 && value <= 1) return value;
    }
  }
}

/** Relative frequencies of the levels of a parameter whose values are unlike, `priorWeight` observations spread over all. */
export function categoricalEstimate(
  observations: readonly number[],
  levelCount: number,
  priorWeight: number,
): Estimate {
  const levelOf = (u: number) => Math.min(levelCount - 1, Math.floor(u * levelCount));
  const weights = new Array<number>(levelCount).fill(priorWeight / levelCount);
  for (const u of observations) weights[levelOf(u)] = (weights[levelOf(u)] as number) + 1;
  const total = observations.length + priorWeight;
  return {
    mass: ([from, to]) => (weights[levelOf((from + to) / 2)] as number) / total,
    draw: (count, key) => Array.from(randomUniform(count, key), (u) => (pick(weights, u * total) + 0.5) / levelCount),
  };
}

/** The first index at which the running sum of the weights exceeds the target. */
function pick(weights: readonly number[], target: number): number {
  let sum = 0;
  const index = weights.findIndex((weight) => {
    sum += weight;
    return sum > target;
  });
  return index < 0 ? weights.length - 1 : index;
}
