import { againstRest, type BinaryRows, groupsByScore } from "./against-rest.ts";
import { metric } from "./metric.ts";

/**
 * Area under the ROC curve: the chance that a row of class 1 scores above a row of class 0, a tie counting half
 * (Mann & Whitney 1947; Hanley & McNeil 1982), pairs weighted by the product of their weights. From 0 to 1, 1/2 for
 * scores that say nothing.
 *
 * Two classes: the score is the probability of class 1. More: the unweighted mean of one class against the rest, over
 * the classes that some rows have and some have not (scikit-learn's multi_class="ovr", average="macro", which refuses
 * an absent class). NaN where no class is such: all rows are of one class.
 */
export const auc = metric({
  name: "auc",
  task: "classification",
  greaterIsBetter: true,
  measure: (rows) => againstRest(rows, areaUnderCurve),
});

/** Walks the scores upwards, one group of equal scores at a time. NaN without positives or without negatives. */
function areaUnderCurve(rows: BinaryRows): number {
  let negativesBelow = 0;
  let positivesBelow = 0;
  let pairsWon = 0;
  for (const { positives, negatives } of groupsByScore(rows)) {
    pairsWon += positives * (negativesBelow + negatives / 2);
    positivesBelow += positives;
    negativesBelow += negatives;
  }
  return pairsWon / (positivesBelow * negativesBelow);
}
