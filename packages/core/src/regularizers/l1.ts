import { abs, mul } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { oneOf, optional, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { HyperparameterValues, Penalty } from "./penalty.ts";
import { softThreshold } from "./soft-threshold.ts";

/** Options of `l1`. */
export const L1 = record("l1", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
  /**
   * "proximal" (default): soft-thresholding after the step; weights become exactly zero and can come back.
   * "subgradient": alpha * sign(w) joins the gradient; weights circle zero and never land on it.
   */
  method: optional(oneOf(["proximal", "subgradient"]), "proximal"),
});

export type L1Options = OptionsOf<typeof L1>;

/**
 * Lasso penalty alpha * sum |w|. Its pull does not fade near zero, so weights land on zero. Tibshirani 1996; proximal
 * steps: Parikh & Boyd 2014. The threshold is alpha times the step that the optimizer really takes for each weight.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or method is another word.
 */
export function l1(options: L1Options): Penalty {
  const { alpha, method } = L1.read(options);
  if (method === "subgradient") {
    return {
      name: "l1Subgradient",
      hyperparameters: { alpha },
      smooth: value,
    };
  }
  return {
    name: L1.name,
    hyperparameters: { alpha },
    rough: value,
    prox,
  };
}

// Formulas stand outside, so that all penalties of the kind share them and one evaluation serves a whole pack.
const value = (weight: Value, { alpha }: HyperparameterValues) => mul(alpha, abs(weight));
const prox: NonNullable<Penalty["prox"]> = (weight, step, { alpha }, reach) =>
  softThreshold(weight, mul(step, alpha), reach);
