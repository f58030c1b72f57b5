/** One weight w whose data loss is (h/2) (w - m)², and what a penalty makes of it. */
import { softThreshold } from "../parts/bowl.ts";

/** The data: where they want the weight, and how much they mind its absence there. */
export interface Data {
  readonly target: number;
  readonly curvature: number;
}

export interface Penalized {
  readonly penalty: (w: number) => number;
  /** The weight of the lowest (h/2) (w - m)² + alpha penalty(w). */
  readonly lowest: (data: Data, alpha: number) => number;
}

export const dataLoss = ({ target, curvature }: Data, w: number): number => (curvature / 2) * (w - target) ** 2;

/** alpha |w|: the target, alpha / h nearer to 0, and 0 itself where it was no farther. */
export const WITH_L1: Penalized = {
  penalty: Math.abs,
  lowest: ({ target, curvature }, alpha) => softThreshold(target, alpha / curvature),
};

/** alpha/2 w²: the share h / (h + alpha) of the target, never 0. */
export const WITH_L2: Penalized = {
  penalty: (w) => (w * w) / 2,
  lowest: ({ target, curvature }, alpha) => (curvature / (curvature + alpha)) * target,
};

/** What pulls a weight: the data toward their target, the spring of L2 toward 0. To the right above 0. */
export interface Forces {
  readonly data: number;
  readonly spring: number;
}

export function forcesOn({ target, curvature }: Data, alpha: number, w: number): Forces {
  return { data: curvature * (target - w), spring: -alpha * w };
}

/** A step of gradient descent with the rate eta: the weight shrinks by the share eta alpha, and the data add eta h (m - w). */
export function springStep(data: Data, alpha: number, rate: number, w: number): number {
  return (1 - rate * alpha) * w + rate * forcesOn(data, alpha, w).data;
}
