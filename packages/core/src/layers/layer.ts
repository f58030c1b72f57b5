import type { Value } from "../graph/value.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import type { Sweep } from "../regularizers/hyperparameter.ts";
import type { AnyPenalty } from "../regularizers/penalty.ts";
import type { Fans, Initializer } from "./initializers.ts";

/**
 * What a parameter is for: penalties and weight decay act on kernels only, unless asked. A "scale" multiplies units or
 * channels (gamma, the slope of prelu); an "embedding" is a table of vectors that are looked up.
 */
export type ParameterRole = "kernel" | "bias" | "scale" | "embedding";

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  readonly initializer: Initializer;
  readonly fans: Fans;
  readonly penalties: readonly AnyPenalty[];
  readonly constraints: readonly Constraint[];
  /** Which axis of a kernel counts the units or channels that it feeds, and which those that feed it. */
  readonly axes?: { readonly output: number; readonly input: number };
}

/** A layer before it knows its input. `build` fixes its shapes. */
export interface LayerFactory {
  /** "dense", "dropout", ...: a layer's default name is its kind and its index among its kind. */
  readonly kind: string;
  readonly name: string | undefined;
  readonly build: (name: string, inputShape: readonly number[]) => Layer;
}

/** A layer of a model: its parameters and what it computes. Shapes are those of one example. */
export interface Layer {
  readonly name: string;
  readonly kind: string;
  readonly outputShape: readonly number[];
  readonly parameters: readonly ParameterSpec[];
  /** Numbers that a sweep may vary. */
  readonly hyperparameters: Readonly<Record<string, Sweep>>;
  /**
   * False where `apply` takes [batch, ...inputShape] only, because ONNX cannot batch the layer over weights: replicas of
   * models with such a layer are trained one after another.
   */
  readonly isBatchable?: false;
  /** x: [batch, ...inputShape], or [replicas, batch, ...inputShape]. */
  readonly apply: (x: Value, scope: LayerScope) => Value;
}

/** What a layer may ask for while its graph is made. */
export interface LayerScope {
  readonly mode: "training" | "inference";
  /** A parameter of its own shape, behind the replica axis where there is one: for matrix products. */
  readonly parameter: (name: string) => Value;
  /** The same with an axis of 1 for the batch behind the replica axis: for elementwise use. */
  readonly batchParameter: (name: string) => Value;
  /**
   * A fresh mask for every step, with the axes of x: 0 with probability `rate`, else 1 / (1 - rate). Replicas share
   * the random numbers and differ in the rate. `rate` names a hyperparameter of the layer. Along `sharedAxes` (axes of
   * x, 0 being the batch) all elements share one draw. A layer takes noise of one kind, once.
   */
  readonly dropoutMask: (x: Value, rate: string, sharedAxes?: readonly number[]) => Value;
  /** The same for a parameter: one mask for all examples of a step. */
  readonly parameterMask: (parameter: string, rate: string) => Value;
  /** The mask without the scale: 0 with probability `rate`, else 1. */
  readonly keepMask: (x: Value, rate: string) => Value;
  /** Fresh standard normal numbers with the axes of x, shared by replicas. */
  readonly normalNoise: (x: Value) => Value;
  /** A hyperparameter of the layer as it broadcasts with values of `rank` axes (the batch's among them). */
  readonly hyperparameter: (name: string, rank: number) => Value;
}
