/** Whether two things measured on the same samples or seeds differ by more than chance makes. */

export interface PairedDifference {
  /** The mean of the first less that of the second. */
  readonly difference: number;
  /** Chance alone gives so large a difference in less than one case of twenty. */
  readonly isClear: boolean;
}

/** Student's t that is exceeded either way with probability 0.05, for 2 to 5 differences. */
const CRITICAL = [12.706, 4.303, 3.182, 2.776];

/** A paired t-test, for 2 to 5 pairs: each gives one difference, so that what all numbers of a sample share cancels. */
export function pairedDifference(first: readonly number[], second: readonly number[]): PairedDifference {
  const differences = first.map((value, i) => value - (second[i] as number));
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0);
  const error = Math.sqrt(squares / (differences.length - 1) / differences.length);
  return {
    difference,
    isClear: Math.abs(difference) > (CRITICAL[differences.length - 2] ?? Number.POSITIVE_INFINITY) * error,
  };
}
