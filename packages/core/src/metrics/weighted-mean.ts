/** sum(w * x) / sum(w) in float64. An x of weight 0 is skipped, so that it may be infinite or NaN. */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    sum += weight * (values[i] as number);
    total += weight;
  }
  return sum / total;
}
