/** What is reported of a trial that has ended, from what its networks logged. */
import type { Fold } from "../data/fold.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";
import type { EpochLog } from "../training/recipe/history.ts";
import { type FoldTraining, foldsApart, scoredLogs } from "./fold-scores.ts";
import type { FoldExamples, SearchStudy, TrialRecord } from "./search-options.ts";
import type { SpaceValues } from "./space/index.ts";

export interface Suggested {
  readonly index: number;
  readonly values: SpaceValues;
}

/** What a fold's losses are multiplied by, to be in one unit. */
export function lossScaleOf(folds: SearchStudy["folds"], fold: number): number {
  const own = folds[fold] as Fold | FoldExamples;
  return "examples" in own ? (own.lossScale ?? 1) : 1;
}

/** `trainings`: fold by fold. */
export function toTrialRecord(
  { index, values }: Suggested,
  trainings: readonly FoldTraining[],
  facts: {
    readonly folds: SearchStudy["folds"];
    readonly losses: readonly number[];
    readonly isPruned: boolean;
    readonly seconds: number;
  },
): TrialRecord {
  const { folds, losses, isPruned, seconds } = facts;
  const apart = foldsApart(folds.map((fold) => ("examples" in fold ? undefined : fold.validation)));
  const logs = scoredLogs(trainings, apart);
  const meanOf = (fold: number, lossOf: (log: EpochLog) => number | undefined) =>
    mean((logs[fold] ?? []).map((log) => (log && lossOf(log)) ?? Infinity)) * lossScaleOf(folds, fold);
  const ofFolds = folds.map((_, fold) => meanOf(fold, ({ validation }) => validation?.loss));
  const networks = trainings.flatMap((training) => training.networks);
  const loss = mean(ofFolds);
  return {
    index,
    values,
    state: networks.every(({ hasDiverged }) => hasDiverged) ? "failed" : isPruned ? "pruned" : "complete",
    loss: Number.isFinite(loss) ? loss : Infinity,
    standardError: standardError(ofFolds),
    losses,
    trainLoss: mean(folds.map((_, fold) => meanOf(fold, ({ train }) => train.loss))),
    keptEpochs: mean(networks.map(({ keptEpoch }) => keptEpoch)),
    epochs: networks.reduce((sum, { history }) => sum + history.length, 0),
    seconds,
  };
}
