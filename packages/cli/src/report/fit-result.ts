import type { SpaceValues } from "@occam/core";

/** The words that a verdict uses. */
export type Verdict = "overfitting" | "underfitting" | "good fit" | "inconclusive";

/** Metric values by name: logLoss, accuracy, ... for classification; rmse, mae, r2 for regression. */
export type Scores = Readonly<Record<string, number>>;

export interface CandidateResult {
  readonly name: string;
  readonly l1: number;
  readonly l2: number;
  readonly dropout: number;
  readonly earlyStopping: boolean;
  /** The configuration that it was made from, where --config gave one. */
  readonly settings?: SpaceValues;
  readonly status: "completed" | "stopped" | "diverged";
  /** Epochs trained up to the weights that are kept. */
  readonly epochs: number;
  readonly train: Scores;
  readonly validation: Scores;
  /** Standard error over the validation rows of (this candidate's loss - the best candidate's loss); 0 for the best. */
  readonly standardError: number;
}

export interface ModelResult {
  readonly name: string;
  readonly l1: number;
  readonly l2: number;
  readonly dropout: number;
  readonly train: Scores;
  readonly validation: Scores;
  readonly test: Scores;
  /** test minus train of the metric that decides. */
  readonly gap: number;
  readonly gapInterval: { readonly low: number; readonly high: number; readonly level: number };
  readonly verdict: Verdict;
  /** One sentence: the arithmetic behind the verdict. */
  readonly why: string;
  readonly parameters: number;
  /** Kernel weights that are exactly zero. */
  readonly zeroWeights: number;
}

/** What `occam fit --json` prints and `run.json` holds. */
export interface FitResult {
  readonly occam: string;
  readonly command: "fit";
  readonly task: "classification" | "regression";
  readonly target: string;
  readonly classes?: readonly string[];
  readonly seed: number;
  readonly data: {
    readonly file: string;
    readonly sha256: string;
    readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
    /**
     * Small tables have no validation rows (0): candidates are validated on the training rows, dealt to so many folds as
     * often as `repeats` says, and the baseline and the chosen one are then trained on all of them.
     */
    readonly folds?: { readonly count: number; readonly repeats: number };
    /** Input columns that the model takes. */
    readonly columns: number;
    readonly kinds: { readonly numeric: number; readonly categorical: number };
    readonly dropped: readonly { readonly column: string; readonly why: string }[];
  };
  readonly network: { readonly units: readonly number[]; readonly activation: string };
  readonly metric: "logLoss" | "rmse";
  readonly candidates: readonly CandidateResult[];
  /** How the choice was made: the best candidate by mean, the limit of the one-standard-error rule, and the choice. */
  readonly choice: {
    readonly rule: "oneStandardError";
    readonly best: string;
    readonly chosen: string;
    readonly why: string;
  };
  readonly baseline: ModelResult;
  readonly chosen: ModelResult;
  readonly difference: {
    readonly metric: "logLoss" | "rmse";
    readonly estimate: number;
    readonly low: number;
    readonly high: number;
    readonly level: number;
  };
  readonly seconds: number;
  readonly files: { readonly model: string; readonly run: string; readonly report: string };
}

/** What the report draws beyond the numbers of FitResult. */
export interface FitFigures {
  /** Mean loss (log loss, or RMSE in the target's units) after each epoch, in evaluation mode. */
  readonly curves: Readonly<Record<"baseline" | "chosen", readonly EpochPoint[]>>;
  /** The epoch whose weights are kept. */
  readonly keptEpoch: Readonly<Record<"baseline" | "chosen", number>>;
  readonly paths: readonly RegularizationPath[];
  /** Every kernel weight, layer by layer, of the baseline and of the chosen network. */
  readonly weights: readonly {
    readonly layer: string;
    readonly baseline: Float32Array;
    readonly chosen: Float32Array;
  }[];
}

export interface EpochPoint {
  readonly epoch: number;
  readonly train: number;
  readonly validation: number;
}

export interface RegularizationPath {
  readonly family: "l1" | "l2" | "dropout";
  readonly points: readonly {
    readonly value: number;
    readonly train: number;
    readonly validation: number;
    readonly standardError: number;
  }[];
}
