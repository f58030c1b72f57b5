import { requireCount } from "../../errors.ts";

/** Predictions of one range of confidence. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean of the largest probability, and share of the rows where its class is the right one; NaN for no rows, null in JSON. */
  readonly confidence: number;
  readonly accuracy: number;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: sum over bins of share of rows * |accuracy - confidence|. Guo et al. 2017. 0 is best. */
  readonly ece: number;
  /** Mean confidence minus accuracy: above 0 the network is too sure of itself. */
  readonly overconfidence: number;
}

/** The reliability diagram of probabilities [n, classes] for class indices [n]: bins of equal width over (0, 1]. */
export function reliability(
  probabilities: ArrayLike<number>,
  classes: ArrayLike<number>,
  { bins = 10 }: { readonly bins?: number } = {},
): Reliability {
  requireCount("reliability.bins", bins);
  const [rowCount, width] = [classes.length, probabilities.length / classes.length];
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, hits: 0 }));
  for (let row = 0; row < rowCount; row++) {
    const own = Array.from({ length: width }, (_, c) => probabilities[row * width + c] as number);
    const confidence = Math.max(...own);
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))] as (typeof sums)[number];
    bin.count += 1;
    bin.confidence += confidence;
    bin.hits += Number(own.indexOf(confidence) === classes[row]);
  }
  const total = (pick: (bin: (typeof sums)[number]) => number) => sums.reduce((sum, bin) => sum + pick(bin), 0);
  return {
    bins: sums.map(({ count, confidence, hits }, i) => ({
      low: i / bins,
      high: (i + 1) / bins,
      count,
      confidence: confidence / count,
      accuracy: hits / count,
    })),
    ece: total(({ confidence, hits }) => Math.abs(confidence - hits)) / rowCount,
    overconfidence: total(({ confidence, hits }) => confidence - hits) / rowCount,
  };
}
