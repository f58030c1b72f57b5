import { type FindingKind, short } from "./finding.ts";

/** Less than this share of the constant prediction's metric is not worth a change. */
const WORTHWHILE = 0.02;

/** A linear model is the best reference, and better than the network beyond chance and by enough to matter. */
export const linearIsEnoughFinding: FindingKind = {
  code: "linear-is-enough",
  find: ({ diagnosis: { reference, evidence }, metric }) => {
    const amount = reference.distance.estimate;
    const isBetter = reference.distance.low > 0 && amount > WORTHWHILE * evidence.scale;
    if (reference.name !== "linear" || !isBetter) return undefined;
    return {
      severity: "warning",
      text: `A linear model does better: its ${metric} on test rows is ${short(amount)} lower (95% interval ${short(reference.distance.low)} to ${short(reference.distance.high)}).`,
      advice: "Use the linear model, or shrink the network towards it: fewer units, group lasso, stronger l2.",
      expectedGain: { metric, amount, measuredBy: "a linear model on the test rows" },
    };
  },
};
