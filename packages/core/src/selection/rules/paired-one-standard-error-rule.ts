import { oneStandardError } from "../one-standard-error.ts";
import { concludeOn } from "./conclude.ts";
import { lossText, type PathPoint, type Rule, requirePath, short, strengthAt } from "./rule.ts";

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
    const { verdict, because } = concludeOn(path, chosen);
    const nameOf = (i: number) => (points[i] as PathPoint).name;
    const lowest = `${nameOf(best)} has the lowest mean validation loss, ${lossText(path, best)}`;
    const { mean = 0, standardError = 0 } = picked.excess[picked.chosen] ?? {};
    const why =
      chosen === best
        ? `${lowest}, and nothing more regularized is within one standard error of it, fold by fold`
        : `${lowest}; ${nameOf(chosen)} is the most regularized one within a standard error of it (excess ${short(mean)} +- ${short(standardError)}, fold by fold)`;
    return { chosen, best, why: `${why}; ${because}`, verdict };
  },
};
