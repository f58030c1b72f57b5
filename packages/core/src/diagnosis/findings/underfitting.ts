import { type FindingKind, measuredGain, percent, short } from "./finding.ts";

/** The verdict is underfitting. */
export const underfittingFinding: FindingKind = {
  code: "underfitting",
  find: (facts) => {
    const { verdict, reference, probabilities } = facts.diagnosis;
    if (verdict !== "underfitting") return undefined;
    const expectedGain = measuredGain(facts);
    return {
      severity: "warning",
      text: `The network underfits (probability ${percent(probabilities.underfitting)}): its ${facts.metric} is ${short(reference.distance.estimate)} above that of the best reference, ${reference.name}.`,
      advice:
        expectedGain === undefined
          ? "Give it more freedom: weaker penalties, less dropout, more epochs or a larger learning rate, then more units."
          : `Use ${expectedGain.measuredBy.replace(" on the validation rows", "")}: its ${facts.metric} was ${short(expectedGain.amount)} lower on the validation rows.`,
      ...(expectedGain && { expectedGain }),
    };
  },
};
