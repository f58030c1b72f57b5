import type { Scores } from "../results/fit-result.ts";
import { formatNumber, formatShare } from "./format-number.ts";

/** How a metric is named and written. */
export interface MetricWords {
  readonly key: string;
  readonly label: string;
  /** What the mean of its rows' losses is called. */
  readonly lossLabel?: string;
  /** What error splits into bias and variance, where that is not the squared error of the target. */
  readonly partsLabel?: string;
  /** Of a metric that decides: what people ask for first, which only accompanies it. */
  readonly companion?: string;
  readonly format: (value: number) => string;
}

const metrics: readonly MetricWords[] = [
  {
    key: "logLoss",
    label: "log loss",
    lossLabel: "log loss",
    partsLabel: "squared error of the probabilities",
    companion: "accuracy",
    format: formatNumber,
  },
  { key: "accuracy", label: "accuracy", format: formatShare },
  { key: "balancedAccuracy", label: "balanced accuracy", format: formatShare },
  { key: "rmse", label: "RMSE", lossLabel: "squared error", companion: "r2", format: formatNumber },
  { key: "mae", label: "mean absolute error", format: formatNumber },
  { key: "r2", label: "R²", format: formatNumber },
];

export function metricOf(key: string): MetricWords {
  return metrics.find((metric) => metric.key === key) ?? { key, label: key, format: formatNumber };
}

/** The metric that people ask for first; the loss decides, this one only accompanies it. */
export function secondaryMetric(deciding: string): MetricWords {
  return metricOf(metricOf(deciding).companion ?? deciding);
}

/** NaN where the run has no such score. */
export function scoreOf(scores: Scores, key: string): number {
  return Object.hasOwn(scores, key) ? (scores[key] ?? Number.NaN) : Number.NaN;
}
