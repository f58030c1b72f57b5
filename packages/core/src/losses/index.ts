import { describe, optionError } from "../errors.ts";
import { huber } from "./huber.ts";
import type { Loss } from "./loss.ts";
import { meanAbsoluteError } from "./mean-absolute-error.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { sigmoidCrossEntropy } from "./sigmoid-cross-entropy.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

export { type HuberOptions, huber } from "./huber.ts";
export type { Loss, OutputCurvature } from "./loss.ts";
export { meanAbsoluteError } from "./mean-absolute-error.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { type SigmoidCrossEntropyOptions, sigmoidCrossEntropy } from "./sigmoid-cross-entropy.ts";
export { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

/** Every loss with its default options. The loss battery runs over this list. */
export const LOSSES: readonly Loss[] = [
  softmaxCrossEntropy,
  sigmoidCrossEntropy(),
  meanSquaredError,
  meanAbsoluteError,
  huber(),
];

export type LossName =
  | "softmaxCrossEntropy"
  | "sigmoidCrossEntropy"
  | "meanSquaredError"
  | "meanAbsoluteError"
  | "huber";

/** @throws RangeError with code OCCAM_OPTION when no loss has the name. */
export function toLoss(choice: LossName | Loss): Loss {
  if (typeof choice === "object") return choice;
  const found = LOSSES.find(({ name }) => name === choice);
  if (found !== undefined) return found;
  throw optionError({
    where: "loss",
    expected: `one of ${LOSSES.map(({ name }) => name).join(", ")}`,
    received: describe(choice),
  });
}
