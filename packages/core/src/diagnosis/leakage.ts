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

/** Fewer held-out rows, or rows of a class or of the others, tell nothing by chance. */
const FEWEST_ROWS = 20;
const FEWEST_OF_CLASS = 5;

/**
 * How well one column tells the target, learnt on training rows and measured on held-out ones. A number predicts by the line
 * through the training rows, or by whether it is missing; a category by their mean in it (unseen: by the mean of all); for
 * classification so each class against the rest. The score is the mean AUC of the classes that at least 5 held-out rows have and 5
 * have not, or the R2, or the squared correlation of ranks, whichever is most; 0 with fewer than 20 held-out rows.
 */
export function columnScore(column: InputColumn, split: Split): ColumnScore {
  const { classes, heldOut } = split;
  const measure = classes < 2 ? "r2" : "auc";
  if (heldOut.length < FEWEST_ROWS) return { column: column.name, measure, score: 0 };
  const scoreOf = classes < 2 ? r2By : aucBy;
  const scores = predictorsOf(column).map((predictor) => scoreOf(predictor, split));
  if (classes < 2 && column.kind === "numeric") scores.push(rankCorrelation(column, split) ** 2);
  return { column: column.name, measure, score: Math.max(...scores) };
}

type Target = (row: number) => number;
/** Learns to predict a number for each row from training rows. */
type Predictor = (rows: readonly number[], target: Target) => (row: number) => number;

function predictorsOf(column: InputColumn): readonly Predictor[] {
  if (column.kind === "text") return [(rows, target) => meansOf(column, rows, target)];
  const line: Predictor = (rows, target) => lineOf(column, rows, target);
  if (!column.values.some(Number.isNaN)) return [line];
  const marks = Array.from(column.values, (value) => (Number.isNaN(value) ? null : ""));
  return [line, (rows, target) => meansOf({ name: column.name, kind: "text", values: marks }, rows, target)];
}

function r2By(predictor: Predictor, { targets, train, heldOut }: Split): number {
  const target = (row: number) => targets[row] as number;
  const rows = Array.from(heldOut);
  return r2Of(rows.map(predictor(Array.from(train), target)), rows.map(target));
}

function aucBy(predictor: Predictor, { targets, classes, train, heldOut }: Split): number {
  const rows = Array.from(heldOut);
  const areas = Array.from({ length: classes }, (_, c) => {
    const isOwn = (row: number) => Number(targets[row] === c);
    const own = rows.filter(isOwn).length;
    if (Math.min(own, rows.length - own) < FEWEST_OF_CLASS) return Number.NaN;
    const predictions = rows.map(predictor(Array.from(train), isOwn));
    return auc.compute({ predictions, targets: rows.map(isOwn), width: 1 });
  }).filter((area) => !Number.isNaN(area));
  return areas.length === 0 ? 0 : mean(areas);
}

/** Spearman's, over held-out rows with a number; 0 for fewer than 20, and where one of both is constant. */
function rankCorrelation({ values }: NumericInput, { targets, heldOut }: Split): number {
  const rows = Array.from(heldOut).filter((row) => !Number.isNaN(values[row]));
  if (rows.length < FEWEST_ROWS) return 0;
  const x = ranks(rows.map((row) => values[row] as number));
  const y = ranks(rows.map((row) => targets[row] as number));
  const [meanX, meanY] = [mean(x), mean(y)];
  const sum = (of: (i: number) => number) => rows.reduce((total, _, i) => total + of(i), 0);
  const spread = Math.sqrt(sum((i) => ((x[i] as number) - meanX) ** 2) * sum((i) => ((y[i] as number) - meanY) ** 2));
  return spread > 0 ? sum((i) => ((x[i] as number) - meanX) * ((y[i] as number) - meanY)) / spread : 0;
}

/** Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1;
    for (let at = start; at < end; at += 1) out[order[at] as number] = (start + end - 1) / 2;
    start = end;
  }
  return out;
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
