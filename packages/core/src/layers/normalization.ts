/** What the normalizations within one example share. */
import { requireNone } from "../errors.ts";
import { add, div, mul, reduceMean, scalar, sqrt, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { flag, given, number, optional } from "../options/field.ts";
import type { Read } from "../options/record.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import { type Regularizer, toPenalties } from "../regularizers/regularizer.ts";
import { exampleParameter } from "./example-parameter.ts";
import { type Initializer, ones, zeros } from "./initializers.ts";
import type { LayerScope, ParameterSpec } from "./layer.ts";
import { TUNING_FIELDS, tuned } from "./tuning.ts";

/** Options that normalizations share. */
export const NORMALIZATION_FIELDS = {
  /** Added to the variance, above 0. Default 0.001. */
  epsilon: optional(number(Number.MIN_VALUE, Infinity), 1e-3),
  /** Whether beta is added. Default true. */
  center: optional(flag(), true),
  /** Whether gamma multiplies. Default true. */
  scale: optional(flag(), true),
  /** Default zeros(). */
  betaInitializer: given<Initializer>(),
  /** Default ones(). */
  gammaInitializer: given<Initializer>(),
  /** Penalties and weight decay leave beta and gamma alone unless asked here. */
  betaRegularizer: given<Regularizer>(),
  gammaRegularizer: given<Regularizer>(),
  /** Applied after every step. */
  betaConstraint: given<Constraint>(),
  gammaConstraint: given<Constraint>(),
  ...TUNING_FIELDS,
  name: given<string>(),
};

/** The shared options with their defaults, checked. */
export type ReadNormalization = Read<typeof NORMALIZATION_FIELDS>;

/** @throws RangeError with code OCCAM_OPTION unless options of beta and gamma have one to act on. */
export function requireAffine(kind: string, options: ReadNormalization): void {
  const { center, scale } = options;
  if (!center) requireNone(kind, options, ["betaInitializer", "betaRegularizer", "betaConstraint"], "center: true");
  if (!scale) requireNone(kind, options, ["gammaInitializer", "gammaRegularizer", "gammaConstraint"], "scale: true");
}

/** (x - mean) / sqrt(variance + epsilon), both over `axes`; the variance is that of the population. */
export function standardized(x: Value, axes: readonly number[], epsilon: number): Value {
  const centered = sub(x, reduceMean(x, axes, true));
  const variance = reduceMean(mul(centered, centered), axes, true);
  return div(centered, sqrt(add(variance, scalar(epsilon))));
}

/** Gamma and beta, each where it is wanted, of `shape`. */
export interface Affine {
  readonly parameters: readonly ParameterSpec[];
  /** x gamma + beta, each laid out over the axes of an example as `layout` says. */
  readonly apply: (x: Value, scope: LayerScope, layout: readonly number[]) => Value;
}

export function affine(layer: string, shape: readonly number[], options: ReadNormalization): Affine {
  const { center, scale } = options;
  const common = { shape, fans: { fanIn: 1, fanOut: 1 } };
  const gamma: ParameterSpec = {
    ...common,
    name: `${layer}/gamma`,
    role: "scale",
    initializer: options.gammaInitializer ?? ones(),
    penalties: toPenalties(options.gammaRegularizer),
    constraints: options.gammaConstraint ? [options.gammaConstraint] : [],
  };
  const beta: ParameterSpec = {
    ...common,
    name: `${layer}/beta`,
    role: "bias",
    initializer: options.betaInitializer ?? zeros(),
    penalties: toPenalties(options.betaRegularizer),
    constraints: options.betaConstraint ? [options.betaConstraint] : [],
  };
  return {
    parameters: tuned(layer, [...(scale ? [gamma] : []), ...(center ? [beta] : [])], options),
    apply: (x, scope, layout) => {
      const scaled = scale ? mul(x, exampleParameter(scope, gamma, layout)) : x;
      return center ? add(scaled, exampleParameter(scope, beta, layout)) : scaled;
    },
  };
}
