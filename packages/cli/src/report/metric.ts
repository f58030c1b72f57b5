import type { FitResult, Scores } from "./fit-result.ts";
import { formatNumber, formatShare } from "./format-number.ts";

/** How a metric is named and written. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly format: (value: number) => string;
}

const metrics: readonly Metric[] = [
  { key: "logLoss", label: "log loss", format: formatNumber },
  { key: "accuracy", label: "accuracy", format: formatShare },
  { key: "balancedAccuracy", label: "balanced accuracy", format: formatShare },
  { key: "rmse", label: "RMSE", format: formatNumber },
  { key: "mae", label: "mean absolute error", format: formatNumber },
  { key: "r2", label: "R²", format: formatNumber },
];

export function metricOf(key: string): Metric {
  return metrics.find((metric) => metric.key === key) ?? { key, label: key, format: formatNumber };
}

/** The metric that people ask for first; the loss decides, this one only accompanies it. */
export function secondaryMetric(task: FitResult["task"]): Metric {
  return metricOf(task === "classification" ? "accuracy" : "r2");
}

/** NaN where the run has no such score. */
export function scoreOf(scores: Scores, key: string): number {
  return Object.hasOwn(scores, key) ? (scores[key] ?? Number.NaN) : Number.NaN;
}
