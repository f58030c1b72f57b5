import { accuracy } from "./accuracy.ts";
import { auc } from "./auc.ts";
import { balancedAccuracy } from "./balanced-accuracy.ts";
import { logLoss, logLossPerRow } from "./log-loss.ts";
import { mae } from "./mae.ts";
import type { Metric, MetricInput } from "./metric.ts";
import { r2 } from "./r2.ts";
import { rmse, squaredErrorPerRow } from "./rmse.ts";

/** Every metric; a new one is a file and a line here. */
export const METRICS: readonly Metric[] = [accuracy, balancedAccuracy, logLoss, auc, rmse, mae, r2];

export type { Metric, MetricInput };
export { accuracy, auc, balancedAccuracy, logLoss, logLossPerRow, mae, r2, rmse, squaredErrorPerRow };
