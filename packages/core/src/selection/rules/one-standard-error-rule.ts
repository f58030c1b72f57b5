import { concludeOn } from "./conclude.ts";
import { pointLoss, type Rule, requirePath, strengthAt } from "./rule.ts";

/**
 * The most regularized point whose mean validation loss is at most the lowest mean plus its standard error over folds,
 * sqrt(s^2 / k) (Breiman, Friedman, Olshen & Stone 1984). With a single fold there is no standard error: the best.
 */
export const oneStandardErrorRule: Rule = {
  name: "oneStandardError",
  choose: (input) => {
    const path = requirePath("oneStandardError", input);
    const { best, points, means, standardErrors } = path;
    const limit = (means[best] as number) + (standardErrors[best] || 0);
    const chosen = means.reduce(
      (at, mean, i) => (mean <= limit && strengthAt(points, i) > strengthAt(points, at) ? i : at),
      best,
    );
    return {
      chosen,
      best,
      reason: { code: "oneStandardError", lowest: pointLoss(path, best), chosen: pointLoss(path, chosen), limit },
      conclusion: concludeOn(path, chosen),
    };
  },
};
