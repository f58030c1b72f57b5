/** Sixteen strengths tried on several samples, and what can be said of the best. */

/** A fifth of a decade apart, from 0.0001 to 0.1. */
export const ALPHAS: readonly number[] = Array.from({ length: 16 }, (_, i) => 10 ** (-4 + i / 5));

/** How many samples, each with its own points and its own first weights. */
export const TRIALS = 5;

/** One sample's sixteen networks: mean squared errors, and what each draws over the course's grid. */
export interface Trial {
  readonly seen: readonly number[];
  readonly hidden: readonly number[];
  readonly curves: readonly Float32Array[];
}

export const meanAt = (trials: readonly Trial[], i: number, part: "seen" | "hidden"): number =>
  trials.reduce((sum, trial) => sum + (trial[part][i] as number), 0) / trials.length;

/** The place of the lowest mean on hidden points. */
export function bestOf(trials: readonly Trial[]): number {
  return ALPHAS.reduce((best, _, i) => (meanAt(trials, i, "hidden") < meanAt(trials, best, "hidden") ? i : best), 0);
}

export interface Comparison {
  /** The mean over samples of the loss at `i` less that at `j`. */
  readonly difference: number;
  /** Chance alone gives so large a difference in less than one case of twenty. */
  readonly isClear: boolean;
}

/** Student's t that is exceeded either way with probability 0.05, for 2 to 5 differences. */
const CRITICAL = [12.706, 4.303, 3.182, 2.776];

/**
 * Two strengths on the same samples, 2 to 5 of them, by a paired t-test: each sample gives one difference, so that what all share of a
 * sample cancels.
 */
export function compare(trials: readonly Trial[], i: number, j: number): Comparison {
  const differences = trials.map(({ hidden }) => (hidden[i] as number) - (hidden[j] as number));
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0);
  const error = Math.sqrt(squares / (differences.length - 1) / differences.length);
  return {
    difference,
    isClear: Math.abs(difference) > (CRITICAL[differences.length - 2] ?? Number.POSITIVE_INFINITY) * error,
  };
}
