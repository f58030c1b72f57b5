import { weightedMean } from "../../metrics/weighted-mean.ts";
import { mean } from "../../statistics/mean.ts";
import { takeRows } from "../../tensor/tensor.ts";
import { classIndices } from "../examples/class-indices.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { Measures } from "../recipe/history.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { Evaluation } from "./evaluator.ts";

/** Of which examples, and how much each of all counts. */
interface Counted {
  readonly rows?: ArrayLike<number> | undefined;
  readonly weights?: Float64Array | undefined;
}

/** Mean loss and the recipe's metrics of one replica, by name; of the examples in `rows` alone and by weight, where given. */
export function summarize(
  { losses, predictions, logits }: Evaluation,
  place: number,
  { targets }: Prepared,
  { loss, metrics }: Pick<Recipe, "loss" | "metrics">,
  { rows, weights }: Counted = {},
): Measures {
  const pick = (values: Float64Array) =>
    rows === undefined ? values : Float64Array.from(rows, (row) => values[row] as number);
  const own = pick(losses[place] as Float64Array);
  const counts = weights && pick(weights);
  const meanLoss = counts === undefined ? mean(own) : weightedMean(own, counts);
  if (metrics.length === 0) return { loss: meanLoss };
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
    ...(counts && { weights: loss.isByLabel ? repeated(counts, width) : counts }),
  };
  return { loss: meanLoss, ...Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input)])) };
}

/** Each number so many times. */
function repeated(values: Float64Array, times: number): Float64Array {
  return Float64Array.from({ length: values.length * times }, (_, i) => values[Math.floor(i / times)] as number);
}
