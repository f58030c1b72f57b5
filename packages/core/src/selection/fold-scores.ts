/** At which epoch each fold is scored, where early stopping chooses it. */
import { mean } from "../statistics/mean.ts";
import type { Run } from "../training/fit.ts";
import { advance, bestEpochToKeep, type EarlyStoppingRule, START } from "../training/recipe/early-stopping.ts";
import type { EpochLog } from "../training/recipe/history.ts";
import { needsValidation, watchedValue } from "../training/recipe/monitor.ts";

/** A network of a fold that trains no more. */
export interface FoldNetwork {
  readonly history: readonly EpochLog[];
  /** The epoch of the weights that it keeps. */
  readonly keptEpoch: number;
  readonly hasDiverged: boolean;
}

export function networkOf({ history, keptEpoch, status }: Run): FoldNetwork {
  return { history, keptEpoch, hasDiverged: status === "diverged" };
}

/** A fold's networks, one for each seed. */
export interface FoldTraining {
  readonly networks: readonly FoldNetwork[];
  readonly stopping: EarlyStoppingRule | undefined;
  /** Which value of each sweep they take. */
  readonly candidate: number;
}

/**
 * For each fold the others that may choose for it: those that validate on none of its rows, so that other deals of the same rows
 * have no say. Folds whose rows are not known are taken to share none.
 */
export function foldsApart(validations: readonly (ArrayLike<number> | undefined)[]): readonly (readonly number[])[] {
  const rowsOf = validations.map((rows) => new Set(Array.from(rows ?? [])));
  return validations.map((own, fold) =>
    [...rowsOf.keys()].filter(
      (other) => other !== fold && !Array.from(own ?? []).some((row) => (rowsOf[other] as Set<number>).has(row)),
    ),
  );
}

/**
 * The log of each network, fold by fold, that its fold is scored by; undefined for one that diverged. Where early stopping restores
 * the best weights by what it watches of validation rows, these rows chose the kept epoch, and the loss on them there is too low.
 * So a fold is scored at the epoch that the other folds would keep: the best of the mean of their watched values, seeds and folds
 * alike, by the rule's own minDelta. A network that ended before stands with its last epoch, in the mean as in its own score. Without
 * others, and where nothing is restored by validation rows, at the kept epoch.
 */
export function scoredLogs(
  folds: readonly FoldTraining[],
  apart: readonly (readonly number[])[],
): readonly (readonly (EpochLog | undefined)[])[] {
  return folds.map((fold, i) => {
    const others = (apart[i] ?? []).flatMap((other) => (folds[other] as FoldTraining).networks);
    const epoch = epochOfOthers(fold, others);
    return fold.networks.map(({ history, keptEpoch, hasDiverged }) =>
      hasDiverged ? undefined : epoch > 0 ? logAt(history, epoch) : history[keptEpoch - 1],
    );
  });
}

/** 0 where others do not choose. */
function epochOfOthers({ stopping, candidate }: FoldTraining, others: readonly FoldNetwork[]): number {
  const histories = others.flatMap(({ history, hasDiverged }) => (hasDiverged ? [] : [history]));
  if (stopping === undefined || !needsValidation(stopping) || histories.length === 0) return 0;
  const longest = Math.max(...histories.map(({ length }) => length));
  let state = START;
  for (let epoch = 1; epoch <= longest; epoch++) {
    const watched = mean(histories.map((history) => watchedValue(stopping, logAt(history, epoch))));
    state = advance(state, watched, stopping.minDelta);
  }
  return bestEpochToKeep(stopping, candidate, state);
}

function logAt(history: readonly EpochLog[], epoch: number): EpochLog | undefined {
  return history[Math.min(epoch, history.length) - 1];
}
