import { accuracy } from "./accuracy.ts";
import { auc } from "./auc.ts";
import { averagePrecision } from "./average-precision.ts";
import { balancedAccuracy } from "./balanced-accuracy.ts";
import { f1 } from "./f1.ts";
import { logLoss, logLossPerRow } from "./log-loss.ts";
import { mae } from "./mae.ts";
import type { Metric, MetricInput } from "./metric.ts";
import { r2 } from "./r2.ts";
import { rmse, squaredErrorPerRow } from "./rmse.ts";

/** Every metric; a new one is a file and a line here. */
export const METRICS: readonly Metric[] = [
  accuracy,
  balancedAccuracy,
  f1,
  logLoss,
  auc,
  averagePrecision,
  rmse,
  mae,
  r2,
];

export type { Metric, MetricInput };
export {
  accuracy,
  auc,
  averagePrecision,
  balancedAccuracy,
  f1,
  logLoss,
  logLossPerRow,
  mae,
  r2,
  rmse,
  squaredErrorPerRow,
};
