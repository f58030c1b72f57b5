/** What is reported of a replica after an epoch. */
import type { HeldOut } from "../examples/held-out.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { EpochLog } from "../recipe/history.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { Evaluation } from "./evaluator.ts";
import { summarize } from "./summarize.ts";
import type { Trainee } from "./trainee.ts";

export interface TrainingData {
  readonly train: Prepared;
  readonly validation: HeldOut | undefined;
  /** Weight of each training example where it is validated on; undefined where all count alike. */
  readonly heldOutWeights: Float64Array | undefined;
  /** Weight of each training example for a replica, 1 on average over its rows; undefined where all count alike. */
  readonly exampleWeights: (replica: number) => Float64Array | undefined;
}

/** Evaluations of all examples, and where in them a replica is. */
interface Looked {
  readonly row: number;
  readonly train: Evaluation;
  readonly validation: Evaluation | undefined;
}

/** Replicas with their own rows are looked at on those rows of one evaluation of all examples. */
export function epochLog(
  data: TrainingData,
  recipe: Recipe,
  { replica, history, plateau }: Trainee,
  { row, train, validation }: Looked,
): EpochLog {
  const rows = recipe.validationRows?.[replica];
  const { heldOutWeights: weights } = data;
  return {
    epoch: history.length + 1,
    train: summarize(train, row, data.train, recipe, { rows: recipe.rows?.[replica] }),
    ...(rows && { validation: summarize(train, row, data.train, recipe, { rows, weights }) }),
    ...(validation &&
      data.validation && {
        validation: summarize(validation, row, data.validation, recipe, { weights: data.validation.weights }),
      }),
    penalty: train.penalty[row] as number,
    ...(recipe.plateau && { learningRate: plateau.learningRate }),
  };
}
