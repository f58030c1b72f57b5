/** Alarms about the data: a column that tells the target by itself, and rows that stand in two parts of a split. */
import type { InputColumn, NumericInput, TextInput } from "../data/columns.ts";
import { auc } from "../metrics/auc.ts";
import { count, needed, number, optional } from "../options/field.ts";
import { type Given, type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";

const SPLIT_FIELDS = {
  /** Class index or value of each table row. */
  targets: needed<ArrayLike<number>>(),
  /** Number of classes; 1 for regression. */
  classes: count(),
  /** Table rows of each part. */
  train: needed<ArrayLike<number>>(),
  heldOut: needed<ArrayLike<number>>(),
};

type Split = Given<typeof SPLIT_FIELDS>;

/** Options of `leakageAlarms`. */
const LEAKAGE_ALARMS = record("leakageAlarms", {
  columns: needed<readonly InputColumn[]>(),
  ...SPLIT_FIELDS,
  /** Scores from here on are an alarm. Default 0.99. */
  threshold: optional(number(0, 1), 0.99),
});

export type LeakageInput = OptionsOf<typeof LEAKAGE_ALARMS>;

/** What one column alone tells of the target on held-out rows, from 0 (nothing) to 1. */
export interface ColumnScore {
  readonly column: string;
  readonly measure: "auc" | "r2";
  readonly score: number;
}

export interface Leakage {
  /** Columns at or above the threshold, the most telling first. */
  readonly columns: readonly ColumnScore[];
  /** Held-out rows whose inputs are exactly those of a training row, and those among them with the same target. */
  readonly duplicates: { readonly rows: number; readonly sameTarget: number; readonly heldOut: number };
}

/** @throws RangeError with code OCCAM_OPTION for an option outside its range. */
export function leakageAlarms(input: LeakageInput): Leakage {
  const { columns, threshold, ...split } = LEAKAGE_ALARMS.read(input);
  const telling = columns.map((column) => columnScore(column, split)).filter(({ score }) => score >= threshold);
  return { columns: telling.sort((a, b) => b.score - a.score), duplicates: duplicateRows(columns, split) };
}

/**
 * How well one column tells the target, learnt on training rows and measured on held-out ones. A number predicts by the line
 * through the training rows, a category by their mean in it (unseen: by the mean of all); for classification so each class
 * against the rest. The score is the mean AUC of the classes that some held-out rows have and some have not, or the R2.
 */
export function columnScore(column: InputColumn, split: Split): ColumnScore {
  const { targets, classes, heldOut } = split;
  const rows = Array.from(heldOut);
  if (classes < 2) {
    const predict = predictorOf(column, split, (row) => targets[row] as number);
    const score = r2Of(
      rows.map(predict),
      rows.map((row) => targets[row] as number),
    );
    return { column: column.name, measure: "r2", score };
  }
  const areas = Array.from({ length: classes }, (_, c) => {
    const isOwn = (row: number) => Number(targets[row] === c);
    const predictions = rows.map(predictorOf(column, split, isOwn));
    return auc.compute({ predictions, targets: rows.map(isOwn), width: 1 });
  }).filter((area) => !Number.isNaN(area));
  return { column: column.name, measure: "auc", score: areas.length === 0 ? 0 : mean(areas) };
}

/** The prediction of a number for each row, from one column. */
function predictorOf(column: InputColumn, { train }: Split, target: (row: number) => number): (row: number) => number {
  const rows = Array.from(train);
  return column.kind === "text" ? meansOf(column, rows, target) : lineOf(column, rows, target);
}

function meansOf({ values }: TextInput, rows: readonly number[], target: (row: number) => number) {
  const groups = new Map<string | null, number[]>();
  for (const row of rows) {
    const own = groups.get(values[row] ?? null);
    if (own === undefined) groups.set(values[row] ?? null, [target(row)]);
    else own.push(target(row));
  }
  const means = new Map([...groups].map(([text, own]) => [text, mean(own)]));
  const overall = mean(rows.map(target));
  return (row: number) => means.get(values[row] ?? null) ?? overall;
}

/** The least-squares line; a missing number stands at the mean of the others. */
function lineOf({ values }: NumericInput, rows: readonly number[], target: (row: number) => number) {
  const present = rows.filter((row) => !Number.isNaN(values[row]));
  const [x, y] = [mean(present.map((row) => values[row] as number)), mean(rows.map(target))];
  const spread = present.reduce((sum, row) => sum + ((values[row] as number) - x) ** 2, 0);
  const common = present.reduce((sum, row) => sum + ((values[row] as number) - x) * (target(row) - y), 0);
  const slope = spread > 0 ? common / spread : 0;
  return (row: number) => (Number.isNaN(values[row]) ? y : y + slope * ((values[row] as number) - x));
}

/** 1 - sum (y - p)^2 / sum (y - mean)^2, at least 0; 0 where the targets are all equal. */
function r2Of(predictions: readonly number[], targets: readonly number[]): number {
  const middle = mean(targets);
  const total = targets.reduce((sum, target) => sum + (target - middle) ** 2, 0);
  const left = targets.reduce((sum, target, i) => sum + (target - (predictions[i] as number)) ** 2, 0);
  return total > 0 ? Math.max(0, 1 - left / total) : 0;
}

function duplicateRows(columns: readonly InputColumn[], { targets, train, heldOut }: Split): Leakage["duplicates"] {
  const keyOf = (row: number) => JSON.stringify(columns.map(({ values }) => values[row] ?? null));
  const seen = new Map<string, Set<number>>();
  for (const row of Array.from(train)) {
    const key = keyOf(row);
    seen.set(key, (seen.get(key) ?? new Set()).add(targets[row] as number));
  }
  const twins = Array.from(heldOut).filter((row) => seen.has(keyOf(row)));
  return {
    rows: twins.length,
    sameTarget: twins.filter((row) => seen.get(keyOf(row))?.has(targets[row] as number)).length,
    heldOut: heldOut.length,
  };
}
