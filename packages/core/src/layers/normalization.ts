/** What the normalizations within one example share. */
import { requireNone, requireRange } from "../errors.ts";
import { add, div, mul, reduceMean, scalar, sqrt, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import { type Regularizer, toPenalties } from "../regularizers/regularizer.ts";
import { exampleParameter } from "./example-parameter.ts";
import { type Initializer, ones, zeros } from "./initializers.ts";
import type { LayerScope, ParameterSpec } from "./layer.ts";

export interface NormalizationOptions {
  /** Added to the variance, above 0. Default 0.001. */
  readonly epsilon?: number;
  /** Whether beta is added. Default true. */
  readonly center?: boolean;
  /** Whether gamma multiplies. Default true. */
  readonly scale?: boolean;
  readonly betaInitializer?: Initializer;
  readonly gammaInitializer?: Initializer;
  /** Penalties and weight decay leave beta and gamma alone unless asked here. */
  readonly betaRegularizer?: Regularizer;
  readonly gammaRegularizer?: Regularizer;
  readonly betaConstraint?: Constraint;
  readonly gammaConstraint?: Constraint;
  readonly name?: string;
}

/** Every option that normalizations share. */
export const NORMALIZATION_OPTIONS = {
  epsilon: true,
  center: true,
  scale: true,
  betaInitializer: true,
  gammaInitializer: true,
  betaRegularizer: true,
  gammaRegularizer: true,
  betaConstraint: true,
  gammaConstraint: true,
  name: true,
} as const;

/** @throws RangeError with code OCCAM_OPTION unless epsilon is above 0 and options of beta and gamma have one to act on. */
export function requireNormalization(kind: string, options: NormalizationOptions): void {
  const { epsilon = 1e-3, center = true, scale = true } = options;
  requireRange(`${kind}.epsilon`, epsilon, Number.MIN_VALUE, Infinity);
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

export function affine(layer: string, shape: readonly number[], options: NormalizationOptions): Affine {
  const { center = true, scale = true } = options;
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
    parameters: [...(scale ? [gamma] : []), ...(center ? [beta] : [])],
    apply: (x, scope, layout) => {
      const scaled = scale ? mul(x, exampleParameter(scope, gamma, layout)) : x;
      return center ? add(scaled, exampleParameter(scope, beta, layout)) : scaled;
    },
  };
}
