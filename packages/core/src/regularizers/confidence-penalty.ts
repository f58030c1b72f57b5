import { neg } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { ObjectiveTerm } from "./objective-term.ts";

/** Options of `confidencePenalty`. */
export const CONFIDENCE_PENALTY = record("confidencePenalty", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
});

export type ConfidencePenaltyOptions = OptionsOf<typeof CONFIDENCE_PENALTY>;

/**
 * -alpha * mean over examples of the entropy of the predicted distribution: confident predictions cost. Pereyra, Tucker,
 * Chorowski, Kaiser & Hinton 2017. For classification losses.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function confidencePenalty(options: ConfidencePenaltyOptions): ObjectiveTerm {
  // A recipe refuses the term where the loss has no entropy.
  return {
    name: CONFIDENCE_PENALTY.name,
    ...CONFIDENCE_PENALTY.read(options),
    needsEntropy: true,
    perExample: ({ entropy }) => neg(entropy as Value),
  };
}
