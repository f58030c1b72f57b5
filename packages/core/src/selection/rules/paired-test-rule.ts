import { concludeOn, testOf } from "./conclude.ts";
import type { WalkEnd } from "./reason.ts";
import { type Path, pointLoss, type Rule, requirePath, strengthAt } from "./rule.ts";

/**
 * From the best mean towards more regularization, neighbour by neighbour, as long as the next point is not worse: one
 * corrected t-test against the point that is left and one against the best (so that many small steps cannot add up to
 * a large one), both one-sided at `level` on the same folds. With a single fold, which allows no test: the best.
 */
export const pairedTestRule: Rule = {
  name: "pairedTest",
  choose: (input) => {
    const path = requirePath("pairedTest", input);
    const { best, folds, level } = path;
    const { chosen, stoppedBy } = folds < 2 ? { chosen: best, stoppedBy: SINGLE_FOLD } : walk(path);
    return {
      chosen,
      best,
      reason: {
        code: "pairedTest",
        lowest: pointLoss(path, best),
        chosen: pointLoss(path, chosen),
        level,
        stoppedBy,
      },
      conclusion: concludeOn(path, chosen),
    };
  },
};

const SINGLE_FOLD: WalkEnd = { code: "singleFold" };

function walk(path: Path): { readonly chosen: number; readonly stoppedBy: WalkEnd } {
  const { points, best, level, means } = path;
  const order = points.map((_, i) => i).sort((a, b) => strengthAt(points, a) - strengthAt(points, b) || a - b);
  let chosen = best;
  for (const point of order.slice(order.indexOf(best) + 1)) {
    if (means[point] === Infinity) return { chosen, stoppedBy: { code: "notFinite", point } };
    for (const against of new Set([chosen, best])) {
      const test = testOf(path, point, against);
      if (test.pFirstWorse < level) return { chosen, stoppedBy: { code: "worse", point, against, test } };
    }
    chosen = point;
  }
  return { chosen, stoppedBy: { code: "endOfPath" } };
}
