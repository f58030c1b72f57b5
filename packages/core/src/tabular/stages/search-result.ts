/** What a search found, as data. In JSON a value that is not finite is null. */
import type { TrialRecord } from "../../selection/search-options.ts";
import type { SettingValues } from "../settings/values.ts";
import type { TaskName } from "../tasks/index.ts";
import type { Scores } from "./look.ts";

export interface SearchResult {
  /** Version of the library. */
  readonly occam: string;
  readonly command: "sweep";
  readonly task: TaskName;
  readonly target: string;
  readonly data: { readonly rows: { readonly used: number; readonly test: number } };
  /** The deciding metric. */
  readonly metric: string;
  readonly folds: number;
  readonly seed: number;
  readonly sampler: string;
  readonly pruner: string;
  readonly trials: readonly SearchTrial[];
  readonly best: Omit<SearchTrial, "state" | "seconds">;
  /** Share of the variance of the trials' ranks that each parameter explains by itself; NaN with too few trials. */
  readonly importances: Readonly<Record<string, number>>;
  /** Trials of earlier calls. */
  readonly resumed: number;
}

export interface SearchTrial {
  readonly id: string;
  readonly state: TrialRecord["state"];
  readonly values: SettingValues;
  /** The deciding metric by its name, the mean over folds, and `se`, its standard error. */
  readonly validation: Scores;
  /** Epochs of the weights that were kept, the mean over folds. */
  readonly epochs: number;
  readonly seconds: number;
}
