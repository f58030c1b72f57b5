/** Differences of mean losses, and the reasons of a rule, in the deciding metric that people see. */
import type { Conclusion, EndTest, PointLoss, RuleReason, WalkEnd } from "../../selection/rules/index.ts";
import type { CorrectedTTest } from "../../statistics/corrected-t-test.ts";
import type { DecidingMetric } from "../tasks/index.ts";

/** Part of a mean loss below which a difference has too few digits left to divide by. */
const ROUNDING = 1e-6;

/**
 * What a unit of loss is worth in the metric between two mean losses: (reduce(a) - reduce(b)) / (a - b), and the derivative
 * where they are as good as equal. A difference and its standard error both times this are the metric's, and stay in their ratio.
 */
export function metricPerLoss({ reduce, standardError }: DecidingMetric, a: number, b: number): number {
  const isSame = Math.abs(a - b) <= ROUNDING * Math.abs(a);
  return isSame ? standardError(1, a) : (reduce(a) - reduce(b)) / (a - b);
}

/** A path's mean losses by the index of the point, and the metric that they are told in. */
export interface ToldPath {
  readonly deciding: DecidingMetric;
  readonly means: readonly number[];
}

export function reasonInMetric(path: ToldPath, reason: RuleReason): RuleReason {
  const { reduce } = path.deciding;
  const lowest = pointInMetric(path, reason.lowest);
  if (reason.code === "lowestMean") return { ...reason, lowest };
  const chosen = pointInMetric(path, reason.chosen);
  switch (reason.code) {
    case "oneStandardError":
      return { ...reason, lowest, chosen, limit: reduce(reason.limit) };
    case "pairedOneStandardError": {
      const worth = metricPerLoss(path.deciding, reason.chosen.mean, reason.lowest.mean);
      const { mean, standardError } = reason.excess;
      return { ...reason, lowest, chosen, excess: { mean: mean * worth, standardError: standardError * worth } };
    }
    case "pairedTest":
      return { ...reason, lowest, chosen, stoppedBy: walkEndInMetric(path, reason.stoppedBy) };
  }
}

/** Ends are compared with the chosen point. */
export function conclusionInMetric(path: ToldPath, conclusion: Conclusion, chosen: number): Conclusion {
  if (!("ends" in conclusion)) return conclusion;
  const told = ({ test, ...end }: EndTest): EndTest =>
    test === undefined ? end : { ...end, test: testInMetric(path, test, chosen, end.point) };
  return { ...conclusion, ends: conclusion.ends.map(told) };
}

function pointInMetric({ deciding }: ToldPath, { point, mean, standardError }: PointLoss): PointLoss {
  return { point, mean: deciding.reduce(mean), standardError: deciding.standardError(standardError, mean) };
}

function walkEndInMetric(path: ToldPath, end: WalkEnd): WalkEnd {
  return end.code === "worse" ? { ...end, test: testInMetric(path, end.test, end.point, end.against) } : end;
}

/** t, and what follows from it, is the same of losses and of the metric. */
function testInMetric(
  { deciding, means }: ToldPath,
  { difference, standardError, ...test }: CorrectedTTest,
  first: number,
  second: number,
): CorrectedTTest {
  const worth = metricPerLoss(deciding, means[first] as number, means[second] as number);
  return { ...test, difference: difference * worth, standardError: standardError * worth };
}
