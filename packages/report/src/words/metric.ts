import type { Scores } from "../results/fit-result.ts";
import { formatNumber, formatShare } from "./format-number.ts";
import { clipText } from "./plain-text.ts";

/** How a metric is named and written. The last three are of one that decides. */
export interface MetricWords {
  readonly key: string;
  readonly label: string;
  readonly format: (value: number) => string;
  /** What error splits into bias and variance. */
  readonly partsLabel: string;
  /** What people ask for first, which only accompanies it. */
  readonly companion: string;
  /** What says more than the companion where a class is rare. */
  readonly whenLopsided: readonly string[];
  /** What it says of a network, in a sentence. */
  readonly meaning: (facts: { readonly target: string; readonly classes?: readonly string[] }) => string;
}

/** A metric with what is said where it says nothing else. */
function words(key: string, { label = key, ...more }: Partial<MetricWords> = {}): MetricWords {
  return {
    key,
    label,
    format: formatNumber,
    partsLabel: "squared error",
    companion: key,
    whenLopsided: [],
    meaning: () => `${label} is better when lower.`,
    ...more,
  };
}

const METRICS: readonly MetricWords[] = [
  words("logLoss", {
    label: "log loss",
    partsLabel: "squared error of the probabilities",
    companion: "accuracy",
    whenLopsided: ["balancedAccuracy", "auc"],
    meaning: ({ classes = [] }) =>
      `Log loss says how surprised the network is by the right answer: 0 if it was certain of it, ${formatNumber(Math.log(classes.length))} if it thinks all ${classes.length} classes equally likely, more if it is confidently wrong.`,
  }),
  words("accuracy", { label: "accuracy", format: formatShare }),
  words("balancedAccuracy", { label: "balanced accuracy", format: formatShare }),
  words("auc", { label: "AUC" }),
  words("rmse", {
    label: "RMSE",
    companion: "r2",
    meaning: ({ target }) =>
      `RMSE, the root of the mean squared error, is the typical size of a miss, in the units of ${clipText(target, 120)}.`,
  }),
  words("mae", { label: "mean absolute error" }),
  words("r2", { label: "R²" }),
];

export function metricOf(key: string): MetricWords {
  return METRICS.find((metric) => metric.key === key) ?? words(key);
}

/** The metric that people ask for first; the loss decides, this one only accompanies it. */
export function secondaryMetric(deciding: string): MetricWords {
  return metricOf(metricOf(deciding).companion);
}

/** NaN where the run has no such score. */
export function scoreOf(scores: Scores, key: string): number {
  return Object.hasOwn(scores, key) ? (scores[key] ?? Number.NaN) : Number.NaN;
}
