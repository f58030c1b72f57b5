import { exp, log, log1p } from "../tensor/elementary.ts";
import { type MetricInput, type MetricRows, metric, toRows } from "./metric.ts";
import { weightedMean } from "./weighted-mean.ts";

/** 2^-149, the smallest probability that is a 32-bit float. */
const SMALLEST_PROBABILITY = 2 ** -149;

/**
 * Mean surprise -log p[target] of the targets, in nats and float64; at least 0. From logits z, which `fit` and `Run.evaluate` give it, it
 * is log sum exp(z) - z[target], at width 1 log(1 + exp(-z)) for class 1 and log(1 + exp(z)) for class 0: exact however large. From
 * probabilities alone it is -log clip(p[target], 2^-149, 1), at most 103.3, with p for class 1 and 1 - p for class 0 at width 1, where
 * a p that was rounded to 1 leaves class 0 with 103.3. Probabilities are taken as they are: rows need not sum to 1 and are not rescaled.
 */
export const logLoss = metric({
  name: "logLoss",
  task: "classification",
  greaterIsBetter: false,
  readsLogits: true,
  measure: (rows) => weightedMean(losses(rows), rows.weights),
});

/**
 * The terms of `logLoss`, one for each row, for the bootstrap: their mean is the unweighted metric. Weights
 * are not used.
 * @throws as `Metric.compute`.
 */
export function logLossPerRow({ weights: _, ...input }: MetricInput): Float64Array {
  return losses(toRows("logLossPerRow", "classification", input));
}

function losses(rows: MetricRows): Float64Array {
  const { predictions, logits, targets, width, rowCount } = rows;
  const lossOf = logits === undefined ? fromProbabilities(predictions, width) : fromLogits(logits, width);
  return Float64Array.from({ length: rowCount }, (_, row) => lossOf(row, targets[row] as number));
}

type RowLoss = (row: number, target: number) => number;

function fromProbabilities(probabilities: ArrayLike<number>, width: number): RowLoss {
  return (row, target) => {
    const one = probabilities[row] as number;
    const own = width > 1 ? (probabilities[row * width + target] as number) : target === 1 ? one : 1 - one;
    // `0 -` rather than a minus sign: the loss of certainty is 0, not -0.
    return 0 - log(Math.min(1, Math.max(SMALLEST_PROBABILITY, own)));
  };
}

function fromLogits(logits: ArrayLike<number>, width: number): RowLoss {
  // A single logit is that of class 1 beside a 0 of class 0.
  const logitOf = (row: number, i: number) =>
    width > 1 ? (logits[row * width + i] as number) : i * (logits[row] as number);
  const classes = Math.max(width, 2);
  return (row, target) => {
    let highest = -Infinity;
    for (let i = 0; i < classes; i++) highest = Math.max(highest, logitOf(row, i));
    // The highest is left out of the sum, whose logarithm then loses nothing beside 1.
    let others = 0;
    let isLeftOut = false;
    for (let i = 0; i < classes; i++) {
      const logit = logitOf(row, i);
      if (logit === highest && !isLeftOut) isLeftOut = true;
      else others += exp(logit - highest);
    }
    return highest - logitOf(row, target) + log1p(others);
  };
}
