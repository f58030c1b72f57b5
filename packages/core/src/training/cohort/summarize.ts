import { mean } from "../../statistics/mean.ts";
import { takeRows } from "../../tensor/tensor.ts";
import { classIndices } from "../examples/class-indices.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { Measures } from "../recipe/history.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { Evaluation } from "./evaluator.ts";

/** Mean loss and the recipe's metrics of one replica, by name; of the examples in `rows` alone, where given. */
export function summarize(
  { losses, predictions, logits }: Evaluation,
  place: number,
  { targets }: Prepared,
  { loss, metrics }: Pick<Recipe, "loss" | "metrics">,
  rows?: ArrayLike<number>,
): Measures {
  const own = rows === undefined ? (losses[place] as Float64Array) : pick(losses[place] as Float64Array, rows);
  if (metrics.length === 0) return { loss: mean(own) };
  const width = targets.shape[1] ?? 1;
  const ofRows = (data: Float32Array) =>
    rows === undefined ? data : takeRows({ shape: [data.length / width, width], data }, rows).data;
  const wanted = ofRows(targets.data);
  const input = {
    predictions: ofRows(predictions[place] as Float32Array),
    ...(logits[place] && { logits: ofRows(logits[place]) }),
    targets: classIndices({ shape: [wanted.length / width, width], data: wanted }, loss) ?? wanted,
    // Label by label: each is an answer of its own.
    width: loss.isByLabel ? 1 : width,
  };
  return { loss: mean(own), ...Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input)])) };
}

function pick(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}
