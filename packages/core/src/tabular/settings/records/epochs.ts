import type { TableSize } from "../setting.ts";
import { usualBatchSize } from "./batch-size.ts";

/** Passes over the training rows at most: enough steps to converge. */
export function usualEpochs({ rowCount, epochs }: TableSize): number {
  const stepsPerEpoch = Math.ceil(rowCount / usualBatchSize({ rowCount }));
  return epochs ?? Math.min(200, Math.max(40, Math.round(3_000 / stepsPerEpoch)));
}
