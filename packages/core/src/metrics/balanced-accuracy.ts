import { metric } from "./metric.ts";
import { predictedClasses } from "./predicted-classes.ts";

/**
 * The mean, over the classes present in the targets, of recall: the weighted share of a class's rows that are
 * predicted as it. From 0 to 1; 1 / classes for a model that always answers one class.
 * As scikit-learn's balanced_accuracy_score with adjusted=False.
 */
export const balancedAccuracy = metric({
  name: "balancedAccuracy",
  task: "classification",
  greaterIsBetter: true,
  measure: ({ predictions, targets, weights, width, rowCount, categories, decisionWeights }) => {
    const hits = new Float64Array(categories);
    const totals = new Float64Array(categories);
    const predicted = predictedClasses(predictions, width, decisionWeights);
    for (let row = 0; row < rowCount; row++) {
      const weight = weights[row] as number;
      // Without weight a row may lack a valid target; with it, `requireClasses` has seen the index.
      if (weight === 0) continue;
      const target = targets[row] as number;
      totals[target] = (totals[target] as number) + weight;
      if (predicted[row] === target) hits[target] = (hits[target] as number) + weight;
    }
    const recalls = Array.from(totals, (total, target) => (hits[target] as number) / total).filter(
      (_, target) => (totals[target] as number) > 0,
    );
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  },
});
