/**
 * For tests: predictions whose metrics scikit-learn 1.2.1 (Debian's python3-sklearn) computed; the regression rows are
 * the examples of its documentation, with one row added to the first.
 */
import type { MetricInput } from "./metric.ts";

/** Eight rows of a single sigmoid, with a tie at 1/2 between the classes. */
export const BINARY: MetricInput = {
  predictions: [0.1, 0.4, 0.35, 0.8, 0.5, 0.5, 0.65, 0.7],
  targets: [0, 0, 1, 1, 0, 1, 1, 0],
  width: 1,
};
export const BINARY_WEIGHTS = [1, 2, 1, 0.5, 3, 1, 2, 1];

/** Ten rows of three classes, one of them with a tie for the highest. */
export const MULTICLASS: MetricInput = {
  predictions: [
    [0.7, 0.2, 0.1],
    [0.3, 0.4, 0.3],
    [0.2, 0.2, 0.6],
    [0.5, 0.3, 0.2],
    [0.25, 0.5, 0.25],
    [0.4, 0.4, 0.2],
    [0.6, 0.3, 0.1],
    [0.1, 0.3, 0.6],
    [0.2, 0.5, 0.3],
    [0.1, 0.8, 0.1],
  ].flat(),
  targets: [0, 1, 2, 2, 1, 0, 1, 2, 0, 1],
  width: 3,
};
export const MULTICLASS_WEIGHTS = [1, 2, 0.5, 1, 3, 1, 0.25, 2, 1, 1];

export const ONE_OUTPUT: MetricInput = {
  predictions: [2.5, 0, 2, 8, 1],
  targets: [3, -0.5, 2, 7, 1.5],
  width: 1,
};
export const ONE_OUTPUT_WEIGHTS = [1, 2, 0.5, 1, 3];

export const TWO_OUTPUTS: MetricInput = {
  predictions: [0, 2, -1, 2, 8, -5],
  targets: [0.5, 1, -1, 1, 7, -6],
  width: 2,
};
export const TWO_OUTPUTS_WEIGHTS = [1, 2, 0.5];
