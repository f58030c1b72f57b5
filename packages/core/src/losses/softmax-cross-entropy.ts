import { softmaxCrossEntropy as crossEntropy, logSoftmax, mul, neg, reduceSum, softmax } from "../graph/ops/index.ts";
import { exp } from "../tensor/elementary.ts";
import { byColumn, logFrequency } from "./best-constant.ts";
import type { Loss } from "./loss.ts";
import { toClassTargets } from "./targets.ts";

/**
 * -log softmax(outputs)[class], natural logarithm, from the network's raw outputs (logits). Targets are class indices
 * [n]; predictions are the softmax probabilities [n, classes].
 */
export const softmaxCrossEntropy: Loss = {
  name: "softmaxCrossEntropy",
  task: "classification",
  hasLogits: true,
  toTargets: toClassTargets,
  perExample: crossEntropy,
  uninformed: (classes) => 1 / classes,
  // With log p from the logits, p log p needs no care at p = 0.
  entropy: (outputs) => neg(reduceSum(mul(softmax(outputs), logSoftmax(outputs)), [-1])),
  curvature: { isCoupled: true, at: covarianceOfClass },
  bestConstant: byColumn(logFrequency),
  toPredictions: softmax,
};

/** diag(p) - p p' with p = softmax(outputs). A diagonal made of the others' products leaves every row's sum at 0. */
function covarianceOfClass(outputs: ArrayLike<number>): Float64Array {
  const classes = outputs.length;
  const logits = Float64Array.from(outputs);
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const odds = logits.map((logit) => exp(logit - highest));
  const total = odds.reduce((sum, each) => sum + each, 0);
  const curvature = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < i; j++) {
      const product = ((odds[i] as number) / total) * ((odds[j] as number) / total);
      curvature[i * classes + j] = curvature[j * classes + i] = -product;
      curvature[i * classes + i] = (curvature[i * classes + i] as number) + product;
      curvature[j * classes + j] = (curvature[j * classes + j] as number) + product;
    }
  }
  return curvature;
}
