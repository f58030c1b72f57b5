import { mean } from "../tensor/mean.ts";
import type { Evaluation } from "./evaluator.ts";
import type { Prepared } from "./prepared.ts";
import type { Recipe } from "./recipe.ts";

/** Mean loss and the recipe's metrics of one replica, by name. */
export function summarize(
  { losses, predictions }: Evaluation,
  row: number,
  { targets }: Prepared,
  { loss, metrics }: Pick<Recipe, "loss" | "metrics">,
): Readonly<Record<string, number>> {
  const own = losses[row] as Float64Array;
  const width = targets.shape[1] ?? 1;
  const input = {
    predictions: predictions[row] as Float32Array,
    targets: loss.task === "classification" && width > 1 ? hotIndices(targets.data, width) : targets.data,
    width,
  };
  return { loss: mean(own), ...Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input)])) };
}

/** Class index of each one-hot row. */
function hotIndices(targets: Float32Array, width: number): Int32Array {
  return Int32Array.from({ length: targets.length / width }, (_, row) =>
    targets.subarray(row * width, (row + 1) * width).indexOf(1),
  );
}
