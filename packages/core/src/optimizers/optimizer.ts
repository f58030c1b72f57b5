import type { Value } from "../graph/value.ts";
import type { Sweep } from "../regularizers/hyperparameter.ts";
import type { Schedule } from "./schedules.ts";

/** A rule that turns gradients into steps: all its facts. */
export interface Optimizer {
  readonly name: string;
  readonly learningRate: Sweep;
  /** Factor on the learning rate, by step. */
  readonly schedule: Schedule;
  /** Decoupled decay of kernels: w <- w - lr * weightDecay * w, beside the step. 0: none. */
  readonly weightDecay: Sweep;
  /** Also decay biases. */
  readonly decayBiases: boolean;
  /** State kept for each weight, zero at the start. */
  readonly slots: readonly string[];
  /** Numbers that change with the step, computed in float64 outside the graph; `step` counts from 1. */
  readonly stepScalars: (learningRate: number, step: number) => Readonly<Record<string, number>>;
  readonly update: (state: OptimizerState) => OptimizerUpdate;
}

export interface OptimizerState {
  readonly gradient: Value;
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
}

/** Options that every optimizer takes. */
export interface OptimizerOptions {
  /** Above 0; one for each replica where an array is given. */
  readonly learningRate?: Sweep;
  readonly schedule?: Schedule;
}

/** A slot or scalar by name; the records above always supply what they name. */
export function part(values: Readonly<Record<string, Value>>, name: string): Value {
  return values[name] as Value;
}
