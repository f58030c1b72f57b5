import type { FloatTensor } from "../../tensor/tensor.ts";

/** The weights of one kernel. */
export interface WeightStatistics {
  readonly parameter: string;
  readonly count: number;
  /** Weights that are exactly 0. */
  readonly zeros: number;
  /** sum |w|, sqrt(sum w^2) and max |w|. */
  readonly norm1: number;
  readonly norm2: number;
  readonly largest: number;
  /** Weights other than 0 in bins of equal width from -largest to largest; a weight on an inner edge is in the upper bin. */
  readonly histogram: readonly number[];
}

const BINS = 40;

export function weightStatistics(parameter: string, { data }: FloatTensor): WeightStatistics {
  let [zeros, norm1, squares, largest] = [0, 0, 0, 0];
  for (const weight of data) {
    zeros += Number(weight === 0);
    norm1 += Math.abs(weight);
    squares += weight * weight;
    largest = Math.max(largest, Math.abs(weight));
  }
  const histogram = new Array<number>(BINS).fill(0);
  for (const weight of data) {
    if (weight === 0) continue;
    const bin = Math.min(BINS - 1, Math.floor(((weight / largest + 1) / 2) * BINS));
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return { parameter, count: data.length, zeros, norm1, norm2: Math.sqrt(squares), largest, histogram };
}
