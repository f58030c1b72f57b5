import { requireCount } from "../../errors.ts";
import { count, optional } from "../../options/field.ts";
import { type Given, type Read, record } from "../../options/record.ts";

/** Validation losses of a trial, epoch by epoch: `losses[0]` after the first. A trial that was stopped has no more. */
export interface TrialCurve {
  readonly losses: ArrayLike<number>;
}

export interface Review {
  /** All trials of the study, by their index in it. */
  readonly trials: readonly TrialCurve[];
  /** The index of the trial that is reviewed. */
  readonly trial: number;
  /** Epochs that it has trained; its curve has that many losses. */
  readonly epoch: number;
}

/** A way to stop trials that will not win, made for trials trained side by side, epoch by epoch. */
export interface Pruner {
  readonly name: string;
  /** A trial trains no longer than this. */
  readonly maxEpochs: number;
  /** The epochs, ascending, at which trial number `trial` is reviewed; at others `review` says "continue". */
  readonly rungsOf: (trial: number) => readonly number[];
  /**
   * The trials [first, end) of which all that were started must have reached a rung, or have stopped before it, when one
   * of them is reviewed there; undefined when trials are reviewed as they come.
   */
  readonly rivalsOf: (trial: number) => Rivals | undefined;
  /** What follows from the losses at that moment, and from nothing else. A loss that is not finite is the worst. */
  readonly review: (review: Review) => "continue" | "stop";
}

export interface Rivals {
  readonly first: number;
  /** Infinity: all trials of the study. */
  readonly end: number;
}

/** How long the trials of every pruner train. */
export const EPOCH_FIELDS = {
  /** Epochs before a trial may be stopped; at least 1. Default 1. */
  minEpochs: optional(count(), 1),
  /** Epochs of a trial that is never stopped; at least minEpochs. */
  maxEpochs: count(),
};

const RESOURCE_FIELDS = {
  ...EPOCH_FIELDS,
  /** A rung keeps one trial in eta; a whole number of at least 2. Default 3. */
  eta: optional(count(2), 3),
};

export type Resource = Given<typeof RESOURCE_FIELDS>;

/** The resource with its defaults. @throws RangeError with code OCCAM_OPTION, naming `where`, when out of range. */
export function readResource(where: string, resource: Resource): Read<typeof RESOURCE_FIELDS> {
  const read = record(where, RESOURCE_FIELDS).read(resource);
  requireEpochs(where, read);
  return read;
}

/** @throws RangeError with code OCCAM_OPTION, naming `where`, when trials would end before they may be stopped. */
export function requireEpochs(where: string, { minEpochs, maxEpochs }: Read<typeof EPOCH_FIELDS>): void {
  requireCount(`${where}.maxEpochs`, maxEpochs, minEpochs);
}

/** minEpochs, minEpochs * eta, minEpochs * eta^2, ... below maxEpochs. */
export function rungsOf({ minEpochs, maxEpochs, eta }: Required<Resource>): readonly number[] {
  const rungs: number[] = [];
  for (let epoch = minEpochs; epoch < maxEpochs; epoch *= eta) rungs.push(epoch);
  return rungs;
}

/** The loss after `epoch` epochs, Infinity for one that is not finite; undefined when the trial did not get so far. */
export function lossAt({ losses }: TrialCurve, epoch: number): number | undefined {
  const loss = losses[epoch - 1];
  return loss === undefined || Number.isFinite(loss) ? loss : Infinity;
}

/** Whether a finite loss is among the `count` lowest; of equal ones the trials before it come first. */
export function isAmongLowest(losses: readonly (number | undefined)[], at: number, count: number): boolean {
  const own = losses[at];
  if (own === undefined || own === Infinity) return false;
  const before = losses.filter((loss, i) => loss !== undefined && (loss < own || (loss === own && i < at))).length;
  return before < count;
}
