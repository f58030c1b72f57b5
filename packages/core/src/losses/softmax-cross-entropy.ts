import { softmaxCrossEntropy as crossEntropy, logSoftmax, mul, neg, reduceSum, softmax } from "../graph/ops/index.ts";
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
  toTargets: toClassTargets,
  perExample: crossEntropy,
  uninformed: (classes) => 1 / classes,
  // With log p from the logits, p log p needs no care at p = 0.
  entropy: (outputs) => neg(reduceSum(mul(softmax(outputs), logSoftmax(outputs)), [-1])),
  bestConstant: byColumn(logFrequency),
  toPredictions: softmax,
};
