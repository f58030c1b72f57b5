import { halfSquare, mul, reduceMean, scalar, sub } from "../graph/ops/index.ts";
import { byColumn, centre } from "./best-constant.ts";
import type { Loss } from "./loss.ts";
import { toNumberTargets } from "./targets.ts";

/** (output - target)^2, averaged over the outputs. Targets [n] or [n, outputs]; predictions are the outputs. */
export const meanSquaredError: Loss = {
  name: "meanSquaredError",
  task: "regression",
  toTargets: toNumberTargets,
  perExample: (outputs, targets) => reduceMean(mul(scalar(2), halfSquare(sub(outputs, targets))), [-1]),
  bestConstant: byColumn(centre),
  // 2 / outputs, everywhere.
  curvature: { isCoupled: false, at: ({ length }) => new Float64Array(length).fill(2 / length) },
  toPredictions: (outputs) => outputs,
};
