import { requireNone } from "../errors.ts";
import { cast, where } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { flag, given, optional, positive, strength } from "../options/field.ts";
import type { Given, Read } from "../options/record.ts";
import type { Sweep } from "../options/sweep.ts";
import { constantSchedule, type Schedule } from "../regularizers/schedules.ts";

/** A rule that turns gradients into steps: all its facts. */
export interface Optimizer {
  readonly name: string;
  readonly learningRate: Sweep;
  /** Factor on the learning rate, by step. */
  readonly schedule: Schedule;
  /** Decoupled decay of kernels: w <- w - lr * weightDecay * w, beside the step. 0: none. */
  readonly weightDecay: Sweep;
  /** Factor on the weight decay, by step, in place of `schedule`: w <- w - lr * decaySchedule * weightDecay * w. */
  readonly decaySchedule: Schedule | undefined;
  /** Also decay biases, scales (gamma) and embeddings. Gates and statistics never are. */
  readonly decayBiases: boolean;
  /** State kept for each weight, zero at the start. */
  readonly slots: readonly string[];
  /** Numbers that change with the step, computed in float64 outside the graph; `step` counts from 1. */
  readonly stepScalars: (learningRate: number, step: number) => Readonly<Record<string, number>>;
  /** `update` also takes gradients that are multiplied by the learning rate, where that stays the same. */
  readonly takesScaledGradient?: true;
  readonly update: (state: OptimizerState) => OptimizerUpdate;
}

export interface OptimizerState {
  readonly gradient: Value;
  /** The gradient is multiplied by the learning rate: only for an optimizer that takes it so. */
  readonly isScaled: boolean;
  /** By the names in `slots`. */
  readonly slots: Readonly<Record<string, Value>>;
  /** By the names that `stepScalars` gives; they broadcast with the gradient. */
  readonly scalars: Readonly<Record<string, Value>>;
}

export interface OptimizerUpdate {
  /** Subtracted from the weight. */
  readonly change: Value;
  readonly slots: Readonly<Record<string, Value>>;
  /** The step size taken for each weight, which scales proximal maps. Broadcasts with the weight. */
  readonly stepSize: Value;
  /**
   * The most that any gradients can make a step, of an optimizer that divides by their size: where they have become small its step
   * size knows no bound, and a proximal map that took it would set what was learnt to zero at once. Broadcasts with the weight.
   */
  readonly reach?: Value;
}

/** Options that every optimizer takes; the learning rate has a default of its own in each. */
export function optimizerFields(learningRate: number) {
  return {
    /** Above 0; one for each replica where an array is given. */
    learningRate: optional(positive(), learningRate),
    /** Factor on the learning rate over training. */
    schedule: given<Schedule>(),
    /** Decoupled weight decay, at least 0: beside the step, w <- w - lr * weightDecay * w. Loshchilov & Hutter 2019. Default 0. */
    weightDecay: optional(strength(), 0),
    /**
     * Factor on the weight decay over training, apart from the learning rate's: w <- w - lr * decaySchedule * weightDecay * w, with
     * the lr that the training begins with. Default: decay follows `schedule`, as in Loshchilov & Hutter 2019.
     */
    decaySchedule: given<Schedule>(),
    /** Also decay biases, scales (gamma) and embeddings. Default false: kernels only. */
    decayBiases: optional(flag(), false),
  };
}

type OptimizerFields = ReturnType<typeof optimizerFields>;

export type OptimizerOptions = Given<OptimizerFields>;

/**
 * What every optimizer takes from its options.
 * @throws RangeError with code OCCAM_OPTION for a schedule of decay without decay.
 */
export function commonFacts(
  name: string,
  options: Read<OptimizerFields>,
): Pick<Optimizer, "name" | "learningRate" | "schedule" | "weightDecay" | "decaySchedule" | "decayBiases"> {
  const { learningRate, schedule = constantSchedule(), weightDecay, decaySchedule, decayBiases } = options;
  if (weightDecay === 0) requireNone(name, options, ["decaySchedule"], "weightDecay above 0");
  return { name, learningRate, schedule, weightDecay, decaySchedule, decayBiases };
}

/** A slot or scalar by name; the records above always supply what they name. */
export function part(values: Readonly<Record<string, Value>>, name: string): Value {
  return values[name] as Value;
}

/**
 * The step size of each weight for proximal maps under an adaptive optimizer: its own where a gradient has come, the
 * plain learning rate where none has. There the adaptive step is lr / epsilon, and an L1 penalty would zero every weight
 * of a unit that happens to be off in the first batch, which then could never come back.
 */
export function stepWhereMoved(square: Value, stepSize: Value, learningRate: Value): Value {
  return where(cast(square, "bool"), stepSize, learningRate);
}
