import { requireCount, requireRange } from "../errors.ts";

/** Factor on the learning rate: all its facts. */
export interface Schedule {
  readonly name: string;
  /** `step` counts from 0 to stepCount - 1. */
  readonly factor: (step: number, stepCount: number) => number;
}

/** 1 at every step. */
export function constantSchedule(): Schedule {
  return { name: "constant", factor: () => 1 };
}

/**
 * end + (1 - end) (1 + cos(pi t)) / 2, t from 0 at the first step to 1 after the last. Loshchilov & Hutter 2017.
 * @throws RangeError with code OCCAM_OPTION when end is outside [0, 1].
 */
export function cosineSchedule({ end = 0 }: { readonly end?: number } = {}): Schedule {
  requireRange("cosineSchedule.end", end, 0, 1);
  return {
    name: "cosine",
    factor: (step, stepCount) => end + ((1 - end) * (1 + Math.cos((Math.PI * step) / stepCount))) / 2,
  };
}

/**
 * factor^floor(step / every): a drop by `factor` after each `every` steps.
 * @throws RangeError with code OCCAM_OPTION when every < 1 or factor is outside [0, 1].
 */
export function stepSchedule({ every, factor = 0.1 }: { readonly every: number; readonly factor?: number }): Schedule {
  requireCount("stepSchedule.every", every);
  requireRange("stepSchedule.factor", factor, 0, 1);
  return { name: "step", factor: (step) => factor ** Math.floor(step / every) };
}

/**
 * (step + 1) / steps during the first `steps` steps, then `after` from its own start. Goyal et al. 2017.
 * @throws RangeError with code OCCAM_OPTION when steps < 1.
 */
export function warmUpSchedule({
  steps,
  after = constantSchedule(),
}: {
  readonly steps: number;
  readonly after?: Schedule;
}): Schedule {
  requireCount("warmUpSchedule.steps", steps);
  return {
    name: `warmUp, ${after.name}`,
    factor: (step, stepCount) =>
      step < steps ? (step + 1) / steps : after.factor(step - steps, Math.max(1, stepCount - steps)),
  };
}
