/** How each optimizer of a playground makes a step of a weight from its gradient and what it remembers: as `adam`, `sgd` and `rmsprop` say. */
import { MOMENTUM } from "./program.ts";
import type { PlaygroundState } from "./state.ts";

/** What a weight's step is made of. */
export interface WeightMoment {
  readonly learningRate: number;
  /** From 1. */
  readonly step: number;
  /** With the pull of smooth penalties. */
  readonly gradient: number;
  /** What the optimizer remembers of the weight after the step, by name. */
  readonly slot: (name: string) => number;
}

/** w <- w - size * direction; then a threshold of alpha * reached, or of `most` where that is less. */
export interface StepRule {
  readonly size: (moment: WeightMoment) => number;
  readonly direction: (moment: WeightMoment) => number;
  /** The step size that proximal maps take. */
  readonly reached: (moment: WeightMoment) => number;
  readonly most: (learningRate: number) => number;
}

const rateOf = ({ learningRate }: WeightMoment) => learningRate;

const sgd: StepRule = {
  size: rateOf,
  direction: ({ gradient }) => gradient,
  reached: rateOf,
  most: () => Infinity,
};

const momentum: StepRule = {
  ...sgd,
  direction: ({ slot }) => slot("velocity"),
  // So far a velocity carries a constant gradient.
  reached: ({ learningRate, step }) => (learningRate * (1 - MOMENTUM ** step)) / (1 - MOMENTUM),
};

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

const adam: StepRule = {
  // The slots hold m / (1 - b1) and v / (1 - b2).
  size: ({ learningRate, step, slot }) =>
    learningRate / (Math.sqrt((slot("square") * (1 - BETA2)) / (1 - BETA2 ** step)) + EPSILON),
  direction: ({ step, slot }) => (slot("mean") * (1 - BETA1)) / (1 - BETA1 ** step),
  reached: (moment) => whereMoved(moment, adam.size(moment)),
  most: (learningRate) => (learningRate * (1 - BETA1)) / Math.sqrt(1 - BETA2),
};

const [RHO, RMS_EPSILON] = [0.9, 1e-7];

const rmsprop: StepRule = {
  size: ({ learningRate, slot }) => learningRate / (Math.sqrt(slot("square") * (1 - RHO)) + RMS_EPSILON),
  direction: ({ gradient }) => gradient,
  reached: (moment) => whereMoved(moment, rmsprop.size(moment)),
  most: (learningRate) => learningRate / Math.sqrt(1 - RHO),
};

/** A weight that has had no gradient yet is thresholded at the plain rate. */
function whereMoved({ learningRate, slot }: WeightMoment, size: number): number {
  return slot("square") === 0 ? learningRate : size;
}

export const STEP_RULES: Readonly<Record<PlaygroundState["learning"]["optimizer"], StepRule>> = {
  adam,
  sgd,
  momentum,
  rmsprop,
};
