/** What a path found, as data. In JSON a value that is not finite is null. */
import type { DroppedColumn } from "../../data/preprocessing.ts";
import type { Conclusion, RuleReason } from "../../selection/rules/index.ts";
import type { SettingValues } from "../settings/values.ts";
import type { TaskName } from "../tasks/index.ts";
import type { Scores } from "./look.ts";

export interface PathResult {
  /** Version of the library. */
  readonly occam: string;
  readonly command: "path";
  readonly task: TaskName;
  readonly target: string;
  readonly classes?: readonly string[];
  /** The setting that was turned up, and the option of it that `alpha` is. */
  readonly penalty: string;
  readonly option: string;
  /** How its strengths are spread. */
  readonly scale: "linear" | "log";
  /** Less of it is more regularized, as of a largest norm: `alpha` falls along `points`. */
  readonly falls: boolean;
  readonly seeds: readonly number[];
  readonly data: {
    /** `used`: dealt to the folds, and all trained on for the facts of weights; `test`: not looked at. */
    readonly rows: { readonly used: number; readonly test: number };
    /** Input columns, in the order of `inputNorms`. */
    readonly columns: readonly string[];
    readonly dropped: readonly DroppedColumn[];
  };
  /** Every setting in force at the chosen strength. */
  readonly settings: SettingValues;
  /** The deciding metric. */
  readonly metric: string;
  readonly folds: number;
  readonly repeats: number;
  readonly warmStart: boolean;
  /** From the least to the most regularized. */
  readonly points: readonly PathPointResult[];
  /** The strength with the lowest mean validation loss. */
  readonly best: { readonly alpha: number };
  /** What the one-standard-error rule says, whichever rule chose. */
  readonly oneSe: { readonly alpha: number; readonly limit: number };
  readonly chosen: {
    readonly alpha: number;
    readonly rule: string;
    readonly verdict: Conclusion["verdict"];
    /** Points in it are indices of `points`; losses are told in the deciding metric, as those of `points` are. */
    readonly reason: RuleReason;
    readonly conclusion: Conclusion;
  };
}

export interface PathPointResult {
  readonly alpha: number;
  /** The deciding metric by its name: the mean over folds and seeds. */
  readonly train: Scores;
  /** Besides the metric `se`, its standard error over folds. */
  readonly validation: Scores;
  readonly norm1: number;
  readonly norm2: number;
  readonly weights: number;
  readonly zeroWeights: number;
  /** Hidden neurons that still take part, of `neurons`. */
  readonly activeNeurons: number;
  readonly neurons: number;
  /** Columns of the table that the network still looks at. */
  readonly inputs: readonly string[];
  /** Norm of the weights that lead out of each column's features. */
  readonly inputNorms: readonly number[];
  /** Not a number for what is no penalty, such as dropout. */
  readonly penalty: number;
  /** Penalty at alpha 1: the radius that this strength corresponds to. */
  readonly radius: number;
  readonly epochs: number;
}
