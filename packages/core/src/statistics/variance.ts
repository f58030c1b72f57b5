/** The spread of numbers: of a sample, divided by n - 1, or of a whole population, divided by n. */

import { square } from "../tensor/elementary.ts";
import { mean } from "./mean.ts";

/** sum (x - mean)^2 / (n - 1): unbiased for the variance that the sample is drawn with. NaN for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  return values.length < 2 ? Number.NaN : squaresAroundMean(values) / (values.length - 1);
}

/** The root of `variance`. */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}

/** sqrt(variance / n): how far the mean of such a sample is from the true one. NaN for fewer than two values. */
export function standardError(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values) / values.length);
}

/** sum (x - mean)^2 / n: the variance of exactly these values. NaN for none. */
export function populationVariance(values: ArrayLike<number>): number {
  return squaresAroundMean(values) / values.length;
}

/** The root of `populationVariance`. */
export function populationStandardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(populationVariance(values));
}

function squaresAroundMean(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += square((values[i] as number) - center);
  return sum;
}
