import type { Model } from "../layers/sequential.ts";
import { takeRows, toFloatTensor } from "../tensor/tensor.ts";
import { fit, type Run } from "../training/fit.ts";
import type { Examples, FitOptions } from "../training/recipe.ts";

/** Trains one network on each list of rows of the examples, in the order of the lists. */
export type TrainSubsets = (rows: readonly Int32Array[]) => Promise<readonly Run[]>;

/**
 * Trains them one after the other, each for about as many steps as `options.epochs` over all rows take, so that networks of
 * few rows are not trained less. Network i has the seed `options.seed` + i: its initial weights are part of what varies.
 */
export function trainOneByOne(model: Model, examples: Examples, options: FitOptions): TrainSubsets {
  const { seed = 0, epochs = 1, batchSize = 32 } = options;
  const x = toFloatTensor(examples.x, "examples: x");
  const rowCount = x.shape[0] ?? 0;
  const stepsOf = (count: number) => Math.ceil(count / Math.min(batchSize, count));
  return async (lists) => {
    const runs: Run[] = [];
    for (const [i, rows] of lists.entries()) {
      const own = { x: takeRows(x, rows), y: rowsOf(examples.y, rows) };
      const ownEpochs = Math.max(1, Math.round((epochs * stepsOf(rowCount)) / stepsOf(rows.length)));
      runs.push(await fit(model, own, { ...options, epochs: ownEpochs, seed: seed + i }));
    }
    return runs;
  };
}

/** Targets may be class indices: they keep their type. */
function rowsOf(y: Examples["y"], rows: Int32Array): Examples["y"] {
  return "shape" in y ? takeRows(y, rows) : Array.from(rows, (row) => y[row] as number);
}
