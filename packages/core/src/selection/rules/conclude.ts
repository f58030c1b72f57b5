import { type CorrectedTTest, correctedTTest } from "../../statistics/corrected-t-test.ts";
import type { Conclusion, EndTest } from "./reason.ts";
import { type Path, type PathPoint, strengthAt } from "./rule.ts";

/**
 * Whether the data can tell the chosen point from both ends of the path: from the least regularized one (or
 * regularization may do nothing) and from the most regularized one (or the model may do nothing). The chosen point is
 * conclusive when a two-sided corrected t-test on the folds (`correctedTTest`) rejects that it equals each end other
 * than itself, at `level` each; both must be rejected, so that no correction for two tests is due (Berger 1982). An end
 * that has not a finite loss is told apart without a test. With fewer than two folds or points nothing can be told.
 */
export function concludeOn(path: Path, chosen: number): Conclusion {
  const { level, folds } = path;
  const others = [...new Set([endOf(path, -1), endOf(path, 1)])].filter((end) => end !== chosen);
  if (others.length === 0) return { verdict: "inconclusive", code: "noOtherPoint" };
  if (folds < 2) return { verdict: "inconclusive", code: "singleFold" };
  const ends = others.map((end) => endTest(path, chosen, end));
  return ends.every(({ differs }) => differs)
    ? { verdict: "conclusive", code: "differsFromEnds", level, ends }
    : { verdict: "inconclusive", code: "notToldFromEnds", level, ends };
}

/** The corrected t-test of one point against another, on the folds of the path. */
export function testOf({ points, validationToTrain }: Path, first: number, second: number): CorrectedTTest {
  return correctedTTest({
    first: (points[first] as PathPoint).losses,
    second: (points[second] as PathPoint).losses,
    validationToTrain,
  });
}

function endTest(path: Path, chosen: number, end: number): EndTest {
  if (path.means[end] === Infinity) return { point: end, differs: true };
  const test = testOf(path, chosen, end);
  return { point: end, differs: test.p < path.level, test };
}

/** The most regularized point for side 1, the least for -1; of equal ones the first. */
function endOf({ points }: Path, side: 1 | -1): number {
  return points.reduce((at, _, i) => (side * (strengthAt(points, i) - strengthAt(points, at)) > 0 ? i : at), 0);
}
