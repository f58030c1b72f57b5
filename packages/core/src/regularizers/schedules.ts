import { count, given, number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { cosTurn, powersOf } from "../tensor/elementary.ts";

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

/** Options of `linearSchedule`. */
export const LINEAR_SCHEDULE = record("linearSchedule", {
  /** At the first step, at least 0. Default 1. */
  start: optional(number(0, Infinity), 1),
  /** After the last, at least 0. Default 0. */
  end: optional(number(0, Infinity), 0),
});

/**
 * From `start` at the first step along a line to `end` after the last: (1 - t) start + t end, t = step / stepCount.
 * @throws RangeError with code OCCAM_OPTION when start or end is below 0.
 */
export function linearSchedule(options: OptionsOf<typeof LINEAR_SCHEDULE> = {}): Schedule {
  const { start, end } = LINEAR_SCHEDULE.read(options);
  return { name: "linear", factor: (step, stepCount) => start + ((end - start) * step) / stepCount };
}

/** Options of `cosineSchedule`. */
export const COSINE_SCHEDULE = record("cosineSchedule", {
  /** After the last step, from 0 to 1. Default 0. */
  end: optional(number(0, 1), 0),
});

/**
 * end + (1 - end) (1 + cos(pi t)) / 2, t from 0 at the first step to 1 after the last. Loshchilov & Hutter 2017.
 * @throws RangeError with code OCCAM_OPTION when end is outside [0, 1].
 */
export function cosineSchedule(options: OptionsOf<typeof COSINE_SCHEDULE> = {}): Schedule {
  const { end } = COSINE_SCHEDULE.read(options);
  return {
    name: "cosine",
    factor: (step, stepCount) => end + ((1 - end) * (1 + cosTurn(step / (2 * stepCount)))) / 2,
  };
}

/** Options of `flatThenCosineSchedule`. */
export const FLAT_THEN_COSINE_SCHEDULE = record("flatThenCosineSchedule", {
  /** Share of all steps before the fall, in [0, 1). Default 0.7. */
  flat: optional(number(0, 1 - Number.EPSILON), 0.7),
  /** After the last step, from 0 to 1. Default 0. */
  end: COSINE_SCHEDULE.fields.end,
});

/**
 * 1 during the first `flat` (a share) of all steps, then the cosine schedule over the rest.
 * @throws RangeError with code OCCAM_OPTION when flat is outside [0, 1) or end outside [0, 1].
 */
export function flatThenCosineSchedule(options: OptionsOf<typeof FLAT_THEN_COSINE_SCHEDULE> = {}): Schedule {
  const { flat, end } = FLAT_THEN_COSINE_SCHEDULE.read(options);
  const fall = cosineSchedule({ end });
  return {
    name: "flatThenCosine",
    factor: (step, stepCount) => {
      const start = flat * stepCount;
      return step < start ? 1 : fall.factor(step - start, stepCount - start);
    },
  };
}

/** Options of `cyclicCosineSchedule`. */
export const CYCLIC_COSINE_SCHEDULE = record("cyclicCosineSchedule", {
  /** Parts of the training, at least 1. */
  cycles: count(),
});

/**
 * (1 + cos(pi t)) / 2 in each of `cycles` parts of the training, t from 0 to 1 within it: the rate falls to 0 and starts
 * anew. Part k begins with step ceil(k stepCount / cycles): parts are as equal as whole steps allow, and end where snapshots are kept. Loshchilov & Hutter 2017; for snapshot ensembles: Huang et al. 2017.
 * @throws RangeError with code OCCAM_OPTION when cycles is not a whole number of at least 1.
 */
export function cyclicCosineSchedule(options: OptionsOf<typeof CYCLIC_COSINE_SCHEDULE>): Schedule {
  const { cycles } = CYCLIC_COSINE_SCHEDULE.read(options);
  return {
    name: "cyclicCosine",
    factor: (step, stepCount) => {
      const startOf = (cycle: number) => Math.ceil((cycle * stepCount) / cycles);
      const cycle = Math.floor((step * cycles) / stepCount);
      const start = startOf(cycle);
      return (1 + cosTurn((step - start) / (2 * (startOf(cycle + 1) - start)))) / 2;
    },
  };
}

/** Options of `stepSchedule`. */
export const STEP_SCHEDULE = record("stepSchedule", {
  /** Steps between two drops, at least 1. */
  every: count(),
  /** What a drop leaves, from 0 to 1. Default 0.1. */
  factor: optional(number(0, 1), 0.1),
});

/**
 * factor^floor(step / every): a drop by `factor` after each `every` steps.
 * @throws RangeError with code OCCAM_OPTION when every < 1 or factor is outside [0, 1].
 */
export function stepSchedule(options: OptionsOf<typeof STEP_SCHEDULE>): Schedule {
  const { every, factor } = STEP_SCHEDULE.read(options);
  const power = powersOf(factor);
  return { name: "step", factor: (step) => power(Math.floor(step / every)) };
}

/** Options of `warmUpSchedule`. */
export const WARM_UP_SCHEDULE = record("warmUpSchedule", {
  /** Steps of the rise, at least 1. */
  steps: count(),
  /** What comes behind it. Default 1 at every step. */
  after: given<Schedule>(),
});

/**
 * (step + 1) / steps during the first `steps` steps, then `after` from its own start. Goyal et al. 2017.
 * @throws RangeError with code OCCAM_OPTION when steps < 1.
 */
export function warmUpSchedule(options: OptionsOf<typeof WARM_UP_SCHEDULE>): Schedule {
  const { steps, after = constantSchedule() } = WARM_UP_SCHEDULE.read(options);
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
