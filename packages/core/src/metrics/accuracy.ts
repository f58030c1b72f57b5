import { metric } from "./metric.ts";
import { predictedClasses } from "./predicted-classes.ts";
import { weightedMean } from "./weighted-mean.ts";

/** sum(w * [argmax p = target]) / sum(w), from 0 to 1; of equal probabilities the lowest class counts as predicted. */
export const accuracy = metric({
  name: "accuracy",
  task: "classification",
  greaterIsBetter: true,
  measure: ({ predictions, targets, weights, width, decisionWeights }) => {
    const hits = predictedClasses(predictions, width, decisionWeights).map((predicted, row) =>
      Number(predicted === targets[row]),
    );
    return weightedMean(hits, weights);
  },
});
