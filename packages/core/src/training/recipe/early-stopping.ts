import { describe, optionError, requireCount, requireOptions, requireRange } from "../../errors.ts";
import type { Metric } from "../../metrics/metric.ts";
import { requireSweep, type Sweep } from "../../options/sweep.ts";
import type { EpochLog } from "./history.ts";

export interface EarlyStopping {
  /**
   * What to watch: "loss" (default) or the name of a metric, of the validation examples; of the training examples with
   * "train." before it ("train.loss").
   */
  readonly monitor?: string;
  /** Whether smaller or larger is better. Default: as the metric says, "min" for losses. */
  readonly mode?: "min" | "max";
  /**
   * Epochs without improvement before a training ends, at least 1; one for each replica where an array is given.
   * A replica with patience Infinity trains to the end and keeps its last weights. Default 10.
   */
  readonly patience?: Sweep;
  /** An epoch improves when its value gets better than the best one by more than this. Default 0. */
  readonly minDelta?: number;
  /** Keep the weights of the best epoch instead of the last. Default true. */
  readonly restoreBestWeights?: boolean;
  /** When to stop, instead of by patience: generalizationLoss or progressQuotient. */
  readonly rule?: StoppingRule;
}

/** A rule that ends a training by its losses so far: all its facts. */
export interface StoppingRule {
  readonly name: string;
  /** Losses after each epoch, of the watched and of the training examples; both of at least one epoch. */
  readonly isOver: (watched: readonly number[], train: readonly number[]) => boolean;
}

export interface EarlyStoppingRule extends Required<Omit<EarlyStopping, "rule">> {
  readonly rule: StoppingRule | undefined;
}

/** @throws RangeError with code OCCAM_OPTION for an option outside its range. */
export function toEarlyStopping(options: EarlyStopping, metrics: readonly Metric[]): EarlyStoppingRule {
  requireOptions("earlyStopping", options, {
    monitor: true,
    mode: true,
    patience: true,
    minDelta: true,
    restoreBestWeights: true,
    rule: true,
  });
  const { patience = 10, minDelta = 0, restoreBestWeights = true, monitor = "loss", rule } = options;
  const name = monitor.replace(/^train\./, "");
  const { mode = metrics.find((metric) => metric.name === name)?.greaterIsBetter ? "max" : "min" } = options;
  // Infinity is a patience too; for everything else the usual range holds.
  const finite = [patience].flat().map((each) => (each === Infinity ? 1 : each));
  requireSweep("earlyStopping.patience", Array.isArray(patience) ? finite : (finite[0] as number), 1, Infinity);
  requireRange("earlyStopping.minDelta", minDelta, 0, Infinity);
  const known = ["loss", ...metrics.map((metric) => metric.name)];
  if (!known.includes(name)) {
    throw optionError({
      where: "earlyStopping.monitor",
      expected: `one of ${known.join(", ")}, or one of them behind "train."`,
      received: describe(monitor),
      fix: "metrics to watch are given to fit as metrics",
    });
  }
  if (mode !== "min" && mode !== "max") {
    throw optionError({ where: "earlyStopping.mode", expected: '"min" or "max"', received: describe(mode) });
  }
  if (rule !== undefined && mode === "max") {
    throw optionError({
      where: `earlyStopping.rule: ${rule.name}`,
      expected: "a loss to watch, of which less is better",
      received: `${monitor} with mode "max"`,
      fix: "watch a loss, or stop by patience",
    });
  }
  return { patience, minDelta, restoreBestWeights, monitor, mode, rule };
}

/** Whether it watches validation examples. */
export function needsValidation({ monitor = "loss" }: EarlyStopping): boolean {
  return !monitor.startsWith("train.");
}

/** The watched number after an epoch, as one of which less is better. */
export function watchedValue({ monitor, mode }: EarlyStoppingRule, log: EpochLog | undefined): number {
  const part = monitor.startsWith("train.") ? log?.train : log?.validation;
  const value = part?.[monitor.replace(/^train\./, "")] ?? Number.NaN;
  return mode === "max" ? -value : value;
}

/**
 * Stop when the generalization loss 100 (watched / lowest watched so far - 1), in percent, exceeds `alpha`: rule GL_alpha of
 * Prechelt 1998. For losses above 0.
 * @throws RangeError with code OCCAM_OPTION when alpha is not above 0.
 */
export function generalizationLoss(options: { readonly alpha?: number } = {}): StoppingRule {
  requireOptions("generalizationLoss", options, { alpha: true });
  const { alpha = 5 } = options;
  requireRange("generalizationLoss.alpha", alpha, Number.MIN_VALUE, Infinity);
  return { name: "generalizationLoss", isOver: (watched) => lossOf(watched) > alpha };
}

/**
 * Stop when the generalization loss over the training progress exceeds `alpha`, looked at after each strip of `strip` epochs:
 * rule PQ_alpha of Prechelt 1998. The progress is 1000 (mean training loss of the strip / its lowest - 1): while training
 * still moves, a rise of the watched loss is borne.
 * @throws RangeError with code OCCAM_OPTION when alpha is not above 0 or strip not a whole number of at least 1.
 */
export function progressQuotient(options: { readonly alpha?: number; readonly strip?: number } = {}): StoppingRule {
  requireOptions("progressQuotient", options, { alpha: true, strip: true });
  const { alpha = 0.5, strip = 5 } = options;
  requireRange("progressQuotient.alpha", alpha, Number.MIN_VALUE, Infinity);
  requireCount("progressQuotient.strip", strip);
  return {
    name: "progressQuotient",
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
export interface Progress {
  readonly bestLoss: number;
  readonly bestEpoch: number;
  readonly epoch: number;
}

export const START: Progress = { bestLoss: Infinity, bestEpoch: 0, epoch: 0 };

/** The progress after one more epoch with this validation loss. Prechelt 1998, with patience as the criterion. */
export function advance(progress: Progress, loss: number, minDelta: number): Progress {
  const epoch = progress.epoch + 1;
  const isBetter = loss < progress.bestLoss - (Number.isFinite(progress.bestLoss) ? minDelta : 0);
  return isBetter ? { bestLoss: loss, bestEpoch: epoch, epoch } : { ...progress, epoch };
}

export function hasRunOut({ epoch, bestEpoch }: Progress, patience: number): boolean {
  return epoch - bestEpoch >= patience;
}
