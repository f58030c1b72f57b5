/** The run-time inputs of a training or evaluation graph, collected while it is made. */

import { gather, input, inputName, mul, reshape } from "../../graph/ops/index.ts";
import type { DType, Shape, Value } from "../../graph/value.ts";
import type { Sweep } from "../../options/sweep.ts";
import type { Schedule } from "../../regularizers/schedules.ts";
import type { Distribution } from "../../tensor/distributions.ts";
import { REPLICAS } from "./pack-layout.ts";

/** A run-time input that holds one number, or one for each replica. */
export interface HyperparameterInput {
  readonly input: string;
  readonly sweep: Sweep;
}

/** A run-time input that holds a schedule's factor at each step (at one moment in evaluation), for each replica. */
export interface ScheduleInput {
  readonly input: string;
  readonly schedule: Schedule;
}

/** A run-time input of fresh random numbers for each step. */
export interface NoiseInput {
  readonly input: string;
  /** Name of the random stream. */
  readonly stream: string;
  /** Shape for one step, without the replica axis. */
  readonly shape: readonly number[];
  readonly distribution: Distribution;
  /** The distribution's own at a step: for the rate of a program of one replica, and its schedule. */
  readonly parameters: (candidate: number, progress: Moment) => readonly number[];
  /** Of what a layer turns off: the layer's name, and the level from which on a place is on, whatever the program takes. */
  readonly mask?: { readonly layer: string; readonly threshold: NoiseInput["parameters"] };
  /** Of standard normal numbers: the name of the layer that takes them. */
  readonly normalsOf?: string;
}

/** How far a training has come. */
export interface Moment {
  /** From 0. */
  readonly step: number;
  readonly stepCount: number;
}

/** Collects the inputs of a graph while it is made. */
export interface GraphInputs {
  readonly values: Value[];
  readonly hyperparameters: HyperparameterInput[];
  readonly schedules: ScheduleInput[];
  readonly noise: NoiseInput[];
  readonly isReplicated: boolean;
  /** Replicas differ in their random numbers, so noise has an axis of streams. */
  readonly hasOwnNoise: boolean;
  /** The step's number within the chunk; undefined where there are no steps. */
  readonly step: Value | undefined;
  /** The number of an object among those asked for: tells two penalties of one name apart. */
  readonly numberOf: (hyperparameters: object) => number;
}

export function createInputs(isReplicated: boolean, hasOwnNoise = false): GraphInputs {
  const seen: object[] = [];
  const numberOf = (hyperparameters: object) => {
    if (!seen.includes(hyperparameters)) seen.push(hyperparameters);
    return seen.indexOf(hyperparameters);
  };
  return {
    values: [],
    hyperparameters: [],
    schedules: [],
    noise: [],
    isReplicated,
    hasOwnNoise,
    step: undefined,
    numberOf,
  };
}

/** The same collection, from inside a loop over steps. */
export function atStep(inputs: GraphInputs, step: Value): GraphInputs {
  return { ...inputs, step };
}

/** An input; the same name gives the same input. */
export function declareInput(inputs: GraphInputs, name: string, dtype: DType, shape: Shape): Value {
  const known = inputs.values.find((value) => inputName(value) === name);
  if (known !== undefined) return known;
  const value = input(name, dtype, shape);
  inputs.values.push(value);
  return value;
}

/** A number as an input of shape [] or [R], times the factor of its schedule. */
export function declareHyperparameter(inputs: GraphInputs, name: string, sweep: Sweep, schedule?: Schedule): Value {
  if (!inputs.hyperparameters.some((entry) => entry.input === name))
    inputs.hyperparameters.push({ input: name, sweep });
  const value = declareInput(inputs, name, "float32", inputs.isReplicated ? [REPLICAS] : []);
  return schedule === undefined ? value : mul(value, declareFactor(inputs, schedule));
}

/** A number for each step and replica, as it is at the step: [] or [R]. */
export function declareStepNumber(inputs: GraphInputs, name: string): Value {
  const own = inputs.isReplicated ? [REPLICAS] : [];
  if (inputs.step === undefined) return declareInput(inputs, name, "float32", own);
  return gather(declareInput(inputs, name, "float32", ["K", ...own]), inputs.step);
}

function declareFactor(inputs: GraphInputs, schedule: Schedule): Value {
  const name = `schedule/${inputs.numberOf(schedule)}`;
  if (!inputs.schedules.some((entry) => entry.input === name)) inputs.schedules.push({ input: name, schedule });
  return declareStepNumber(inputs, name);
}

/** A value of shape [R] as [R, 1, ...] so that it broadcasts with values of `rank` axes; a scalar stays as it is. */
export function spread(value: Value, rank: number): Value {
  return value.shape.length === 0 ? value : reshape(value, [REPLICAS, ...new Array<number>(rank - 1).fill(1)]);
}

/** A value with the replica axis in front, if any, times a number of each replica. */
export function times(value: Value, scale: Value | undefined): Value {
  return scale === undefined ? value : mul(value, spread(scale, value.shape.length));
}

/** A value times a factor of its own rank, where there is one. */
export function product(value: Value, factor: Value | undefined): Value {
  return factor === undefined ? value : mul(value, factor);
}
