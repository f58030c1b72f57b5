/** What a search is given, and what it says of each trial. */
import type { Fold } from "../data/fold.ts";
import { optionError } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import { count, given, needed, number, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Examples, FitOptions, WeightedExamples } from "../training/recipe/fit-options.ts";
import type { Pruner } from "./pruners/index.ts";
import type { Sampler } from "./samplers/index.ts";
import type { Space, SpaceValues } from "./space/index.ts";

/** How settings of one shape are trained: sweeps have one value a setting, in their order. */
export interface SearchPlan {
  readonly model: Model;
  readonly options: Omit<FitOptions, "runtime" | "validation" | "epochs" | "seed" | "signal">;
}

const BUDGET = record("search.budget", {
  /** Trials in all, those of an earlier part of the study among them. */
  trials: optional(count()),
  /** Time for this call. Trials that have not ended by then are dropped, and run again when the study goes on. */
  seconds: optional(number(Number.MIN_VALUE, Infinity)),
  /**
   * Epochs of single networks (a trial of 5 folds that runs 10 epochs takes 50), those of an earlier part of the study among
   * them. Once so many have run, no more trials begin; those that train together then have all ended, so that more may run
   * than this.
   */
  epochs: optional(count()),
});

export type SearchBudget = OptionsOf<typeof BUDGET>;

/** Options of `search`. */
export const SEARCH = record("search", {
  space: needed<Space>(),
  /** Models may differ from fold to fold where folds have examples of their own. */
  build: needed<(settings: readonly SpaceValues[], fold: number) => SearchPlan>(),
  /** Settings with the same answer train in one graph. Default: all do. */
  shapeOf: given<(values: SpaceValues) => string>(),
  /** What the rows of folds are rows of. */
  examples: given<Examples>(),
  /** A trial is trained on each fold with each seed, and judged by the mean of its validation losses. */
  folds: needed<readonly (Fold | FoldExamples)[]>(requireFolds),
  seeds: optional(needed<readonly number[]>(), [0]),
  sampler: needed<Sampler>(),
  pruner: needed<Pruner>(),
  budget: needed<SearchBudget>((_, budget) => BUDGET.read(budget)),
  /** One runtime or a pool of them: groups of different shapes run side by side. Results do not depend on how many. */
  runtimes: needed<readonly [Runtime, ...Runtime[]]>(),
  /** Trials that are suggested together, where the pruner does not say. Default 16. */
  together: optional(count(), 16),
  /** Decides what is suggested. Default 0. */
  seed: optional(count(0), 0),
  /** Trials of the study that have ended already, by their number. */
  finished: optional(needed<readonly TrialRecord[]>(), []),
  /** Called for each trial once: as soon as it is pruned, else when those that train with it have ended. */
  onTrial: given<(trial: TrialRecord) => void | Promise<void>>(),
  onEpoch: given<(epoch: number, running: number) => void>(),
  signal: given<AbortSignal>(),
});

export type SearchOptions = OptionsOf<typeof SEARCH>;

/** The options with their defaults, each checked by itself. */
export type SearchStudy = Read<typeof SEARCH.fields>;

function requireFolds(where: string, { length }: { readonly length: number }): void {
  if (length === 0) throw optionError({ where, expected: "at least one", received: "none" });
}

/** A fold with examples of its own, such as those of a preprocessing that was learnt on its training rows. */
export interface FoldExamples {
  readonly examples: Examples;
  /** Losses take each row by its weight. */
  readonly validation: WeightedExamples;
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
  /** Validation loss: the mean over folds, each at the epoch that it is scored at (`crossValidate` says which); Infinity for a failed one. */
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
