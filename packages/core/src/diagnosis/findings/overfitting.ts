import type { Interval } from "../bootstrap.ts";
import { type FindingKind, measuredGain } from "./finding.ts";

/** The verdict is overfitting. */
export const overfittingFinding: FindingKind<"overfitting", { readonly probability: number; readonly gap: Interval }> =
  {
    code: "overfitting",
    find: (facts) => {
      const { verdict, gap, probabilities } = facts.diagnosis;
      if (verdict !== "overfitting") return undefined;
      const expectedGain = measuredGain(facts);
      return {
        severity: "warning",
        facts: { probability: probabilities.overfitting, gap },
        ...(expectedGain && { expectedGain }),
      };
    },
  };
