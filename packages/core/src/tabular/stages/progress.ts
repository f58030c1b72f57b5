/** What a long call says while it works, as data. */
import type { TaskName } from "../tasks/index.ts";
import type { DataFacts } from "./fit-result.ts";

export type Progress =
  /** The table is understood; so many networks will be trained in each fold. */
  | {
      readonly stage: "understood";
      readonly task: TaskName;
      readonly target: string;
      readonly design: DataFacts;
      readonly networks: number;
    }
  /** `share` of the epochs is done; networks are training now. */
  | { readonly stage: "validating"; readonly share: number; readonly running: number }
  | { readonly stage: "comparing" }
  /** Parts of a diagnosis begin. */
  | { readonly stage: "learningCurve"; readonly sizes: readonly number[]; readonly networks: number }
  | { readonly stage: "biasVariance"; readonly replicas: number }
  | { readonly stage: "inspecting" }
  /** A path begins: so many networks, one strength after another or all together. */
  | {
      readonly stage: "walking";
      readonly task: TaskName;
      readonly target: string;
      readonly rows: { readonly used: number; readonly test: number };
      readonly folds: number;
      readonly networks: number;
      readonly warmStart: boolean;
    }
  /** A search begins or goes on. */
  | {
      readonly stage: "searching";
      readonly task: TaskName;
      readonly target: string;
      readonly rows: { readonly used: number; readonly test: number };
      readonly folds: number;
      /** Trials of earlier calls. */
      readonly finished: number;
    }
  /** Trials are training. */
  | {
      readonly stage: "trying";
      readonly share: number;
      readonly epoch: number;
      readonly running: number;
      readonly ended: number;
      /** In all, where the budget says. */
      readonly trials: number | undefined;
    };

export type OnProgress = (progress: Progress) => void;
