import { oneStandardError } from "../one-standard-error.ts";
import { concludeOn } from "./conclude.ts";
import { type PathPoint, pointLoss, type Rule, requirePath, strengthAt } from "./rule.ts";

/**
 * The most regularized point whose losses exceed the best one's, fold by fold, by no more than one standard error of
 * that excess: `oneStandardError` over folds instead of rows. Folds that are hard for every point cancel, so that it
 * stays nearer to the best than the classic rule. Repeats count as folds.
 */
export const pairedOneStandardErrorRule: Rule = {
  name: "pairedOneStandardError",
  choose: (input) => {
    const path = requirePath("pairedOneStandardError", input);
    const { points, best } = path;
    // The most regularized first: it is the reference where means are equal.
    const order = points.map((_, i) => i).sort((a, b) => strengthAt(points, b) - strengthAt(points, a));
    const picked = oneStandardError(
      order.map((i) => ({
        losses: Float64Array.from((points[i] as PathPoint).losses),
        trainLoss: strengthAt(points, i),
      })),
    );
    const chosen = order[picked.chosen] as number;
    const { mean = 0, standardError = 0 } = picked.excess[picked.chosen] ?? {};
    return {
      chosen,
      best,
      reason: {
        code: "pairedOneStandardError",
        lowest: pointLoss(path, best),
        chosen: pointLoss(path, chosen),
        excess: { mean, standardError },
      },
      conclusion: concludeOn(path, chosen),
    };
  },
};
