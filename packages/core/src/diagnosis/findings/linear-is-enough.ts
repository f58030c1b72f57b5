import { type FindingKind, short } from "./finding.ts";

/** A linear model is the best reference, and better than the network beyond chance. */
export const linearIsEnoughFinding: FindingKind = {
  code: "linear-is-enough",
  find: ({ diagnosis: { reference }, metric }) => {
    if (reference.name !== "linear" || !(reference.distance.low > 0)) return undefined;
    const amount = reference.distance.estimate;
    return {
      severity: "warning",
      text: `A linear model does better: its ${metric} on test rows is ${short(amount)} lower (95% interval ${short(reference.distance.low)} to ${short(reference.distance.high)}).`,
      advice: "Use the linear model, or shrink the network towards it: fewer units, group lasso, stronger l2.",
      expectedGain: { metric, amount, measuredBy: "a linear model on the test rows" },
    };
  },
};
