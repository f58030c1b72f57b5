import { abs, halfSquare, mul, scalar, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { share, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { HyperparameterValues, Penalty } from "./penalty.ts";
import { softThreshold } from "./soft-threshold.ts";

/** Options of `elasticNet`. */
export const ELASTIC_NET = record("elasticNet", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
  /** Share of the L1 part, from 0 (ridge) to 1 (lasso). Default 0.5. */
  mix: share(0.5),
});

export type ElasticNetOptions = OptionsOf<typeof ELASTIC_NET>;

/**
 * alpha * (mix * sum |w| + (1 - mix)/2 * sum w^2): lasso at mix = 1, ridge at mix = 0. Zou & Hastie 2005.
 * glmnet's lambda is alpha here, and its alpha is mix.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or mix is outside [0, 1].
 */
export function elasticNet(options: ElasticNetOptions): Penalty {
  return {
    name: ELASTIC_NET.name,
    hyperparameters: ELASTIC_NET.read(options),
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
const prox: NonNullable<Penalty["prox"]> = (weight, step, h, reach) =>
  softThreshold(weight, mul(step, mul(h.alpha, mixOf(h))), reach);

function mixOf(hyperparameters: HyperparameterValues): Value {
  // elasticNet always supplies mix beside alpha.
  return hyperparameters.mix as Value;
}
