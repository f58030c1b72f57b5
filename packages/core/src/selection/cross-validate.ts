import type { Fold } from "../data/fold.ts";
import { optionError, requireCount } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import { given, needed } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";
import { fitReplicas, type Run } from "../training/fit.ts";
import { type Examples, FIT_FIELDS, REPLICA_FIELDS, sweepLength } from "../training/recipe/recipe.ts";
import { meanOverSeeds } from "./rules/index.ts";

const { validation: _validation, seed: _seed, ...TRAINING_FIELDS } = FIT_FIELDS;

/** Options of `crossValidate`. */
const CROSS_VALIDATE = record("crossValidate", {
  ...TRAINING_FIELDS,
  /** From kFold, timeOrderedFolds or leaveOneOut. */
  folds: needed<readonly Fold[]>(requireSome),
  /** Each fold is trained once with each: initial weights, shuffles and masks. Default [0]. */
  seeds: given<readonly number[]>(requireSeeds),
  /** Starting values for each candidate, fold and seed, in this order. */
  initialParameterSets: REPLICA_FIELDS.initialParameterSets,
  /** Replicas that train at one time. */
  maxReplicas: REPLICA_FIELDS.maxReplicas,
});

export type CrossValidateOptions = OptionsOf<typeof CROSS_VALIDATE>;

/** One candidate of a sweep over all folds and seeds. */
export interface ValidatedCandidate {
  /** Validation loss of each fold, the mean over its seeds. */
  readonly losses: Float64Array;
  /** Training loss of each fold, likewise. */
  readonly trainLosses: Float64Array;
  readonly mean: number;
  /** Standard error of the mean over folds, sqrt(s^2 / folds); NaN for a single fold. */
  readonly standardError: number;
  /** Mean number of epochs of the kept weights: what a refit on all rows takes over from early stopping. */
  readonly epochs: number;
  /** Fold by fold, seed after seed within a fold. */
  readonly runs: readonly Run[];
}

/**
 * Cross-validation of one candidate or a sweep of them: every candidate, fold and seed is a replica of one batched graph.
 * Candidates meet on the same folds, orders and random numbers. A replica that diverges has the loss Infinity.
 * With early stopping each fold is scored on the rows that its end was chosen by, so that the losses flatter: compare them with each
 * other, and measure what is chosen on rows that nothing has looked at.
 * @throws as `fitReplicas`; RangeError with code OCCAM_OPTION without folds or seeds.
 */
export async function crossValidate(
  model: Model,
  examples: Examples,
  options: CrossValidateOptions,
): Promise<readonly ValidatedCandidate[]> {
  const { folds, seeds = [0], ...training } = CROSS_VALIDATE.read(options);
  const candidateCount = sweepLength(model, training);
  const replicas = Array.from({ length: candidateCount }, (_, candidate) =>
    folds.flatMap((fold) => seeds.map((seed) => ({ candidate, fold, seed }))),
  ).flat();
  const runs = await fitReplicas(model, examples, {
    ...training,
    candidates: replicas.map(({ candidate }) => candidate),
    rows: replicas.map(({ fold }) => fold.train),
    validationRows: replicas.map(({ fold }) => fold.validation),
    seeds: replicas.map(({ seed }) => seed),
  });
  const perCandidate = folds.length * seeds.length;
  return Array.from({ length: candidateCount }, (_, candidate) =>
    validated(runs.slice(candidate * perCandidate, (candidate + 1) * perCandidate), seeds.length),
  );
}

function requireSome(where: string, list: readonly unknown[]): void {
  if (list.length === 0) throw optionError({ where, expected: "at least one", received: "none" });
}

function requireSeeds(where: string, seeds: readonly number[]): void {
  requireSome(where, seeds);
  for (const [i, seed] of seeds.entries()) requireCount(`${where}[${i}]`, seed, 0);
}

function validated(runs: readonly Run[], seedCount: number): ValidatedCandidate {
  const losses = meanOverSeeds(runs.map(keptValidationLoss), seedCount);
  return {
    losses,
    trainLosses: meanOverSeeds(runs.map(keptTrainLoss), seedCount),
    mean: mean(losses),
    standardError: standardError(losses),
    epochs: mean(Float64Array.from(runs, ({ keptEpoch }) => keptEpoch)),
    runs,
  };
}

/** Validation loss of the kept weights; Infinity for a run that diverged. */
function keptValidationLoss({ history, keptEpoch, status }: Run): number {
  return status === "diverged" ? Infinity : (history[keptEpoch - 1]?.validation?.loss ?? Infinity);
}

function keptTrainLoss({ history, keptEpoch, status }: Run): number {
  return status === "diverged" ? Infinity : (history[keptEpoch - 1]?.train.loss ?? Infinity);
}
