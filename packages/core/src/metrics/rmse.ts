import { square } from "../tensor/elementary.ts";
import { type MetricInput, type MetricRows, metric, toRows } from "./metric.ts";
import { weightedMean } from "./weighted-mean.ts";

/**
 * sqrt(mean (prediction - target)^2), in the unit of the target. With several outputs the mean runs over all of them
 * at once (scikit-learn takes the root of each output first and averages the roots).
 */
export const rmse = metric({
  name: "rmse",
  task: "regression",
  greaterIsBetter: false,
  measure: (rows) => Math.sqrt(weightedMean(squaredErrors(rows), rows.weights)),
});

/**
 * The squared error of each row, averaged over its outputs, for the bootstrap: the root of their mean is the
 * unweighted `rmse`. Weights are not used.
 * @throws as `Metric.compute`.
 */
export function squaredErrorPerRow({ predictions, targets, width }: MetricInput): Float64Array {
  return squaredErrors(toRows("squaredErrorPerRow", "regression", { predictions, targets, width }));
}

function squaredErrors({ predictions, targets, width, rowCount }: MetricRows): Float64Array {
  const out = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) {
      sum += square((predictions[i] as number) - (targets[i] as number));
    }
    out[row] = sum / width;
  }
  return out;
}
