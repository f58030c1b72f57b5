import { type FindingKind, percent, short } from "./finding.ts";

/** Shaking the weights by 5% raises the loss by this share of it. */
const SHARP = 0.5;

export const sharpMinimumFinding: FindingKind = {
  code: "sharp-minimum",
  find: ({ inspection }) => {
    if (inspection === undefined) return undefined;
    const { radius, loss, meanIncrease } = inspection.sharpness;
    if (!(loss > 0 && meanIncrease > SHARP * loss)) return undefined;
    return {
      severity: "info",
      text: `The minimum is sharp: random changes of the weights by ${percent(radius)} raise the held-out loss from ${short(loss)} by ${short(meanIncrease)} on average.`,
      advice:
        "Average the weights (stochasticWeightAveraging), use l2 or weight decay; rounding the weights will cost accuracy.",
    };
  },
};
