import { abs, reduceMean, sub } from "../graph/ops/index.ts";
import { byColumn, middle } from "./best-constant.ts";
import type { Loss } from "./loss.ts";
import { toNumberTargets } from "./targets.ts";

/** |output - target|, averaged over the outputs. Targets [n] or [n, outputs]; predictions are the outputs. */
export const meanAbsoluteError: Loss = {
  name: "meanAbsoluteError",
  task: "regression",
  toTargets: toNumberTargets,
  perExample: (outputs, targets) => reduceMean(abs(sub(outputs, targets)), [-1]),
  bestConstant: byColumn(middle),
  toPredictions: (outputs) => outputs,
};
