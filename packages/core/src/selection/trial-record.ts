/** What is reported of a trial that has ended, from what its networks ended with. */
import type { Fold } from "../data/fold.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";
import type { Run } from "../training/fit.ts";
import type { EpochLog } from "../training/recipe/history.ts";
import type { FoldExamples, SearchStudy, TrialRecord } from "./search-options.ts";
import type { SpaceValues } from "./space/index.ts";

export interface Suggested {
  readonly index: number;
  readonly values: SpaceValues;
}

/** What a network of a trial ended with. */
export interface End {
  /** After its kept epoch; undefined where it diverged. */
  readonly log: EpochLog | undefined;
  readonly keptEpoch: number;
  readonly epochs: number;
}

export function endOfRun({ history, keptEpoch, status }: Run): End {
  return {
    log: status === "diverged" ? undefined : history[keptEpoch - 1],
    keptEpoch,
    epochs: history.length,
  };
}

/** What a fold's losses are multiplied by, to be in one unit. */
export function lossScaleOf(folds: SearchStudy["folds"], fold: number): number {
  const own = folds[fold] as Fold | FoldExamples;
  return "examples" in own ? (own.lossScale ?? 1) : 1;
}

/** `ends`: fold by fold, seed after seed. */
export function toTrialRecord(
  { index, values }: Suggested,
  ends: readonly End[],
  facts: {
    readonly folds: SearchStudy["folds"];
    readonly seedCount: number;
    readonly losses: readonly number[];
    readonly isPruned: boolean;
    readonly seconds: number;
  },
): TrialRecord {
  const { folds, seedCount, losses, isPruned, seconds } = facts;
  const ofFolds = folds.map(
    (_, fold) =>
      mean(ends.slice(fold * seedCount, (fold + 1) * seedCount).map(({ log }) => log?.validation?.loss ?? Infinity)) *
      lossScaleOf(folds, fold),
  );
  const loss = mean(ofFolds);
  const hasFailed = ends.every(({ log }) => log === undefined);
  const scaled = ends.map(
    ({ log }, i) => (log?.train.loss ?? Infinity) * lossScaleOf(folds, Math.floor(i / seedCount)),
  );
  return {
    index,
    values,
    state: hasFailed ? "failed" : isPruned ? "pruned" : "complete",
    loss: Number.isFinite(loss) ? loss : Infinity,
    standardError: standardError(ofFolds),
    losses,
    trainLoss: mean(scaled),
    keptEpochs: mean(ends.map(({ keptEpoch }) => keptEpoch)),
    epochs: ends.reduce((sum, { epochs }) => sum + epochs, 0),
    seconds,
  };
}
