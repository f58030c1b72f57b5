import type { Fold } from "../data/fold.ts";
import { optionError } from "../errors.ts";
import { needed } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";
import type { Run } from "../training/fit.ts";
import type { Examples } from "../training/recipe/fit-options.ts";

/** Options of `nestedCrossValidation`. */
const NESTED_CROSS_VALIDATION = record("nestedCrossValidation", {
  /** The outer folds: what is chosen on a fold's training rows is judged on its validation rows, which it has never seen. */
  folds: needed<readonly Fold[]>(requireFolds),
  /** The whole way of choosing, on these rows alone: a path or search with its own inner folds, and the refit. */
  choose: needed<(rows: Int32Array, fold: number) => Promise<Run>>(),
  /** The examples of the given rows. */
  examplesOf: needed<(rows: Int32Array) => Examples>(),
});

export type NestedOptions = OptionsOf<typeof NESTED_CROSS_VALIDATION>;

export interface NestedValidation {
  /** Loss of the chosen network of each outer fold on that fold's validation rows. */
  readonly losses: Float64Array;
  readonly mean: number;
  /** Over outer folds, sqrt(s^2 / folds). */
  readonly standardError: number;
  readonly runs: readonly Run[];
}

/**
 * Nested cross-validation: the error of the whole choice, not of the chosen candidate, whose own validation loss is too good
 * because it was chosen for it. Varma & Simon 2006; Cawley & Talbot 2010.
 * @throws RangeError with code OCCAM_OPTION for fewer than two folds.
 */
export async function nestedCrossValidation(options: NestedOptions): Promise<NestedValidation> {
  const { folds, choose, examplesOf } = NESTED_CROSS_VALIDATION.read(options);
  const runs: Run[] = [];
  const losses = new Float64Array(folds.length);
  for (const [i, { train, validation }] of folds.entries()) {
    const run = await choose(train, i);
    losses[i] = (await run.evaluate(examplesOf(validation), [])).loss;
    runs.push(run);
  }
  return { losses, mean: mean(losses), standardError: standardError(losses), runs };
}

function requireFolds(where: string, folds: readonly Fold[]): void {
  if (folds.length < 2) throw optionError({ where, expected: "at least 2", received: `${folds.length}` });
}
