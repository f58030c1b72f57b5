/** One class against the others, by scores. */
import type { MetricRows } from "./metric.ts";

export interface BinaryRows {
  readonly scores: Float64Array;
  readonly isPositive: (row: number) => boolean;
  readonly weights: ArrayLike<number>;
}

/**
 * `measure` of class 1 against class 0, by the probability of class 1; of more classes its mean over each against the rest, but for
 * classes of which it is NaN. NaN where it is of all.
 */
export function againstRest(
  { predictions, targets, weights, width, rowCount, categories }: MetricRows,
  measure: (rows: BinaryRows) => number,
): number {
  const measureOf = (positive: number) => {
    const column = width === 1 ? 0 : positive;
    const scores = new Float64Array(rowCount).map((_, row) => predictions[row * width + column] as number);
    return measure({ scores, isPositive: (row) => targets[row] === positive, weights });
  };
  if (categories === 2) return measureOf(1);
  const found = Array.from({ length: categories }, (_, positive) => measureOf(positive)).filter(
    (value) => !Number.isNaN(value),
  );
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

/** Weights of the rows of one score. */
interface ScoreGroup {
  readonly positives: number;
  readonly negatives: number;
}

/** Rows that weigh something, by ascending score. */
export function groupsByScore({ scores, isPositive, weights }: BinaryRows): readonly ScoreGroup[] {
  // Rows of weight 0 are left out: their scores may be NaN, which has no place in an order.
  const counted = Uint32Array.from(scores.keys()).filter((row) => (weights[row] as number) > 0);
  const order = counted.sort((a, b) => compare(scores[a] as number, scores[b] as number));
  const groups: ScoreGroup[] = [];
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
    groups.push({ positives, negatives });
    start = next;
  }
  return groups;
}

/** A difference would be NaN between equal infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
