import { softmaxCrossEntropy as crossEntropy, softmax } from "../graph/ops/index.ts";
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
  toPredictions: softmax,
};
