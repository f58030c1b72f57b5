/** What a training knows of one replica while it trains, and what becomes of it. */
import { sweepAt } from "../regularizers/hyperparameter.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { advance, hasRunOut, type Progress, START } from "./early-stopping.ts";
import type { Divergence, EpochLog } from "./history.ts";
import type { Recipe } from "./recipe.ts";

export type ParameterMap = ReadonlyMap<string, FloatTensor>;

/** What became of one replica. */
export interface Outcome {
  readonly parameters: ParameterMap;
  readonly history: readonly EpochLog[];
  /** The epoch whose weights `parameters` holds, from 1; 0 where training diverged in the first epoch. */
  readonly keptEpoch: number;
  /** completed: all epochs; stopped: early stopping or a callback; diverged: numbers stopped being finite. */
  readonly status: "completed" | "stopped" | "diverged";
  readonly divergence?: Divergence;
}

/** A replica while it trains. */
export interface Trainee {
  readonly replica: number;
  readonly history: EpochLog[];
  progress: Progress;
  kept: { readonly parameters: ParameterMap; readonly epoch: number } | undefined;
  status: Outcome["status"] | "training";
  divergence: Divergence | undefined;
}

export function createTrainee(replica: number): Trainee {
  return { replica, history: [], progress: START, kept: undefined, status: "training", divergence: undefined };
}

export function markDiverged(trainee: Trainee, divergence: Divergence): void {
  trainee.status = "diverged";
  trainee.divergence = divergence;
}

/** Early stopping looks at the epoch's validation loss. */
export function advanceProgress(trainee: Trainee, recipe: Recipe, epoch: number): void {
  const { earlyStopping } = recipe;
  if (earlyStopping === undefined || trainee.status === "diverged" || trainee.history.length !== epoch) return;
  const loss = trainee.history.at(-1)?.validation?.loss ?? Number.NaN;
  trainee.progress = advance(trainee.progress, loss, earlyStopping.minDelta);
  if (hasRunOut(trainee.progress, patienceOf(trainee, recipe))) trainee.status = "stopped";
}

/** Whether the weights after this epoch are the ones to keep so far. */
export function isWorthKeeping(trainee: Trainee, recipe: Recipe, epoch: number): boolean {
  // Weights whose loss is no longer finite are kept, being finite themselves, where there is nothing better.
  if (trainee.status === "diverged") return trainee.kept === undefined;
  if (trainee.history.length !== epoch) return false;
  const keepsBest = recipe.earlyStopping?.restoreBestWeights === true && patienceOf(trainee, recipe) < Infinity;
  return keepsBest ? trainee.progress.bestEpoch === epoch : epoch === recipe.epochs || trainee.status === "stopped";
}

/** Infinity for a replica that keeps its last weights. */
function patienceOf({ replica }: Trainee, { earlyStopping }: Recipe): number {
  return sweepAt(earlyStopping?.patience ?? Infinity, replica);
}

/** `initial` gives the order of the parameters, and stands in for weights where there were never any to keep. */
export function outcomeOf({ history, kept, status, divergence }: Trainee, initial: ParameterMap): Outcome {
  const own = kept?.parameters ?? initial;
  return {
    // Both hold every parameter of the model.
    parameters: new Map([...initial.keys()].map((name) => [name, own.get(name) as FloatTensor])),
    history,
    keptEpoch: kept?.epoch ?? 0,
    status: status === "training" ? "completed" : status,
    ...(divergence && { divergence }),
  };
}
