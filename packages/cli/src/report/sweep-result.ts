import type { SpaceValues } from "@occam/core";

/** What `occam sweep --json` prints. In JSON a value that is not finite is null. */
export interface SweepResult {
  readonly occam: string;
  readonly command: "sweep";
  readonly study: string;
  readonly task: "classification" | "regression";
  readonly target: string;
  readonly data: {
    readonly file: string;
    readonly sha256: string;
    readonly rows: { readonly used: number; readonly test: number };
  };
  readonly metric: "logLoss" | "rmse";
  readonly folds: number;
  readonly seed: number;
  readonly sampler: string;
  readonly pruner: string;
  readonly trials: readonly SweepTrial[];
  readonly best: Omit<SweepTrial, "state" | "seconds">;
  /** Share of the variance of the trials' ranks that each parameter explains by itself; NaN with too few trials. */
  readonly importances: Readonly<Record<string, number>>;
  /** Trials of earlier calls. */
  readonly resumed: number;
  readonly seconds: number;
  readonly files: { readonly study: string; readonly trials: string; readonly best: string };
}

export interface SweepTrial {
  readonly id: string;
  readonly state: "complete" | "pruned" | "failed";
  readonly values: SpaceValues;
  /** The metric that decides by its name, the mean over folds, and `se`, its standard error. */
  readonly validation: Readonly<Record<string, number>>;
  /** Epochs of the weights that were kept, the mean over folds. */
  readonly epochs: number;
  readonly seconds: number;
}
