/** Numbers by which models are compared. */
import {
  accuracy,
  auc,
  balancedAccuracy,
  type Loss,
  logLoss,
  logLossPerRow,
  type Metric,
  type MetricInput,
  mae,
  meanSquaredError,
  r2,
  rmse,
  softmaxCrossEntropy,
  squaredErrorPerRow,
} from "@occam/core";
import type { Scores } from "../report/fit-result.ts";
import type { Task, Understanding } from "./understanding.ts";

const METRICS: Readonly<Record<Task, readonly Metric[]>> = {
  classification: [logLoss, accuracy, balancedAccuracy, auc],
  regression: [rmse, mae, r2],
};

/** The metric that decides, and how it follows from the mean loss of rows. */
export const DECIDING = {
  classification: { name: "logLoss", reduce: (mean: number) => mean },
  regression: { name: "rmse", reduce: (mean: number) => Math.sqrt(mean) },
} as const;

/** What a network is asked to make small. */
export const LOSSES: Readonly<Record<Task, Loss>> = {
  classification: softmaxCrossEntropy,
  regression: meanSquaredError,
};

/** Outputs of the network: one for each class, or one. */
export function outputsOf({ task, classes }: Understanding): number {
  return task === "classification" ? classes.length : 1;
}

export interface Looked {
  readonly scores: Scores;
  /** Log loss, or squared error in the target's units, of each row. */
  readonly losses: Float64Array;
}

/** Scores of predictions (probabilities, or values in the target's units) for table rows. */
export function scorePredictions(
  { task, classes, targets }: Understanding,
  rows: Int32Array,
  predictions: ArrayLike<number>,
): Looked {
  const input: MetricInput = {
    predictions,
    targets: Float64Array.from(rows, (row) => targets[row] as number),
    width: task === "classification" ? classes.length : 1,
  };
  const scores = Object.fromEntries(METRICS[task].map((metric) => [metric.name, metric.compute(input)]));
  return { scores, losses: task === "classification" ? logLossPerRow(input) : squaredErrorPerRow(input) };
}

/** Predictions of the best constant: the classes' shares, or the mean, of the training rows. */
export function constantPredictions(
  { task, classes, targets }: Understanding,
  trainRows: Int32Array,
): readonly number[] {
  if (task === "regression")
    return [trainRows.reduce((sum, row) => sum + (targets[row] as number), 0) / trainRows.length];
  const counts = new Array<number>(classes.length).fill(0);
  for (const row of trainRows) counts[targets[row] as number] = (counts[targets[row] as number] as number) + 1;
  return counts.map((count) => count / trainRows.length);
}

/** One prediction, repeated for every row. */
export function repeated(prediction: readonly number[], rowCount: number): Float64Array {
  return Float64Array.from(
    { length: rowCount * prediction.length },
    (_, i) => prediction[i % prediction.length] as number,
  );
}
