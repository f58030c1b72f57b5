/** What many networks of the same making are wrong by: together, and each for itself. */
export interface Wrongness {
  /** The mean over places of (mean curve - truth)². */
  readonly bias: number;
  /** The mean over places of the curves' variance around their mean. */
  readonly variance: number;
  /** Where the curves lie on average. */
  readonly mean: Float64Array;
}

/** (mean - truth)² + variance is, place by place, the mean of (curve - truth)². Geman, Bienenstock & Doursat 1992. */
export function wrongnessOf(curves: readonly ArrayLike<number>[], truth: ArrayLike<number>): Wrongness {
  const mean = Float64Array.from(
    truth,
    (_, i) => curves.reduce((sum, curve) => sum + (curve[i] as number), 0) / curves.length,
  );
  let bias = 0;
  let variance = 0;
  mean.forEach((middle, i) => {
    bias += (middle - (truth[i] as number)) ** 2;
    variance += curves.reduce((sum, curve) => sum + ((curve[i] as number) - middle) ** 2, 0) / curves.length;
  });
  return { bias: bias / mean.length, variance: variance / mean.length, mean };
}
