import type { Loss } from "../../losses/loss.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";

/**
 * The class of each row of one-hot targets [n, classes]. Undefined where a row is of no single class: numbers, one output, or
 * labels of which several may hold.
 */
export function classIndices(
  { shape, data }: FloatTensor,
  { task, isByLabel }: Pick<Loss, "task" | "isByLabel">,
): Int32Array | undefined {
  const [rowCount, width = 1] = shape as readonly [number, number?];
  if (task !== "classification" || isByLabel || width < 2) return undefined;
  return Int32Array.from({ length: rowCount }, (_, row) => data.subarray(row * width, (row + 1) * width).indexOf(1));
}
