import { requireOptions } from "../errors.ts";
import { abs, halfSquare, mul, scalar, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { requireSweep, type Sweep } from "./hyperparameter.ts";
import type { HyperparameterValues, Penalty } from "./penalty.ts";
import { softThreshold } from "./soft-threshold.ts";

export interface ElasticNetOptions {
  /** Strength, at least 0; one for each replica where an array is given. */
  readonly alpha: Sweep;
  /** Share of the L1 part, from 0 (ridge) to 1 (lasso). Default 0.5. */
  readonly mix?: Sweep;
}

/**
 * alpha * (mix * sum |w| + (1 - mix)/2 * sum w^2): lasso at mix = 1, ridge at mix = 0. Zou & Hastie 2005.
 * glmnet's lambda is alpha here, and its alpha is mix.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or mix is outside [0, 1].
 */
export function elasticNet(options: ElasticNetOptions): Penalty {
  requireOptions("elasticNet", options, { alpha: true, mix: true });
  const { alpha, mix = 0.5 } = options;
  requireSweep("elasticNet.alpha", alpha, 0, Infinity);
  requireSweep("elasticNet.mix", mix, 0, 1);
  return {
    name: "elasticNet",
    hyperparameters: { alpha, mix },
    smooth,
    rough,
    // Proximal, so that weights land on 0 where a subgradient only circles it.
    prox,
  };
}

// Formulas stand outside, so that all penalties of the kind share them and one evaluation serves a whole pack.
const smooth: NonNullable<Penalty["smooth"]> = (weight, h) =>
  mul(mul(h.alpha, sub(scalar(1), mixOf(h))), halfSquare(weight));
const rough: NonNullable<Penalty["rough"]> = (weight, h) => mul(mul(h.alpha, mixOf(h)), abs(weight));
const prox: NonNullable<Penalty["prox"]> = (weight, step, h) =>
  softThreshold(weight, mul(step, mul(h.alpha, mixOf(h))));

function mixOf(hyperparameters: HyperparameterValues): Value {
  // elasticNet always supplies mix beside alpha.
  return hyperparameters.mix as Value;
}
