import { square } from "../tensor/elementary.ts";
import { type MetricRows, metric } from "./metric.ts";
import { weightedMean } from "./weighted-mean.ts";

/**
 * 1 - sum w (y - prediction)^2 / sum w (y - mean y)^2, averaged uniformly over the outputs: 1 is perfect, 0 as good as
 * the mean, below 0 worse, without a lower limit. An output whose target is constant (a single row is) scores 1 if
 * perfect and 0 if not, as in scikit-learn's r2_score with force_finite; unlike there, whether it is constant does not
 * hang on how its mean is rounded.
 */
export const r2 = metric({
  name: "r2",
  task: "regression",
  greaterIsBetter: true,
  measure: (rows) => {
    let sum = 0;
    for (let output = 0; output < rows.width; output++) sum += r2OfOutput(rows, output);
    return sum / rows.width;
  },
});

function r2OfOutput({ predictions, targets, weights, width, rowCount }: MetricRows, output: number): number {
  const column = (values: ArrayLike<number>) =>
    new Float64Array(rowCount).map((_, row) => values[row * width + output] as number);
  const target = column(targets);
  const mean = weightedMean(target, weights);
  const residual = weightedMean(
    column(predictions).map((prediction, row) => square(prediction - (target[row] as number))),
    weights,
  );
  if (isConstant(target, weights)) return residual === 0 ? 1 : 0;
  return (
    1 -
    residual /
      weightedMean(
        target.map((value) => square(value - mean)),
        weights,
      )
  );
}

function isConstant(values: Float64Array, weights: ArrayLike<number>): boolean {
  const counted = values.filter((_, row) => (weights[row] as number) > 0);
  return counted.every((value) => value === counted[0]);
}
