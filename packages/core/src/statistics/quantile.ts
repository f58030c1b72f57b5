/** The q-quantile of sorted numbers, linear between neighbours. Hyndman & Fan 1996, type 7 (the default of R and NumPy). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.ceil(position)] as number;
  // Equal ends are returned as they are: interpolation between infinities would be NaN.
  return low === high ? low : low + (position - below) * (high - low);
}

/** The middle value, or the mean of the two middle ones, of numbers in any order; NaN for none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
}
