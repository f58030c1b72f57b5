import type { Measures } from "@occam/core";

/** The loss as a page tells it: of classes the log loss, of numbers the root of the mean squared error, in their own unit. */
export function toldLoss({ loss, rmse }: Measures): number {
  return rmse ?? loss;
}
