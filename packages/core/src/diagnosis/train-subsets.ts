import type { Model } from "../layers/model.ts";
import { toLoss } from "../losses/index.ts";
import { sweepAt } from "../options/sweep.ts";
import { fitReplicas, type Run } from "../training/fit.ts";
import { prepareExamples } from "../training/prepare-examples.ts";
import type { Examples, FitOptions } from "../training/recipe/fit-options.ts";
import { batchesOf } from "../training/recipe/recipe.ts";

/** Trains one network on each list of rows of the examples, in the order of the lists. */
export type TrainSubsets = (rows: readonly Int32Array[]) => Promise<readonly Run[]>;

/**
 * Trains the lists of one length together, as one batched graph, each for about as many steps as `options.epochs` over all
 * rows take, so that networks of few rows are not trained less. Network i has the seed `options.seed` + i: its initial
 * weights are part of what varies.
 */
export function trainTogether(model: Model, examples: Examples, options: FitOptions): TrainSubsets {
  const { seed = 0, epochs = 1 } = options;
  const wholeEpochs = sweepAt(epochs, 0);
  const rowCount = prepareExamples(model, toLoss(options.loss), examples, "examples").x.shape[0] as number;
  const stepsOf = (count: number) => batchesOf(options, count).stepsPerEpoch;
  return async (lists) => {
    const runs: Run[] = [];
    for (const length of new Set(lists.map((rows) => rows.length))) {
      const places = lists.flatMap((rows, i) => (rows.length === length ? [i] : []));
      const trained = await fitReplicas(model, examples, {
        ...options,
        epochs: Math.max(1, Math.round((wholeEpochs * stepsOf(rowCount)) / stepsOf(length))),
        rows: places.map((i) => lists[i] as Int32Array),
        seeds: places.map((i) => seed + i),
      });
      places.forEach((i, k) => {
        runs[i] = trained[k] as Run;
      });
    }
    return runs;
  };
}
