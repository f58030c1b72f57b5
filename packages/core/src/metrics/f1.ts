import { metric } from "./metric.ts";
import { predictedClasses } from "./predicted-classes.ts";

/**
 * 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall, in weights of rows: true positives, false positives and false
 * negatives of a class. From 0 to 1. Two classes: of class 1, and 0 where no row is of it or predicted as it (scikit-learn's
 * f1_score with zero_division=0). More: the unweighted mean over the classes that some row is of or predicted as (average="macro").
 * Predicted is the class of highest probability, at width 1 class 1 where p > 1/2.
 */
export const f1 = metric({
  name: "f1",
  task: "classification",
  greaterIsBetter: true,
  measure: ({ predictions, targets, weights, width, rowCount, categories, decisionWeights }) => {
    const hits = new Float64Array(categories);
    // Rows of a class, and rows predicted as it: 2 TP + FP + FN together.
    const named = new Float64Array(categories);
    const count = (list: Float64Array, of: number, weight: number) => {
      list[of] = (list[of] as number) + weight;
    };
    const predicted = predictedClasses(predictions, width, decisionWeights);
    for (let row = 0; row < rowCount; row++) {
      const weight = weights[row] as number;
      // Without weight a row may lack a valid target.
      if (weight === 0) continue;
      const [target, guess] = [targets[row] as number, predicted[row] as number];
      count(named, target, weight);
      count(named, guess, weight);
      if (target === guess) count(hits, target, 2 * weight);
    }
    const scoreOf = (of: number) => (named[of] === 0 ? 0 : (hits[of] as number) / (named[of] as number));
    if (categories === 2) return scoreOf(1);
    const present = [...named.keys()].filter((of) => named[of] !== 0);
    return present.reduce((sum, of) => sum + scoreOf(of), 0) / present.length;
  },
});
