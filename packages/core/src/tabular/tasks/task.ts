/** What is predicted from a table: everything that sets one task apart from another stands in its record. */
import type { TableModelOptions } from "../../data/table-model.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Metric, MetricInput } from "../../metrics/metric.ts";
import type { Note } from "../table/reading/note.ts";
import type { Column } from "../table/table.ts";
import type { AskedDecision, Decision } from "./decision.ts";

export type TaskName = "classification" | "regression";

/** What the target's column holds, row by row. */
export interface Target {
  /** The target's column. */
  readonly name: string;
  /** Class index or number of each table row; NaN where it is missing. */
  readonly values: Float64Array;
  /** Texts of the classes in the order of their indices; none for numbers. */
  readonly classes: readonly string[];
}

/** Numbers are trained on as (value - mean) / deviation of the training rows; 0 and 1 leave them as they are. */
export interface TargetScale {
  readonly mean: number;
  readonly deviation: number;
}

/** The metric by which candidates are chosen and verdicts given, as a function of the mean loss of rows. */
export interface DecidingMetric {
  readonly name: string;
  readonly reduce: (meanLoss: number) => number;
  /** Standard error of the metric from that of the mean loss, by the delta method: |reduce'(mean)| times it. */
  readonly standardError: (standardError: number, meanLoss: number) => number;
}

/** What a model answers for a row. */
export type Answer = { readonly label: string; readonly probabilities: readonly number[] } | { readonly value: number };

export interface Task {
  readonly name: TaskName;
  /** What a network is asked to make small. */
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly deciding: DecidingMetric;
  /** The loss of each row in the target's units: its mean gives the deciding metric. */
  readonly rowLosses: (input: MetricInput) => Float64Array;
  /** Whether a target's column speaks for this task; the first task that it suits is meant, where nobody says. */
  readonly suits: (target: Column) => boolean;
  /** @throws Error with code OCCAM_TABLE for a target that this task cannot learn. */
  readonly readTarget: (target: Column) => Target;
  /** What there is to say of a target before anything is learnt. */
  readonly notes: (target: Target) => readonly Note[];
  /**
   * How a prediction becomes an answer, from the targets of training rows; undefined where it is one.
   * @throws RangeError with code OCCAM_OPTION for a decision that this target cannot have.
   */
  readonly decide: (target: Target, values: Float64Array, asked: AskedDecision) => Decision | undefined;
  /** Outputs of a network. */
  readonly outputCount: (target: Target) => number;
  /** The target that stands for several rows: their most frequent class, or their mean. */
  readonly typical: (values: Float64Array) => number;
  /** Bins of rows whose proportions a split keeps. */
  readonly strata: (values: Float64Array) => ArrayLike<number>;
  /** Classes whose proportions folds keep; undefined: rows are dealt as they come. */
  readonly foldClasses: (values: Float64Array) => Int32Array | undefined;
  /** @throws Error with code OCCAM_TABLE for training rows that leave nothing to learn. */
  readonly requireTrainable: (values: Float64Array) => void;
  readonly scaleOf: (values: Float64Array) => TargetScale;
  /** Targets as the loss takes them. */
  readonly encode: (
    values: Float64Array,
    scale: TargetScale,
  ) => { readonly shape: readonly number[]; readonly data: Int32Array | Float32Array };
  /** A network's predictions in the target's units. */
  readonly decode: (predictions: Float32Array, scale: TargetScale) => ArrayLike<number>;
  /** The best constant prediction of rows: one number for each output. */
  readonly bestConstant: (target: Target, values: Float64Array) => readonly number[];
  /** How a model file gives its answers: the output with the numbers, and the one with the labels where there are any. */
  readonly outputs: { readonly numbers: string; readonly labels?: string };
  readonly exportOptions: (
    target: Target,
    scale: TargetScale,
    decision: Decision | undefined,
  ) => Pick<TableModelOptions, "classes" | "decisionWeights" | "targetScale">;
  /** One answer for each row, from the two outputs. */
  readonly toAnswers: (numbers: ArrayLike<number>, labels: readonly string[], width: number) => readonly Answer[];
}
