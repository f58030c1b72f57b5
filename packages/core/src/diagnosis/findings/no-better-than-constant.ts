import { type FindingKind, short } from "./finding.ts";

/** The constant prediction is the best reference, and the network is not below it. */
export const noBetterThanConstantFinding: FindingKind = {
  code: "no-better-than-constant",
  find: ({ diagnosis: { reference }, metric }) => {
    if (reference.name !== "constant" || reference.distance.high < 0) return undefined;
    return {
      severity: "alarm",
      text: `On test rows the network is not better than predicting the same for every row: its ${metric} is ${short(reference.distance.estimate)} above (95% interval ${short(reference.distance.low)} to ${short(reference.distance.high)}).`,
      advice:
        "Do not use it. Look for columns that have to do with the target; a strong l1 penalty shows whether any column helps.",
    };
  },
};
