/** One kernel weight to follow through a step: one that becomes exactly 0, or the one that moves most. */
import type { SlowStep } from "../../../engine/slow-step.ts";

export interface FollowedWeight {
  /** Which: layer, from the input or unit, to the unit; all from 0. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly before: number;
  /** Of the loss, and of the smooth penalty. */
  readonly gradient: number;
  readonly pull: number;
  /** before - size * direction is what the step makes of it, less what weight decay takes. */
  readonly size: number;
  readonly direction: number;
  readonly stepped: number;
  /** How far L1 takes it towards 0, at most; 0 without L1. */
  readonly cut: number;
  readonly after: number;
}

export function followedWeight(step: SlowStep): FollowedWeight {
  const zeroed = step.threshold.zeroed.findIndex((places) => places.length > 0);
  const [layer, place] = zeroed < 0 ? largestMove(step) : [zeroed, step.threshold.zeroed[zeroed]?.[0] ?? 0];
  const units = step.weights[layer]?.kernel.shape[1] ?? 1;
  const at = (numbers: ArrayLike<number> | undefined) => numbers?.[place] ?? 0;
  return {
    ...{ layer, from: Math.floor(place / units), to: place % units },
    before: at(step.weights[layer]?.kernel.data),
    gradient: at(step.gradient.ofLoss[layer]?.kernel),
    pull: at(step.gradient.ofPenalty[layer]?.kernel),
    size: at(step.step.sizes[layer]?.kernel),
    direction: at(step.step.directions[layer]?.kernel),
    stepped: at(step.step.weights[layer]?.kernel),
    cut: at(step.threshold.l1?.[layer]),
    after: at(step.threshold.weights[layer]?.kernel.data),
  };
}

function largestMove({ weights, step }: SlowStep): readonly [layer: number, place: number] {
  let found = { layer: 0, place: 0, move: -1 };
  for (const [layer, { kernel }] of weights.entries())
    for (const [place, weight] of kernel.data.entries()) {
      const move = Math.abs((step.weights[layer]?.kernel[place] ?? weight) - weight);
      if (move > found.move) found = { layer, place, move };
    }
  return [found.layer, found.place];
}
