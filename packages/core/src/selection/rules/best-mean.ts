import { concludeOn } from "./conclude.ts";
import { pointLoss, type Rule, requirePath } from "./rule.ts";

/** The lowest mean validation loss; of equal ones the most regularized. It favours too little regularization. */
export const bestMeanRule: Rule = {
  name: "bestMean",
  choose: (input) => {
    const path = requirePath("bestMean", input);
    const { best, points, folds } = path;
    return {
      chosen: best,
      best,
      reason: { code: "lowestMean", points: points.length, folds, lowest: pointLoss(path, best) },
      conclusion: concludeOn(path, best),
    };
  },
};
