import { requireOptions } from "../errors.ts";
import { neg } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import type { ObjectiveTerm } from "./objective-term.ts";

export interface ConfidencePenaltyOptions {
  /** Strength, at least 0; one for each replica where an array is given. */
  readonly alpha: Sweep;
}

/**
 * -alpha * mean over examples of the entropy of the predicted distribution: confident predictions cost. Pereyra, Tucker,
 * Chorowski, Kaiser & Hinton 2017. For classification losses.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function confidencePenalty(options: ConfidencePenaltyOptions): ObjectiveTerm {
  requireOptions("confidencePenalty", options, { alpha: true });
  const { alpha } = options;
  requireSweep("confidencePenalty.alpha", alpha, 0, Infinity);
  // A recipe refuses the term where the loss has no entropy.
  return { name: "confidencePenalty", alpha, needsEntropy: true, perExample: ({ entropy }) => neg(entropy as Value) };
}
