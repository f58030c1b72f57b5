import { optionError } from "../../errors.ts";
import type { Metric } from "../../metrics/metric.ts";
import { count, type Field, flag, given, number, optional, sweep } from "../../options/field.ts";
import { type OptionsOf, type Read, record } from "../../options/record.ts";
import { type Sweep, sweepAt } from "../../options/sweep.ts";
import type { EpochLog } from "./history.ts";
import { MONITOR_FIELDS, type Monitor, toMonitor, watchedValue } from "./monitor.ts";

/** A rule that ends a training by its losses so far: all its facts. */
export interface StoppingRule {
  readonly name: string;
  /** Losses after each epoch, of the watched and of the training examples; both of at least one epoch. */
  readonly isOver: (watched: readonly number[], train: readonly number[]) => boolean;
}

/** At least 1, or one for each replica. */
const PATIENCE: Field<Sweep> = {
  ...sweep(1, Infinity),
  // Infinity is a patience too; for everything else the usual range holds.
  check: (where, value) => {
    const finite = (each: unknown) => (each === Infinity ? 1 : each);
    sweep(1, Infinity).check(where, Array.isArray(value) ? value.map(finite) : finite(value));
  },
};

/** Options of early stopping. */
export const EARLY_STOPPING = record("earlyStopping", {
  ...MONITOR_FIELDS,
  /**
   * Epochs without improvement before a training ends, at least 1; one for each replica where an array is given.
   * A replica with patience Infinity trains to the end and keeps its last weights. Default 10.
   */
  patience: optional(PATIENCE, 10),
  /** An epoch improves when its value gets better than the best one by more than this. Default 0. */
  minDelta: optional(number(0, Infinity), 0),
  /** Keep the weights of the best epoch instead of the last. Default true. */
  restoreBestWeights: optional(flag(), true),
  /** When to stop, instead of by patience: generalizationLoss or progressQuotient. */
  rule: given<StoppingRule>(),
});

export type EarlyStopping = OptionsOf<typeof EARLY_STOPPING>;

/** The options with their defaults, checked. */
export type EarlyStoppingRule = Omit<Read<typeof EARLY_STOPPING.fields>, "mode"> & Monitor;

/** @throws RangeError with code OCCAM_OPTION for an option outside its range. */
export function toEarlyStopping(options: EarlyStopping, metrics: readonly Metric[]): EarlyStoppingRule {
  const read = EARLY_STOPPING.read(options);
  const { rule } = read;
  const watched = toMonitor(EARLY_STOPPING.name, read, metrics);
  if (rule !== undefined && watched.mode === "max") {
    throw optionError({
      where: `earlyStopping.rule: ${rule.name}`,
      expected: "a loss to watch, of which less is better",
      received: `${watched.monitor} with mode "max"`,
      fix: "watch a loss, or stop by patience",
    });
  }
  return { ...read, ...watched };
}

/** Options of `generalizationLoss`. */
export const GENERALIZATION_LOSS = record("generalizationLoss", {
  /** In percent, above 0. Default 5. */
  alpha: optional(number(Number.MIN_VALUE, Infinity), 5),
});

/**
 * Stop when the generalization loss 100 (watched / lowest watched so far - 1), in percent, exceeds `alpha`: rule GL_alpha of
 * Prechelt 1998. For losses above 0.
 * @throws RangeError with code OCCAM_OPTION when alpha is not above 0.
 */
export function generalizationLoss(options: OptionsOf<typeof GENERALIZATION_LOSS> = {}): StoppingRule {
  const { alpha } = GENERALIZATION_LOSS.read(options);
  return { name: GENERALIZATION_LOSS.name, isOver: (watched) => lossOf(watched) > alpha };
}

/** Options of `progressQuotient`. */
export const PROGRESS_QUOTIENT = record("progressQuotient", {
  /** In percent of loss for each thousandth of progress, above 0. Default 0.5. */
  alpha: optional(number(Number.MIN_VALUE, Infinity), 0.5),
  /** Epochs between two looks, at least 1. Default 5. */
  strip: optional(count(), 5),
});

/**
 * Stop when the generalization loss over the training progress exceeds `alpha`, looked at after each strip of `strip` epochs:
 * rule PQ_alpha of Prechelt 1998. The progress is 1000 (mean training loss of the strip / its lowest - 1): while training
 * still moves, a rise of the watched loss is borne.
 * @throws RangeError with code OCCAM_OPTION when alpha is not above 0 or strip not a whole number of at least 1.
 */
export function progressQuotient(options: OptionsOf<typeof PROGRESS_QUOTIENT> = {}): StoppingRule {
  const { alpha, strip } = PROGRESS_QUOTIENT.read(options);
  return {
    name: PROGRESS_QUOTIENT.name,
    isOver: (watched, train) => {
      if (train.length % strip !== 0) return false;
      const last = train.slice(-strip);
      const mean = last.reduce((sum, loss) => sum + loss, 0) / strip;
      const progress = 1000 * (mean / Math.min(...last) - 1);
      const loss = lossOf(watched);
      // No progress at all ends a training whose watched loss has risen.
      return progress > 0 ? loss / progress > alpha : loss > 0;
    },
  };
}

/** 100 (last / lowest - 1). */
function lossOf(watched: readonly number[]): number {
  return 100 * ((watched.at(-1) as number) / Math.min(...watched) - 1);
}

/** What early stopping remembers of one replica. */
export interface StoppingState {
  readonly bestLoss: number;
  readonly bestEpoch: number;
  readonly epoch: number;
}

export const START: StoppingState = { bestLoss: Infinity, bestEpoch: 0, epoch: 0 };

/** The progress after one more epoch with this validation loss. Prechelt 1998, with patience as the criterion. */
export function advance(progress: StoppingState, loss: number, minDelta: number): StoppingState {
  const epoch = progress.epoch + 1;
  const isBetter = loss < progress.bestLoss - (Number.isFinite(progress.bestLoss) ? minDelta : 0);
  return isBetter ? { bestLoss: loss, bestEpoch: epoch, epoch } : { ...progress, epoch };
}

export function hasRunOut({ epoch, bestEpoch }: StoppingState, patience: number): boolean {
  return epoch - bestEpoch >= patience;
}

/**
 * The epoch whose weights are kept so far as the best, from 1; 0 where the last ones are: without restoreBestWeights, with
 * patience Infinity, and while what is watched has had no value.
 */
export function bestEpochToKeep(
  rule: EarlyStoppingRule | undefined,
  candidate: number,
  { bestEpoch }: StoppingState,
): number {
  const keepsBest = rule?.restoreBestWeights === true && sweepAt(rule.patience, candidate) < Infinity;
  return keepsBest ? bestEpoch : 0;
}

/** The epoch whose weights a training keeps that ended after these logs. */
export function keptEpochOf(
  rule: EarlyStoppingRule | undefined,
  candidate: number,
  history: readonly EpochLog[],
): number {
  const state = history.reduce(
    (before, log) => (rule === undefined ? before : advance(before, watchedValue(rule, log), rule.minDelta)),
    START,
  );
  return bestEpochToKeep(rule, candidate, state) || history.length;
}
