import type { Value } from "../graph/value.ts";
import type { Sweep } from "../options/sweep.ts";
import type { ActivityPenalty } from "../regularizers/activity-penalty.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import type { AnyPenalty } from "../regularizers/penalty.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import type { Fans, Initializer } from "./initializers.ts";

/**
 * What a parameter is for. Penalties and weight decay act on kernels only, unless asked. A "scale" multiplies units or
 * channels (gamma, the slope of prelu); an "embedding" is a table of vectors that are looked up; a "gate" turns weights off.
 * A "statistic" is not trained: its layer gives it a new value at every step of training (running means of batch normalization).
 */
export type ParameterRole = "kernel" | "bias" | "scale" | "embedding" | "gate" | "statistic";

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  readonly initializer: Initializer;
  readonly fans: Fans;
  readonly penalties: readonly AnyPenalty[];
  readonly constraints: readonly Constraint[];
  /** Training leaves it as it is. Default false. */
  readonly isFrozen?: boolean;
  /** Factor on the learning rate, above 0. Default 1. */
  readonly learningRateFactor?: Sweep;
  /** Which axis of a kernel counts the units or channels that it feeds, and which those that feed it. */
  readonly axes?: { readonly output: number; readonly input: number };
}

/** A layer before it knows its input. `build` fixes its shapes. */
export interface LayerRecord {
  /** "dense", "dropout", ...: a layer's default name is its kind and its index among its kind. */
  readonly kind: string;
  readonly name: string | undefined;
  /** Records with the same mark are one layer: one name and one set of parameters, in several places of a network. */
  readonly sharing?: unknown;
  /** How many inputs it takes. Default 1. */
  readonly arity?: "one" | "many";
  /** `inputShape` is the shape of the first input (of one example); layers of many inputs look at all of them. */
  readonly build: (name: string, inputShape: readonly number[], inputShapes?: readonly (readonly number[])[]) => Layer;
}

/** A part of a network that is made of layers, which it lays out between its input and its output. */
export interface BlockRecord {
  readonly kind: string;
  readonly name: string | undefined;
  readonly layOut: (input: Connection) => Connection;
}

/** What an input of a network, or a layer fed by others, gives. Immutable; `model` turns connections into a network. */
export interface Connection {
  readonly source: InputRecord | LayerRecord | BlockRecord;
  /** What feeds it; none for an input. */
  readonly inputs: readonly Connection[];
}

/** An input of a network. */
export interface InputRecord {
  readonly kind: "input";
  readonly name: string | undefined;
  /** Shape of one example, without the batch. */
  readonly shape: readonly number[];
}

/**
 * Feeds a layer or block with what another layer, or an `input`, gives: the functional way to make a network. Applied twice, a
 * layer is two layers, each with weights of its own, of which none may have a name; `shared` makes them one.
 */
interface Connectable {
  readonly apply: (input: Connection | readonly Connection[]) => Connection;
}

/** A layer that can be put into `sequential` or connected: `dense({ units: 8 }).apply(x)`. */
export interface LayerFactory extends LayerRecord, Connectable {}

/** A block likewise. */
export interface BlockFactory extends BlockRecord, Connectable {}

/**
 * How the units of a layer hang together with those that feed it, for pruning. Units are counted along the first axis of an
 * example: features of flat values, channels of images and sequences.
 */
export interface UnitFacts {
  /**
   * The input units that unit `unit` goes on, each with the number of the input that it is of: they stay or go together.
   * Without it each unit is a weighted sum over all units of the one input, as `mixing` says.
   */
  readonly continues?: (unit: number) => readonly (readonly [input: number, unit: number])[];
  readonly mixing?: MixingFacts;
  /** Axis of each parameter along which the layer's own units lie. */
  readonly axes: Readonly<Record<string, number>>;
  /** The parameter that, where it is all 0 for a unit, makes that unit's value the same for all inputs. */
  readonly gain?: string;
  /**
   * At inference a unit is scale * input + shift, from the layer's parameters: [units] each. `undefined`: not so. A layer that
   * does nothing at inference has scale 1 and shift 0.
   */
  readonly affine?: (parameter: (name: string) => Float32Array) => UnitScale;
  /** The same layer without gates for another number of own units; layers that mix also say whether there is a bias. */
  readonly rebuild: (units: number, useBias: boolean) => LayerRecord["build"];
}

export interface UnitScale {
  /** [units]; undefined for 1. */
  readonly scale: Float64Array | undefined;
  /** [units]; undefined for 0. */
  readonly shift: Float64Array | undefined;
}

/** A layer of units activation(sum over input units + bias), with parameters "kernel" and "bias" [units]. */
export interface MixingFacts {
  readonly useBias: boolean;
  /** Whether the activation is the identity. */
  readonly isLinear: boolean;
  /** Axis of the kernel along which the input units lie. */
  readonly inputAxis: number;
  /** Multiplies the kernel: what the parameter "gate" makes of it at inference. */
  readonly gate?: (location: Value) => Value;
  /**
   * What an input unit that always has `values` (one for each of its places) adds to the sum of each unit: [units].
   * Undefined where that differs from place to place.
   */
  readonly effectOfConstant: (
    kernel: Float32Array,
    unit: number,
    values: ArrayLike<number>,
  ) => Float64Array | undefined;
}

