/** What a training knows of one replica while it trains, and what becomes of it. */
import { sweepAt } from "../../options/sweep.ts";
import type { Session } from "../../runtime/runtime.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import {
  advance,
  bestEpochToKeep,
  type EarlyStoppingRule,
  hasRunOut,
  START,
  type StoppingState,
} from "../recipe/early-stopping.ts";
import type { Divergence, EpochLog } from "../recipe/history.ts";
import { watchedValue } from "../recipe/monitor.ts";
import { afterEpoch, type PlateauState, plateauStart } from "../recipe/plateau.ts";
import { epochsOf, type Recipe } from "../recipe/recipe.ts";

export type ParameterMap = ReadonlyMap<string, FloatTensor>;

/** What became of one replica. */
export interface Outcome {
  /** What took its steps; undefined where none were taken. */
  readonly engine?: Session["engine"];
  readonly parameters: ParameterMap;
  readonly history: readonly EpochLog[];
  /** The epoch whose weights `parameters` holds, from 1; 0 where training diverged in the first epoch. */
  readonly keptEpoch: number;
  /** completed: all epochs; stopped: early stopping or a callback; diverged: numbers stopped being finite. */
  readonly status: "completed" | "stopped" | "diverged";
  readonly divergence?: Divergence;
  /** How far the kept weights had come: where schedules stood. */
  readonly progress: { readonly step: number; readonly stepCount: number };
  /** Weights at the ends of the parts that snapshots were asked for. */
  readonly snapshots: readonly Pick<Outcome, "parameters" | "keptEpoch" | "progress">[];
}

/** A replica while it trains. */
export interface Trainee {
  readonly replica: number;
  readonly candidate: number;
  readonly history: EpochLog[];
  /** Its own starting values, until there are weights to keep. */
  readonly initial: ParameterMap;
  progress: StoppingState;
  plateau: PlateauState;
  kept: { readonly parameters: ParameterMap; readonly epoch: number } | undefined;
  status: Outcome["status"] | "training";
  readonly snapshots: { readonly parameters: ParameterMap; readonly epoch: number }[];
  divergence: Divergence | undefined;
}

export function createTrainee(
  { optimizer }: Pick<Recipe, "optimizer">,
  { replica, candidate }: Pick<Trainee, "replica" | "candidate">,
  initial: ParameterMap,
): Trainee {
  return {
    replica,
    candidate,
    initial,
    history: [],
    progress: START,
    plateau: plateauStart(sweepAt(optimizer.learningRate, candidate)),
    kept: undefined,
    status: "training",
    divergence: undefined,
    snapshots: [],
  };
}

export function markDiverged(trainee: Trainee, divergence: Divergence): void {
  trainee.status = "diverged";
  trainee.divergence = divergence;
}

/** Early stopping looks at the log of the replica's latest epoch. */
export function advanceProgress(trainee: Trainee, { earlyStopping }: Recipe): void {
  if (earlyStopping === undefined || trainee.status === "diverged") return;
  const value = watchedValue(earlyStopping, trainee.history.at(-1));
  trainee.progress = advance(trainee.progress, value, earlyStopping.minDelta);
  const { rule } = earlyStopping;
  const patience = patienceOf(trainee, earlyStopping);
  const isOver =
    rule === undefined
      ? hasRunOut(trainee.progress, patience)
      : patience < Infinity &&
        rule.isOver(
          trainee.history.map((log) => watchedValue(earlyStopping, log)),
          trainee.history.map(({ train }) => train.loss),
        );
  if (isOver && trainee.status === "training") trainee.status = "stopped";
}

/** The learning rate of the next epoch, by the log of the replica's latest one. */
export function reduceLearningRate(trainee: Trainee, { plateau }: Recipe): void {
  if (plateau === undefined) return;
  const value = watchedValue(plateau, trainee.history.at(-1));
  trainee.plateau = afterEpoch(trainee.plateau, value, plateau, trainee.candidate);
}

/** Whether the weights after the replica's latest epoch are the ones to keep so far. */
export function isWorthKeeping(trainee: Trainee, recipe: Recipe): boolean {
  const { earlyStopping } = recipe;
  // Weights whose loss is no longer finite are kept, being finite themselves, where there is nothing better.
  if (trainee.status === "diverged") return trainee.kept === undefined;
  const epoch = trainee.history.length;
  const best = bestEpochToKeep(earlyStopping, trainee.candidate, trainee.progress);
  if (best > 0) return best === epoch;
  return epoch === epochsOf(recipe, trainee.replica) || trainee.status === "stopped";
}

/** Infinity for a replica that keeps its last weights. */
function patienceOf({ candidate }: Trainee, { patience }: EarlyStoppingRule): number {
  return sweepAt(patience, candidate);
}

export function outcomeOf(
  { history, kept, status, divergence, initial, snapshots }: Trainee,
  { stepsPerEpoch, epochs }: { readonly stepsPerEpoch: number; readonly epochs: number },
): Outcome {
  const progressAt = (epoch: number) => ({ step: epoch * stepsPerEpoch, stepCount: epochs * stepsPerEpoch });
  // Each holds every parameter of the model; the order is the model's.
  const inOrder = (own: ParameterMap) =>
    new Map([...initial.keys()].map((name) => [name, own.get(name) as FloatTensor]));
  return {
    parameters: inOrder(kept?.parameters ?? initial),
    history,
    keptEpoch: kept?.epoch ?? 0,
    status: status === "training" ? "completed" : status,
    ...(divergence && { divergence }),
    progress: progressAt(kept?.epoch ?? 0),
    snapshots: snapshots.map(({ parameters, epoch }) => ({
      parameters: inOrder(parameters),
      keptEpoch: epoch,
      progress: progressAt(epoch),
    })),
  };
}

/**
 * Whether the replica has just come to the end of one of the parts that are kept: part k of S ends with epoch
 * ceil(k E / S), where floor(epoch S / E) grows by one. In whole numbers, as a division would miss some.
 */
export function isSnapshotDue(
  { history, status, replica }: Pick<Trainee, "history" | "status" | "replica">,
  recipe: Pick<Recipe, "snapshots" | "epochs" | "candidates">,
): boolean {
  const { snapshots } = recipe;
  return status !== "diverged" && (history.length * snapshots) % epochsOf(recipe, replica) < snapshots;
}
