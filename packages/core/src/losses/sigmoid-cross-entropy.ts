import { sigmoidCrossEntropy as crossEntropy, reduceMean, sigmoid } from "../graph/ops/index.ts";
import { byColumn, logOdds } from "./best-constant.ts";
import type { Loss } from "./loss.ts";
import { toProbabilityTargets } from "./targets.ts";

/**
 * -t log s(z) - (1 - t) log(1 - s(z)) with the sigmoid s, averaged over the outputs, from raw outputs (logits).
 * Targets are 0 or 1 (or probabilities), [n] or [n, outputs]; predictions are s(z).
 */
export const sigmoidCrossEntropy: Loss = {
  name: "sigmoidCrossEntropy",
  task: "classification",
  isByLabel: true,
  hasLogits: true,
  toTargets: toProbabilityTargets,
  perExample: (outputs, targets) => reduceMean(crossEntropy(outputs, targets), [-1]),
  uninformed: () => 0.5,
  // The cross-entropy of a prediction with itself.
  entropy: (outputs) => reduceMean(crossEntropy(outputs, sigmoid(outputs)), [-1]),
  // p (1 - p) / outputs.
  curvature: { isCoupled: false, at: (outputs) => Float64Array.from(outputs, (z) => slope(z) / outputs.length) },
  bestConstant: byColumn(logOdds),
  toPredictions: sigmoid,
};

/** s(z) s(-z), without the cancellation of 1 - s(z). */
function slope(z: number): number {
  const tail = Math.exp(-Math.abs(z));
  return tail / (1 + tail) ** 2;
}