/** A layer of a model: its parameters and what it computes. Shapes are those of one example. */
export interface Layer {
  readonly name: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  readonly parameters: readonly ParameterSpec[];
  /** Its mark, where it is in several places of a network: with the same name and the same parameters in each. */
  readonly sharing?: unknown;
  /** Numbers that a sweep may vary. */
  readonly hyperparameters: Readonly<Record<string, Sweep>>;
  /** Name of the activation behind the layer's own formula; none where it has none. */
  readonly activation?: string;
  /** Penalties on what the layer gives, in training. */
  readonly activityPenalties?: readonly ActivityPenalty[];
  /** How hyperparameters change over training, by name: factors on their values. */
  readonly schedules?: Readonly<Record<string, Schedule>>;
  /** The largest that hyperparameters may become under their schedules, by name. */
  readonly highest?: Readonly<Record<string, number>>;
  /**
   * False where `apply` takes [batch, ...inputShape] only, because ONNX cannot batch the layer over weights: replicas of
   * models with such a layer are trained one after another.
   */
  readonly isBatchable?: false;
  /** Its inputs are whole numbers from 0 up to but not including this: indices, of which nothing lies between two. */
  readonly indexCount?: number;
  /**
   * In training what it gives for one row hangs on the others of the batch, of which it needs so many: no row has a
   * gradient of its own.
   */
  readonly fewestRows?: number;
  /** A constant added to a unit or channel of its input changes nothing of what it gives in training. */
  readonly ignoresShift?: true;
  /** What pruning needs to know. Without it no unit of the layer leaves, nor one that feeds it. */
  readonly units?: UnitFacts;
  /** x: [batch, ...inputShape], or [replicas, batch, ...inputShape]; `inputs` are all of them, x the first. */
  readonly apply: (x: Value, scope: LayerScope, inputs?: readonly Value[]) => Value;
}

export type ForwardMode = "training" | "inference" | "sampling";

/** What a layer may ask for while its graph is made. */
export interface LayerScope {
  /** "sampling" is inference with the noise of training: Monte Carlo dropout. */
  readonly mode: ForwardMode;
  /** A parameter of its own shape, behind the replica axis where there is one: for matrix products. */
  readonly parameter: (name: string) => Value;
  /** The same with an axis of 1 for the batch behind the replica axis: for elementwise use. */
  readonly batchParameter: (name: string) => Value;
  /**
   * A fresh mask for every step, with the axes of x: 0 with probability `rate`, else 1 / (1 - rate). Replicas share
   * the random numbers and differ in the rate. `rate` names a hyperparameter of the layer. Along `sharedAxes` (axes of
   * x, 0 being the batch) all elements share one draw. A layer takes noise of each kind once.
   */
  readonly dropoutMask: (x: Value, rate: string, sharedAxes?: readonly number[]) => Value;
  /** The same for a parameter: one mask for all examples of a step. */
  readonly parameterMask: (parameter: string, rate: string) => Value;
  /** The mask without the scale: 0 with probability `rate`, else 1. */
  readonly keepMask: (x: Value, rate: string) => Value;
  /** Fresh standard normal numbers with the axes of x, shared by replicas. */
  readonly normalNoise: (x: Value) => Value;
  /** Fresh numbers, uniform on (0, 1), of the shape of a parameter: one draw for all examples of a step, shared by replicas. */
  readonly parameterNoise: (parameter: string) => Value;
  /** A hyperparameter of the layer as it broadcasts with values of `rank` axes (the batch's among them). */
  readonly hyperparameter: (name: string, rank: number) => Value;
  /**
   * In training: a running statistic r of the layer moves towards the batch's value, of r's own shape:
   * r <- r + (1 - momentum) s (value - r), where the batch's rows count, by their weights, as the part s of a full batch. At the start
   * it is the plain mean over the batches so far, as long as this moves it further, unless training goes on from a given r.
   * `lost`, of a mean of squares about the batch's own mean: 1 / (numbers in a row). A batch then counts by its degrees of
   * freedom, sum of w (1 - lost / n) for n = (sum of w)^2 / sum of w^2 and the weights w of its rows: n - lost where all weigh 1.
   */
  readonly updateStatistic: (
    name: string,
    value: Value,
    how: { readonly momentum: number; readonly lost?: number },
  ) => void;
  /**
   * Mean over the examples of a batch, each by its weight, [batch, ...] to [...] (behind the replica axis where there is
   * one): places that only fill up a batch weigh nothing; 0 where all rows weigh nothing.
   */
  readonly batchMean: (x: Value) => Value;
  /** x with the replica axis, where there are replicas and x has none because they share it. */
  readonly withReplicas: (x: Value, exampleRank: number) => Value;
}
