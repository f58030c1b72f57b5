import { metric } from "./metric.ts";
import { weightedMean } from "./weighted-mean.ts";

/** mean abs(prediction - target), in the unit of the target; over all outputs at once. */
export const mae = metric({
  name: "mae",
  task: "regression",
  greaterIsBetter: false,
  measure: ({ predictions, targets, weights, width, rowCount }) => {
    const errors = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) {
        sum += Math.abs((predictions[i] as number) - (targets[i] as number));
      }
      errors[row] = sum / width;
    }
    return weightedMean(errors, weights);
  },
});
