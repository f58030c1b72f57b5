import type { Evidence } from "../evidence.ts";
import { type FindingKind, measuredGain } from "./finding.ts";

export interface UnderfittingFacts {
  readonly probability: number;
  readonly reference: Evidence["reference"];
}

/** The verdict is underfitting. */
export const underfittingFinding: FindingKind<"underfitting", UnderfittingFacts> = {
  code: "underfitting",
  find: (facts) => {
    const { verdict, reference, probabilities } = facts.diagnosis;
    if (verdict !== "underfitting") return undefined;
    const expectedGain = measuredGain(facts);
    return {
      severity: "warning",
      facts: { probability: probabilities.underfitting, reference },
      ...(expectedGain && { expectedGain }),
    };
  },
};
