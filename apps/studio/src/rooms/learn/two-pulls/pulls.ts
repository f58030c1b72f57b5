/** One weight under a penalty of strength 1: |w| and w²/2, what they pull with, and what is left of the weight step by step. */
import { softThreshold } from "../parts/bowl.ts";

/** `value` and `slope` at a weight; `step` is a step of the length eta alpha against the penalty alone, as the library takes it. */
export interface Pull {
  readonly value: (w: number) => number;
  /** Where there is none, at the kink of |w|, 0. */
  readonly slope: (w: number) => number;
  readonly step: (w: number, length: number) => number;
}

/** |w|: the same pull from everywhere, and the proximal step, which ends at 0 instead of crossing it. */
export const ABS: Pull = { value: Math.abs, slope: Math.sign, step: softThreshold };

/** w²/2: a pull as long as the weight; a step keeps the share 1 - eta alpha. */
export const HALF_SQUARE: Pull = {
  value: (w) => (w * w) / 2,
  slope: (w) => w,
  step: (w, length) => w - length * w,
};

/** The weight before the first step and after each. */
export function walk(start: number, count: number, step: (w: number) => number): readonly number[] {
  const weights = [start];
  for (let w = step(start); weights.length <= count; w = step(w)) weights.push(w);
  return weights;
}

/** A weight that the data pull toward m with the force m - w, under alpha |w|. */
export interface Tug {
  readonly target: number;
  readonly alpha: number;
  readonly rate: number;
}

/** Down the slope of both, the penalty's taken as sign(w): it steps over 0 and back. */
export function subgradientStep({ target, alpha, rate }: Tug, w: number): number {
  return w + rate * (target - w - alpha * Math.sign(w));
}

/** Down the slope of the data, then the proximal map of the penalty: within rate * alpha of 0 it is 0. */
export function proximalStep({ target, alpha, rate }: Tug, w: number): number {
  return softThreshold(w + rate * (target - w), rate * alpha);
}
