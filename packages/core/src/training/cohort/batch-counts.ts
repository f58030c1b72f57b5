/** What the batches of an epoch count for running statistics, by the weights of their rows. */
import { square } from "../../tensor/elementary.ts";

/** An epoch of a replica. */
export interface EpochCounts {
  /** Of each batch: sum of w (1 - lost / n) for n = (sum of w)^2 / sum of w^2 and the weights w of its rows; 0 where none has any. */
  readonly ofBatch: Float64Array;
  /** What the batches before each counted, in order; one more at the end for all of them. */
  readonly before: Float64Array;
}

/** The rows of each batch; the weight of each row that they name, all 1 where undefined. */
export function countBatches(
  batches: readonly Int32Array[],
  weights: Float64Array | undefined,
  lost: number,
): EpochCounts {
  const ofBatch = Float64Array.from(batches, (rows) => {
    const { weight, ofOneRow } = weighed(rows, weights);
    return weight * Math.max(0, 1 - lost * ofOneRow);
  });
  const before = new Float64Array(batches.length + 1);
  ofBatch.forEach((count, step) => {
    before[step + 1] = (before[step] as number) + count;
  });
  return { ofBatch, before };
}

interface Weighed {
  readonly weight: number;
  /** Sum of w^2 / (sum of w)^2: 1 / n for n rows that weigh alike. */
  readonly ofOneRow: number;
}

function weighed(rows: Int32Array, weights: Float64Array | undefined): Weighed {
  if (weights === undefined) return { weight: rows.length, ofOneRow: 1 / rows.length };
  let [weight, squares] = [0, 0];
  for (const row of rows) {
    const own = weights[row] as number;
    weight += own;
    squares += own * own;
  }
  // Weights whose squares are too small to be numbers count as one row's.
  return { weight, ofOneRow: squares === 0 ? 1 : squares / square(weight) };
}

/** The part of a full batch, which counts `full`, that the batch of a step counts: at most 1. */
export function shareOfFull({ ofBatch }: EpochCounts, step: number, full: number): number {
  const own = ofBatch[step] as number;
  return own === 0 ? 0 : Math.min(1, own / full);
}

/**
 * The part that the batch of a step counts of all that a statistic has seen, itself among it, `epochs` epochs after the statistic
 * began. Each earlier epoch is taken to count as this one does: exactly so where rows weigh alike.
 */
export function shareOfSeen({ ofBatch, before }: EpochCounts, step: number, epochs: number): number {
  const own = ofBatch[step] as number;
  if (own === 0) return 0;
  const seen = epochs * (before.at(-1) as number) + (before[step] as number);
  return own / (seen + own);
}
