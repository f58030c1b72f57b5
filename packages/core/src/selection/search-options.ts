/** What a search is given, and what it says of each trial. */
import type { Fold } from "../data/fold.ts";
import type { Model } from "../layers/model.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Examples, FitOptions } from "../training/recipe/recipe.ts";
import type { Pruner } from "./pruners/index.ts";
import type { Sampler } from "./samplers/index.ts";
import type { Space, SpaceValues } from "./space/index.ts";

/** How settings of one shape are trained: sweeps have one value a setting, in their order. */
export interface SearchPlan {
  readonly model: Model;
  readonly options: Omit<FitOptions, "runtime" | "validation" | "epochs" | "seed" | "signal">;
}

export interface SearchBudget {
  /** Trials in all, those of an earlier part of the study among them. */
  readonly trials?: number;
  /** Time for this call. Trials that have not ended by then are dropped, and run again when the study goes on. */
  readonly seconds?: number;
  /** Epochs of single networks in all (a trial of 5 folds that runs 10 epochs takes 50). */
  readonly epochs?: number;
}

export interface SearchOptions {
  readonly space: Space;
  /** Models may differ from fold to fold where folds have examples of their own. */
  readonly build: (settings: readonly SpaceValues[], fold: number) => SearchPlan;
  /** Settings with the same answer train in one graph. Default: all do. */
  readonly shapeOf?: (values: SpaceValues) => string;
  /** What the rows of folds are rows of. */
  readonly examples?: Examples;
  /** A trial is trained on each fold with each seed, and judged by the mean of its validation losses. */
  readonly folds: readonly (Fold | FoldExamples)[];
  readonly seeds?: readonly number[];
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly budget: SearchBudget;
  /** One runtime or a pool of them: groups of different shapes run side by side. Results do not depend on how many. */
  readonly runtimes: readonly [Runtime, ...Runtime[]];
  /** Trials that are suggested together, where the pruner does not say. Default 16. */
  readonly together?: number;
  /** Decides what is suggested. Default 0. */
  readonly seed?: number;
  /** Trials of the study that have ended already, by their number. */
  readonly finished?: readonly TrialRecord[];
  /** Called for each trial once: as soon as it is pruned, else when those that train with it have ended. */
  readonly onTrial?: (trial: TrialRecord) => void | Promise<void>;
  readonly onEpoch?: (epoch: number, running: number) => void;
  readonly signal?: AbortSignal;
}

/** A fold with examples of its own, such as those of a preprocessing that was learnt on its training rows. */
export interface FoldExamples {
  readonly examples: Examples;
  readonly validation: Examples;
  /** What its losses are multiplied by: the square of the unit that its targets are measured in. Default 1. */
  readonly lossScale?: number;
}

/** A trial that has ended. */
export interface TrialRecord {
  /** Its number in the study, from 0. */
  readonly index: number;
  readonly values: SpaceValues;
  /** pruned: stopped because it would not win; failed: its numbers stopped being finite on every fold. */
  readonly state: "complete" | "pruned" | "failed";
  /** Validation loss: the mean over folds of the kept epochs' losses; Infinity for a failed one. */
  readonly loss: number;
  /** Over folds; not a number for a single one. */
  readonly standardError: number;
  /** Mean validation loss after each epoch. */
  readonly losses: readonly number[];
  readonly trainLoss: number;
  /** Mean number of epochs of the kept weights. */
  readonly keptEpochs: number;
  /** Epochs of all its networks. */
  readonly epochs: number;
  readonly seconds: number;
}
