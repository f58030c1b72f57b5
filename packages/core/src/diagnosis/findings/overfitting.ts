import { type FindingKind, measuredGain, percent, short } from "./finding.ts";

/** The verdict is overfitting. */
export const overfittingFinding: FindingKind = {
  code: "overfitting",
  find: (facts) => {
    const { verdict, gap, probabilities } = facts.diagnosis;
    if (verdict !== "overfitting") return undefined;
    const expectedGain = measuredGain(facts);
    return {
      severity: "warning",
      text: `The network overfits (probability ${percent(probabilities.overfitting)}): ${facts.metric} is ${short(gap.estimate)} higher on untouched rows than on training rows (95% interval ${short(gap.low)} to ${short(gap.high)}).`,
      advice:
        expectedGain === undefined
          ? "Regularize: l2 or early stopping first, then dropout, then l1 where many columns may be useless; or collect more rows."
          : `Use ${expectedGain.measuredBy.replace(" on the validation rows", "")}: its ${facts.metric} was ${short(expectedGain.amount)} lower on the validation rows.`,
      ...(expectedGain && { expectedGain }),
    };
  },
};
