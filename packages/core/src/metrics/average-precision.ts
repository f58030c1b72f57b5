import { againstRest, type BinaryRows, groupsByScore } from "./against-rest.ts";
import { metric } from "./metric.ts";

/**
 * Sum over thresholds n, from the highest score down, of (R_n - R_(n-1)) P_n: precision P_n and recall R_n, in weights, of calling
 * positive what scores at least threshold n; equal scores are one threshold. From 0 to 1; about the share of positives for scores
 * that say nothing. As scikit-learn's average_precision_score.
 *
 * Two classes: the score is the probability of class 1. More: the unweighted mean of one class against the rest, over the classes
 * that some rows have. NaN where no row is positive, where scikit-learn warns and gives 0.
 */
export const averagePrecision = metric({
  name: "averagePrecision",
  task: "classification",
  greaterIsBetter: true,
  measure: (rows) => againstRest(rows, areaUnderPrecision),
});

function areaUnderPrecision(rows: BinaryRows): number {
  let positivesAbove = 0;
  let above = 0;
  let area = 0;
  for (const { positives, negatives } of groupsByScore(rows).toReversed()) {
    positivesAbove += positives;
    above += positives + negatives;
    area += positives * (positivesAbove / above);
  }
  return area / positivesAbove;
}
