import type { Interval } from "../bootstrap.ts";
import type { FindingKind } from "./finding.ts";

/** Less than this share of the constant prediction's metric is not worth a change. */
const WORTHWHILE = 0.02;

/**
 * A linear model is the best reference, and better than the network beyond chance and by enough to matter. `distance`: the
 * network's metric minus the linear model's.
 */
export const linearIsEnoughFinding: FindingKind<"linear-is-enough", { readonly distance: Interval }> = {
  code: "linear-is-enough",
  find: ({ diagnosis: { reference, scale }, metric }) => {
    const { name, distance } = reference;
    const amount = distance.estimate;
    const isBetter = distance.low > 0 && amount > WORTHWHILE * scale;
    if (name !== "linear" || !isBetter) return undefined;
    return {
      severity: "warning",
      facts: { distance },
      expectedGain: { metric, amount, measuredBy: { code: "linearModel" } },
    };
  },
};
