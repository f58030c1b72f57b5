import { type CorrectedTTest, correctedTTest } from "../statistics/corrected-t-test.ts";
import { type Conclusion, type Path, type PathPoint, pText, strengthAt } from "./rule.ts";

/**
 * Whether the data can tell the chosen point from both ends of the path: from the least regularized one (or
 * regularization may do nothing) and from the most regularized one (or the model may do nothing). The chosen point is
 * conclusive when a two-sided corrected t-test on the folds (`correctedTTest`) rejects that it equals each end other
 * than itself, at `level` each; both must be rejected, so that no correction for two tests is due (Berger 1982). An end
 * that has not a finite loss is told apart without a test. With fewer than two folds or points nothing can be told.
 */
export function concludeOn(path: Path, chosen: number): { readonly verdict: Conclusion; readonly because: string } {
  const { points, level, folds } = path;
  const ends = [...new Set([endOf(path, -1), endOf(path, 1)])].filter((end) => end !== chosen);
  if (ends.length === 0) return { verdict: "inconclusive", because: "there is no other point to compare with" };
  if (folds < 2) return { verdict: "inconclusive", because: "one fold cannot tell it from the ends of the path" };
  const found = ends.map((end) => {
    const { name } = points[end] as PathPoint;
    if (path.means[end] === Infinity) return { differs: true, text: `${name} (whose loss is not finite)` };
    const { p } = testOf(path, chosen, end);
    return { differs: p < level, text: `${name} (${pText(p)})` };
  });
  const unclear = found.filter(({ differs }) => !differs);
  const textOf = (some: typeof found) => some.map(({ text }) => text).join(" and ");
  return unclear.length === 0
    ? { verdict: "conclusive", because: `at level ${level} it differs from ${textOf(found)}` }
    : { verdict: "inconclusive", because: `at level ${level} the folds do not tell it from ${textOf(unclear)}` };
}

/** The corrected t-test of one point against another, on the folds of the path. */
export function testOf({ points, validationToTrain }: Path, first: number, second: number): CorrectedTTest {
  return correctedTTest({
    first: (points[first] as PathPoint).losses,
    second: (points[second] as PathPoint).losses,
    validationToTrain,
  });
}

/** The most regularized point for side 1, the least for -1; of equal ones the first. */
function endOf({ points }: Path, side: 1 | -1): number {
  return points.reduce((at, _, i) => (side * (strengthAt(points, i) - strengthAt(points, at)) > 0 ? i : at), 0);
}
