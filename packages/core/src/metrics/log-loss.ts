import { type MetricInput, type MetricRows, metric, toRows } from "./metric.ts";
import { weightedMean } from "./weighted-mean.ts";

const SMALLEST_PROBABILITY = 1e-15;

/**
 * -mean log clip(p[target], 1e-15, 1) in nats and float64, from 0 to 34.54; at width 1 p[target] is p for class 1 and
 * 1 - p for class 0. Probabilities are taken as they are: rows need not sum to 1 and are not rescaled.
 */
export const logLoss = metric({
  name: "logLoss",
  task: "classification",
  greaterIsBetter: false,
  measure: (rows) => weightedMean(losses(rows), rows.weights),
});

/**
 * The terms of `logLoss`, one for each row, for the bootstrap: their mean is the unweighted metric. Weights
 * are not used.
 * @throws as `Metric.compute`.
 */
export function logLossPerRow({ predictions, targets, width }: MetricInput): Float64Array {
  return losses(toRows("logLossPerRow", "classification", { predictions, targets, width }));
}

function losses({ predictions, targets, width, rowCount }: MetricRows): Float64Array {
  const out = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const target = targets[row] as number;
    const one = predictions[row] as number;
    const probability = width > 1 ? (predictions[row * width + target] as number) : target === 1 ? one : 1 - one;
    // `0 -` rather than a minus sign: the loss of certainty is 0, not -0.
    out[row] = 0 - Math.log(Math.min(1, Math.max(SMALLEST_PROBABILITY, probability)));
  }
  return out;
}
