import { concludeOn } from "./conclude.ts";
import { lossText, type PathPoint, type Rule, requirePath, short, strengthAt } from "./rule.ts";

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
    const { verdict, because } = concludeOn(path, chosen);
    const nameOf = (i: number) => (points[i] as PathPoint).name;
    const lowest = `the lowest mean validation loss, ${lossText(path, best)}`;
    const why =
      chosen === best
        ? `${nameOf(best)} has ${lowest}, and nothing more regularized is below ${short(limit)}`
        : `${nameOf(best)} has ${lowest}; ${nameOf(chosen)} with ${lossText(path, chosen)} is the most regularized one up to ${short(limit)}`;
    return { chosen, best, why: `${why}; ${because}`, verdict };
  },
};
