import { requireCount } from "../../errors.ts";
import type { Pruner } from "./pruner.ts";

/** Every trial trains to its end. @throws RangeError with code OCCAM_OPTION unless maxEpochs is at least 1. */
export function noPruner({ maxEpochs }: { readonly maxEpochs: number }): Pruner {
  requireCount("noPruner.maxEpochs", maxEpochs);
  return { name: "none", maxEpochs, rungsOf: () => [], cohortOf: () => undefined, review: () => "continue" };
}
