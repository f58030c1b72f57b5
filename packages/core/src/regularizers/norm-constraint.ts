import { abs, add, div, equal, max, mul, reduceMax, reduceSum, scalar, sqrt, sub, where } from "../graph/ops/index.ts";
import { sameShape, type Value } from "../graph/value.ts";
import { oneOf, optional } from "../options/field.ts";
import type { Constraint } from "./constraint.ts";
import { normOver, TINY } from "./norms.ts";

/** Newton's method converges quadratically, and a step of training leaves the set by little. */
const NEWTON_STEPS = 6;

/**
 * The distance in which the nearest weights inside the set are taken, an option of every constraint on norms. `"euclidean"`, the
 * default and Keras's: weights are rescaled. `"steps"`: the smallest sum of (u_i - w_i)^2 / step_i for the steps that the optimizer
 * took, as proximal maps of groups have it. Under Adam and RMSprop, whose steps differ from weight to weight, only `"steps"` ends at
 * the best weights inside the set; for equal steps, as under SGD, the two are one.
 */
export function metric() {
  return optional(oneOf(["euclidean", "steps"]), "euclidean");
}

export type NormMetric = "euclidean" | "steps";

export interface NormConstraintFacts extends Pick<Constraint, "name" | "hyperparameters"> {
  readonly metric: NormMetric;
  /** What weights of a norm, above 0, are to be multiplied by. */
  readonly factor: (norm: Value, hyperparameters: Readonly<Record<string, Value>>) => Value;
}

/** A constraint on the norm of each unit's incoming weights. A unit of zeros stays as it is. */
export function normConstraint({ name, hyperparameters, metric, factor }: NormConstraintFacts): Constraint {
  return {
    name,
    hyperparameters,
    project: (weight, h, { incoming }, step) => {
      const norm = max(normOver(weight, incoming), scalar(TINY));
      const scale = factor(norm, h);
      // Equal steps measure as plain distance does.
      const isPlain = metric === "euclidean" || step === undefined || !sameShape(step.shape, weight.shape);
      return isPlain
        ? mul(weight, scale)
        : nearestOfNorm(weight, { norm, wanted: mul(norm, scale), step, axes: incoming });
    },
  };
}

interface Sphere {
  /** Of the weights over `axes`, and as it shall be. */
  readonly norm: Value;
  readonly wanted: Value;
  /** Of each weight. */
  readonly step: Value;
  readonly axes: readonly number[];
}

/**
 * argmin over u of sum (u_i - w_i)^2 / step_i, where norm(u) = wanted: u_i = w_i / (1 + mu s_i) with s_i = step_i / largest step and
 * mu above -1 such that 1/wanted - 1/norm(u) = 0, a convex function of mu whose root Newton's method finds (Moré & Sorensen 1983). What it
 * leaves is rescaled. Weights that are zero stay zero.
 */
function nearestOfNorm(weight: Value, { norm, wanted, step, axes }: Sphere): Value {
  const used = where(equal(weight, scalar(0)), scalar(0), step);
  const share = div(used, max(reduceMax(used, axes, true), scalar(TINY)));
  const target = max(wanted, scalar(TINY));
  // No root lies below that of the weights of the largest step alone; where all steps are the largest, it lies at the excess.
  const fastest = reduceMax(where(equal(share, scalar(1)), abs(weight), scalar(0)), axes, true);
  const least = sub(div(fastest, target), scalar(1));
  let mu = max(sub(div(norm, target), scalar(1)), scalar(0));
  for (let i = 0; i < NEWTON_STEPS; i++) mu = max(newtonStep(weight, share, mu, target, axes), least);
  const nearest = div(weight, stretch(share, mu));
  return mul(nearest, div(wanted, max(normOver(nearest, axes), scalar(TINY))));
}

/** mu + (norm(u) - wanted) / wanted * norm(u)^2 / sum u^2 s / (1 + mu s). */
function newtonStep(weight: Value, share: Value, mu: Value, wanted: Value, axes: readonly number[]): Value {
  const stretched = stretch(share, mu);
  const u = div(weight, stretched);
  const squares = mul(u, u);
  const square = reduceSum(squares, axes, true);
  const slope = max(reduceSum(div(mul(squares, share), stretched), axes, true), scalar(TINY));
  const excess = sub(div(sqrt(square), wanted), scalar(1));
  return add(mu, div(mul(excess, square), slope));
}

/** 1 + mu s, above 0. */
function stretch(share: Value, mu: Value): Value {
  return max(add(scalar(1), mul(mu, share)), scalar(TINY));
}
