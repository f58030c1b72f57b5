/** What a fit found, as data. */
import type { DroppedColumn } from "../../data/preprocessing.ts";
import type { SplitParts } from "../../data/split.ts";
import type { Interval } from "../../diagnosis/bootstrap.ts";
import type { Diagnosis, DiagnosisReason } from "../../diagnosis/diagnose.ts";
import type { TrainingCourse } from "../../diagnosis/findings/finding.ts";
import type { Finding } from "../../diagnosis/findings/index.ts";
import type { Run } from "../../training/fit.ts";
import type { Divergence } from "../../training/recipe/history.ts";
import type { SettingValues } from "../settings/values.ts";
import type { Note } from "../table/reading/note.ts";
import type { Decision, TaskName, ThresholdCounts } from "../tasks/index.ts";
import type { CandidateChoice } from "./choose.ts";
import type { Scores } from "./look.ts";

export interface CandidateResult {
  /** For people, made from the values. */
  readonly name: string;
  /** What sets it apart from the usual settings. */
  readonly values: SettingValues;
  readonly status: Run["status"];
  /** Epochs trained up to the weights that are kept. */
  readonly epochs: number;
  readonly train: Scores;
  readonly validation: Scores;
  /** Of the deciding metric, over the validation rows, for its difference from the best candidate; 0 for the best. */
  readonly standardError: number;
}

/** What is behind a model's verdict. */
export type ModelReason =
  | DiagnosisReason
  /** Its training diverged; the last good weights are shown. */
  | { readonly code: "diverged"; readonly divergence: Divergence };

/** A verdict on a network of a table. */
export interface ModelDiagnosis extends Omit<Diagnosis, "reason"> {
  readonly reason: ModelReason;
}

export interface ModelResult extends Omit<ModelDiagnosis, "train"> {
  readonly name: string;
  readonly values: SettingValues;
  /** Every setting that is in force: the network can be built from them. */
  readonly settings: SettingValues;
  readonly train: Scores;
  readonly validation: Scores;
  readonly test: Scores;
  /** What follows from these numbers and from the course of its training; `diagnoseTable` looks further. */
  readonly findings: readonly Finding[];
  /** With the validation loss after each epoch, the mean over folds. */
  readonly training: TrainingCourse;
  readonly parameters: number;
  /** Kernel weights that are exactly zero. */
  readonly zeroWeights: number;
}

export interface FitResult {
  /** Version of the library. */
  readonly occam: string;
  readonly command: "fit";
  readonly task: TaskName;
  readonly target: string;
  /** Of a classification, in the order of probabilities. */
  readonly classes?: readonly string[];
  /** Of a classification: how probabilities become labels. */
  readonly decision?: DecisionFacts;
  /** What trained the networks: the compiler's program, or ONNX Runtime. */
  readonly engine?: Run["engine"];
  readonly seed: number;
  readonly data: DataFacts;
  /** The deciding metric. */
  readonly metric: string;
  readonly candidates: readonly CandidateResult[];
  readonly choice: CandidateChoice;
  /** Scores on test rows of the best constant prediction of the training rows. */
  readonly constant: Scores;
  readonly baseline: ModelResult;
  readonly chosen: ModelResult;
  /** The deciding metric of the chosen network minus the baseline's, on test rows. */
  readonly difference: Interval & { readonly metric: string };
}

/** How labels are decided, with what other thresholds would do. */
export interface DecisionFacts extends Decision {
  /** Of two classes, over validation rows of the chosen network: choose a threshold by these, not by test rows. */
  readonly tradeOff?: readonly ThresholdCounts[];
}

export interface DataFacts {
  readonly rows: Readonly<Record<keyof SplitParts, number>>;
  /**
   * Small tables have no validation rows (0): candidates are validated on the training rows, dealt to so many folds as
   * often as `repeats` says, and the baseline and the chosen one are then trained on all of them.
   */
  readonly folds?: { readonly count: number; readonly repeats: number };
  /** Rows without a target, which are left out. */
  readonly withoutTarget: number;
  /** Input columns that the model takes. */
  readonly columns: number;
  /** What they become for the network. */
  readonly features: number;
  readonly kinds: { readonly numeric: number; readonly categorical: number };
  readonly dropped: readonly DroppedColumn[];
  /** All there is to say of how the table was understood: what its reading decided against the naive one, rows and columns that are left out, doubts. */
  readonly notes: readonly Note[];
}
