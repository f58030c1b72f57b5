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
  measure: ({ predictions, targets, weights, width, rowCount, categories }) => {
    const areaOf = (positive: number) => {
      const column = width === 1 ? 0 : positive;
      const scores = new Float64Array(rowCount).map((_, row) => predictions[row * width + column] as number);
      return areaUnderCurve(scores, (row) => targets[row] === positive, weights);
    };
    if (categories === 2) return areaOf(1);
    const areas = Array.from({ length: categories }, (_, positive) => areaOf(positive)).filter(
      (area) => !Number.isNaN(area),
    );
    return areas.reduce((sum, area) => sum + area, 0) / areas.length;
  },
});

/** Walks the scores upwards, one group of equal scores at a time. NaN without positives or without negatives. */
function areaUnderCurve(
  scores: Float64Array,
  isPositive: (row: number) => boolean,
  weights: ArrayLike<number>,
): number {
  // Rows of weight 0 are left out: their scores may be NaN, which has no place in an order.
  const counted = Uint32Array.from(scores.keys()).filter((row) => (weights[row] as number) > 0);
  const order = counted.sort((a, b) => compare(scores[a] as number, scores[b] as number));
  let negativesBelow = 0;
  let positivesBelow = 0;
  let pairsWon = 0;
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start] as number];
    let positives = 0;
    let negatives = 0;
    let next = start;
    for (; next < order.length && scores[order[next] as number] === score; next++) {
      const row = order[next] as number;
      if (isPositive(row)) positives += weights[row] as number;
      else negatives += weights[row] as number;
    }
    pairsWon += positives * (negativesBelow + negatives / 2);
    positivesBelow += positives;
    negativesBelow += negatives;
    start = next;
  }
  return pairsWon / (positivesBelow * negativesBelow);
}

/** A difference would be NaN between equal infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
