import type { PanelSnapshot } from "../../../engine/snapshot.ts";

/**
 * Which units of a hidden layer dropout leaves out of the step, for the first example of its batch: each example has a draw of its own.
 * Undefined without dropout.
 */
export function leftOut({ masks }: PanelSnapshot["draws"], layer: number): readonly boolean[] | undefined {
  const mask = masks.get(`dropout${layer}`);
  if (mask === undefined) return undefined;
  return Array.from(mask.data.subarray(0, mask.shape.at(-1)), (keeps) => keeps === 0);
}
