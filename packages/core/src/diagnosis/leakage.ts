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
  /** Scores from here on are told of. Default 0.99. */
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
  /** Columns that are most likely the target in another guise, or made after it, the most telling first. */
  readonly columns: readonly ColumnScore[];
  /** Others at or above the threshold, the most telling first: a law of nature may be behind them. */
  readonly telling: readonly ColumnScore[];
  /** Held-out rows whose inputs are exactly those of a training row, and those among them with the same target. */
  readonly duplicates: { readonly rows: number; readonly sameTarget: number; readonly heldOut: number };
}

/** What no measurement of something else comes to: noise of a hundredth of the target's standard deviation, or one pair of rows in 10,000. */
const EXACT = 0.9999;

/**
 * Columns that tell the target, in two kinds. Where a cell is filled is decided by who keeps the table, and where that tells the target at
 * or above the threshold, it was decided after it. Values may tell it by a law (a price by an area, a rent by a zip code), which leaves
 * something to other causes and to the errors of measuring: only those that leave less than 1 - 0.9999 are the target in another guise,
 * and of a class only where 10 held-out rows have it and 10 have not, since fewer are apart by chance.
 * @throws RangeError with code OCCAM_OPTION for an option outside its range.
 */
export function leakageAlarms(input: LeakageInput): Leakage {
  const { columns, threshold, ...split } = LEAKAGE_ALARMS.read(input);
  const evidence = columns
    .map((column) => evidenceOf(column, split))
    .filter(({ score }) => score.score >= threshold)
    .sort((a, b) => b.score.score - a.score.score);
  const isLeak = ({ byGaps, byValues }: Evidence) => byGaps >= threshold || (byValues >= EXACT && isSure(split));
  return {
    columns: evidence.filter(isLeak).map(({ score }) => score),
    telling: evidence.filter((each) => !isLeak(each)).map(({ score }) => score),
    duplicates: duplicateRows(columns, split),
  };
}

/** Fewer held-out rows, or rows of a class or of the others, tell nothing by chance. */
const FEWEST_ROWS = 20;
const FEWEST_OF_CLASS = 5;
/** A number may order fewer rows of a class by chance. */
const FEWEST_FOR_SURE = 10;

/** Whether all classes that are looked at have rows enough, and so have the others. */
function isSure({ targets, classes, heldOut }: Split): boolean {
  if (classes < 2) return true;
  return Array.from({ length: classes }, (_, c) => {
    const own = Array.from(heldOut).filter((row) => targets[row] === c).length;
    return Math.min(own, heldOut.length - own);
  }).every((fewer) => fewer < FEWEST_OF_CLASS || fewer >= FEWEST_FOR_SURE);
}

interface Evidence {
  readonly score: ColumnScore;
  /** By where the cells are filled alone, and by what they hold. */
  readonly byGaps: number;
  readonly byValues: number;
}

/**
 * How well one column tells the target, learnt on training rows and measured on held-out ones. A number predicts by the line
 * through the training rows, a category by their mean in it (unseen: by the mean of all), both by whether they are missing; for
 * classification so each class against the rest. The score is the mean AUC of the classes that at least 5 held-out rows have and 5
 * have not, or the R2, or the squared correlation of ranks, whichever is most; 0 with fewer than 20 held-out rows.
 */
export function columnScore(column: InputColumn, split: Split): ColumnScore {
  return evidenceOf(column, split).score;
}

function evidenceOf(column: InputColumn, split: Split): Evidence {
  const { classes, heldOut } = split;
  const [measure, scoreOf] = classes < 2 ? (["r2", r2By] as const) : (["auc", aucBy] as const);
  const isEnough = heldOut.length >= FEWEST_ROWS;
  const gaps = isEnough ? gapsOf(column) : undefined;
  const byGaps = gaps === undefined ? 0 : scoreOf((rows, target) => meansOf(gaps, rows, target), split);
  const byValues = isEnough ? scoreByValues(column, split, scoreOf) : 0;
  return { score: { column: column.name, measure, score: Math.max(byGaps, byValues) }, byGaps, byValues };
}

function scoreByValues(column: InputColumn, split: Split, scoreOf: typeof r2By): number {
  if (column.kind === "text") return scoreOf((rows, target) => meansOf(column, rows, target), split);
  const byLine = scoreOf((rows, target) => lineOf(column, rows, target), split);
  return split.classes < 2 ? Math.max(byLine, rankCorrelation(column, split) ** 2) : byLine;
}

/** Where the column's cells are filled, in two categories; undefined where all are. */
function gapsOf({ name, kind, values }: InputColumn): TextInput | undefined {
  const isMissing = (value: number | string | null) => (kind === "text" ? value === null : Number.isNaN(value));
  const gaps = Array.from<number | string | null, string | null>(values, (value) => (isMissing(value) ? null : ""));
  return gaps.includes(null) ? { name, kind: "text", values: gaps } : undefined;
}

type Target = (row: number) => number;
/** Learns to predict a number for each row from training rows. */
type Predictor = (rows: readonly number[], target: Target) => (row: number) => number;

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
