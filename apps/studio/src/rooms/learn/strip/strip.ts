/** Sixteen strengths tried on several samples, and what can be said of the best. */
import { type PairedDifference, pairedDifference } from "../../../figures/paired.ts";

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

/** Two strengths on the same samples. */
export function compare(trials: readonly Trial[], i: number, j: number): PairedDifference {
  const at = (place: number) => trials.map(({ hidden }) => hidden[place] as number);
  return pairedDifference(at(i), at(j));
}
