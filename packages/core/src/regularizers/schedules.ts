import { requireCount, requireOptions, requireRange } from "../errors.ts";

/** A factor on a learning rate, a penalty's strength or a noise rate that changes over training: all its facts. */
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
 * From `start` at the first step along a line to `end` after the last: (1 - t) start + t end, t = step / stepCount.
 * @throws RangeError with code OCCAM_OPTION when start or end is below 0.
 */
export function linearSchedule(options: { readonly start?: number; readonly end?: number } = {}): Schedule {
  requireOptions("linearSchedule", options, { start: true, end: true });
  const { start = 1, end = 0 } = options;
  requireRange("linearSchedule.start", start, 0, Infinity);
  requireRange("linearSchedule.end", end, 0, Infinity);
  return { name: "linear", factor: (step, stepCount) => start + ((end - start) * step) / stepCount };
}

/**
 * end + (1 - end) (1 + cos(pi t)) / 2, t from 0 at the first step to 1 after the last. Loshchilov & Hutter 2017.
 * @throws RangeError with code OCCAM_OPTION when end is outside [0, 1].
 */
export function cosineSchedule(options: { readonly end?: number } = {}): Schedule {
  requireOptions("cosineSchedule", options, { end: true });
  const { end = 0 } = options;
  requireRange("cosineSchedule.end", end, 0, 1);
  return {
    name: "cosine",
    factor: (step, stepCount) => end + ((1 - end) * (1 + Math.cos((Math.PI * step) / stepCount))) / 2,
  };
}

/**
 * 1 during the first `flat` (a share) of all steps, then the cosine schedule over the rest.
 * @throws RangeError with code OCCAM_OPTION when flat is outside [0, 1) or end outside [0, 1].
 */
export function flatThenCosineSchedule(options: { readonly flat?: number; readonly end?: number } = {}): Schedule {
  requireOptions("flatThenCosineSchedule", options, { flat: true, end: true });
  const { flat = 0.7, end = 0 } = options;
  requireRange("flatThenCosineSchedule.flat", flat, 0, 1 - Number.EPSILON);
  requireRange("flatThenCosineSchedule.end", end, 0, 1);
  const fall = cosineSchedule({ end });
  return {
    name: "flatThenCosine",
    factor: (step, stepCount) => {
      const start = flat * stepCount;
      return step < start ? 1 : fall.factor(step - start, stepCount - start);
    },
  };
}

/**
 * (1 + cos(pi t)) / 2 in each of `cycles` equal parts of the training, t from 0 to 1 within it: the rate falls to 0 and starts
 * anew. Loshchilov & Hutter 2017; for snapshot ensembles: Huang et al. 2017.
 * @throws RangeError with code OCCAM_OPTION when cycles is not a whole number of at least 1.
 */
export function cyclicCosineSchedule(options: { readonly cycles: number }): Schedule {
  requireOptions("cyclicCosineSchedule", options, { cycles: true });
  const { cycles } = options;
  requireCount("cyclicCosineSchedule.cycles", cycles);
  return {
    name: "cyclicCosine",
    factor: (step, stepCount) => {
      const length = Math.ceil(stepCount / cycles);
      return (1 + Math.cos((Math.PI * (step % length)) / length)) / 2;
    },
  };
}

/**
 * factor^floor(step / every): a drop by `factor` after each `every` steps.
 * @throws RangeError with code OCCAM_OPTION when every < 1 or factor is outside [0, 1].
 */
export function stepSchedule(options: { readonly every: number; readonly factor?: number }): Schedule {
  requireOptions("stepSchedule", options, { every: true, factor: true });
  const { every, factor = 0.1 } = options;
  requireCount("stepSchedule.every", every);
  requireRange("stepSchedule.factor", factor, 0, 1);
  return { name: "step", factor: (step) => factor ** Math.floor(step / every) };
}

/**
 * (step + 1) / steps during the first `steps` steps, then `after` from its own start. Goyal et al. 2017.
 * @throws RangeError with code OCCAM_OPTION when steps < 1.
 */
export function warmUpSchedule(options: { readonly steps: number; readonly after?: Schedule }): Schedule {
  requireOptions("warmUpSchedule", options, { steps: true, after: true });
  const { steps, after = constantSchedule() } = options;
  requireCount("warmUpSchedule.steps", steps);
  return {
    name: `warmUp, ${after.name}`,
    factor: (step, stepCount) =>
      step < steps ? (step + 1) / steps : after.factor(step - steps, Math.max(1, stepCount - steps)),
  };
}

/**
 * A penalty whose strength follows a schedule: its alpha at a step is alpha * schedule.factor(step, stepCount), so that a
 * penalty may grow, fade or set in late. Reported penalties take the factor of the moment at which they are reported.
 */
export function scheduled<P extends { readonly schedule?: Schedule }>(penalty: P, schedule: Schedule): P {
  return { ...penalty, schedule };
}

/** Every schedule; the schedule battery runs over this list. */
export const SCHEDULES: readonly Schedule[] = [
  constantSchedule(),
  linearSchedule({ start: 0, end: 1 }),
  linearSchedule(),
  cosineSchedule({ end: 0.1 }),
  flatThenCosineSchedule({ flat: 0.5 }),
  cyclicCosineSchedule({ cycles: 4 }),
  stepSchedule({ every: 10 }),
  warmUpSchedule({ steps: 7, after: cosineSchedule() }),
];
