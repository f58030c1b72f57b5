import type { CorrectedTTest } from "../statistics/corrected-t-test.ts";
import { concludeOn, testOf } from "./conclude.ts";
import { lossText, type Path, type PathPoint, pText, type Rule, requirePath, short, strengthAt } from "./rule.ts";

/**
 * From the best mean towards more regularization, neighbour by neighbour, as long as the next point is not worse: one
 * corrected t-test against the point that is left and one against the best (so that many small steps cannot add up to
 * a large one), both one-sided at `level` on the same folds. With a single fold, which allows no test: the best.
 */
export const pairedTestRule: Rule = {
  name: "pairedTest",
  choose: (input) => {
    const path = requirePath("pairedTest", input);
    const { best, points, folds } = path;
    const { chosen, stoppedBy } = folds < 2 ? { chosen: best, stoppedBy: undefined } : walk(path);
    const { verdict, because } = concludeOn(path, chosen);
    const nameOf = (i: number) => (points[i] as PathPoint).name;
    const lowest = `${nameOf(best)} has the lowest mean validation loss, ${lossText(path, best)}`;
    const reached =
      chosen === best ? "" : `; ${nameOf(chosen)}, ${lossText(path, chosen)}, is not worse at level ${path.level}`;
    return { chosen, best, why: `${lowest}${reached}${stopText(path, stoppedBy)}; ${because}`, verdict };
  },
};

/** The point at which the walk ended: a point and the test that found it worse (none where its loss is not finite). */
interface Stop {
  readonly point: number;
  readonly against: number;
  readonly test: CorrectedTTest | undefined;
}

function walk(path: Path): { readonly chosen: number; readonly stoppedBy: Stop | undefined } {
  const { points, best, level, means } = path;
  const order = points.map((_, i) => i).sort((a, b) => strengthAt(points, a) - strengthAt(points, b) || a - b);
  let chosen = best;
  for (const point of order.slice(order.indexOf(best) + 1)) {
    if (means[point] === Infinity) return { chosen, stoppedBy: { point, against: chosen, test: undefined } };
    for (const against of new Set([chosen, best])) {
      const test = testOf(path, point, against);
      if (test.pFirstWorse < level) return { chosen, stoppedBy: { point, against, test } };
    }
    chosen = point;
  }
  return { chosen, stoppedBy: undefined };
}

function stopText({ points, folds }: Path, stop: Stop | undefined): string {
  if (folds < 2) return "; a single fold allows no test";
  if (stop === undefined) return "; nothing more regularized was tried";
  const [point, against] = [points[stop.point] as PathPoint, points[stop.against] as PathPoint];
  if (stop.test === undefined) return `; the loss of ${point.name} is not finite`;
  const { difference, t, degreesOfFreedom, pFirstWorse } = stop.test;
  return `; ${point.name} is worse than ${against.name} by ${short(difference)} (t = ${short(t)} at ${degreesOfFreedom} degrees of freedom, ${pText(pFirstWorse)})`;
}
