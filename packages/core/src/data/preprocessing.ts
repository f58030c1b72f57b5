/** From raw columns to a network's features: learnt on training rows, then part of the exported model. */
import { occamError } from "../errors.ts";
import { quantile } from "../statistics/quantile.ts";
import { populationStandardDeviation } from "../statistics/variance.ts";
import { type InputColumn, MISSING_TEXT, type NumericInput, type TextInput } from "./columns.ts";
import { losesInFloat32, losesInFloat64, mergedNumbers, type Spread } from "./float32-loss.ts";

/** How one column becomes features. */
export type ColumnPlan = NumericPlan | CategoricalPlan;

/** (x - center) / scale, bent by z / sqrt(1 + (z/3)^2) into (-3, 3); one feature, and one for "was missing" if asked. */
export interface NumericPlan {
  readonly kind: "numeric";
  readonly name: string;
  /** The median of the training rows: center, and stand-in for a missing value. */
  readonly center: number;
  /** The interquartile range of the training rows; where that is 0, their standard deviation; where that is 0, 1. */
  readonly scale: number;
  /** Training rows have missing values: a second feature is 1 where the value is missing. */
  readonly hasMissing: boolean;
  /**
   * 32-bit floats would lose of it what matters (`losesInFloat32`): a model takes it as 64-bit floats, and only
   * (x - center) / scale, computed in them, becomes a 32-bit float.
   */
  readonly isDouble?: true;
}

/** One feature for each category, 1 where the row has it. A missing value is the category "". */
export interface CategoricalPlan {
  readonly kind: "categorical";
  readonly name: string;
  readonly categories: readonly string[];
  /** Other spellings of categories, each with its category, that a table or program may have. */
  readonly spellings?: readonly (readonly [spelling: string, category: string])[];
  /** Rare categories of the training rows share a last feature, "other", which serves unseen ones too. */
  readonly hasOther: boolean;
}

export interface Preprocessing {
  readonly columns: readonly ColumnPlan[];
  /** Number of features. */
  readonly width: number;
  readonly dropped: readonly DroppedColumn[];
}

export interface DroppedColumn {
  readonly column: string;
  readonly reason: DroppedReason;
}

/** Why a column is no input. */
export type DroppedReason =
  /** Nobody wants it: so it was asked. */
  | { readonly code: "asked" }
  /** The same value in all training rows. */
  | { readonly code: "constant" }
  /** No values in the training rows. */
  | { readonly code: "noValues" }
  /** Numbers beyond 1e150, whose squares 64-bit floats do not hold. */
  | { readonly code: "tooLarge" }
  | { readonly code: "ownTextInEveryRow" }
  /** As names and identifiers do. */
  | { readonly code: "ownTextInNearlyEveryRow" }
  /** Numbers, but for cells such as the example. */
  | { readonly code: "numbersButFor"; readonly example: string }
  /** Numbers with marks of currency, percent or thousands, as in the example. */
  | { readonly code: "numbersWrittenAs"; readonly example: string }
  /** A column of a table that holds neither numbers nor texts, with its type there. */
  | { readonly code: "unsupportedType"; readonly type: string }
  /** A column of a table that counts its rows or identifies them. */
  | { readonly code: "identifier" };

/** More categories than this share the feature "other", the rarest first. */
const MAX_CATEGORIES = 64;
/** A category of fewer training rows is "other". */
const MIN_CATEGORY_ROWS = 2;
/** Squares of differences do not overflow. */
const LARGEST_NUMBER = 1e150;

/**
 * Learns from training rows how columns become features. Columns that say nothing there are dropped, with the reason.
 * Robust scaling and the smooth bound follow Holzmueller, Grinsztajn & Steinwart 2024 (RealMLP).
 * @throws Error with code OCCAM_DATA when no column is left.
 */
export function fitPreprocessing(columns: readonly InputColumn[], rows: Int32Array): Preprocessing {
  const kept: ColumnPlan[] = [];
  const dropped: DroppedColumn[] = [];
  for (const column of columns) {
    const plan = column.kind === "numeric" ? planNumbers(column, rows) : planTexts(column, rows);
    if ("code" in plan) dropped.push({ column: column.name, reason: plan });
    else kept.push(plan);
  }
  if (kept.length === 0) {
    const shown = dropped
      .slice(0, 5)
      .map(({ column, reason }) => `${column} (${reason.code})`)
      .join(", ");
    throw occamError("OCCAM_DATA", {
      where: "preprocessing",
      expected: "at least one useful column",
      received: `none: ${shown}`,
    });
  }
  return { columns: kept, width: kept.reduce((sum, plan) => sum + featureCount(plan), 0), dropped };
}

export function featureCount(plan: ColumnPlan): number {
  if (plan.kind === "numeric") return plan.hasMissing ? 2 : 1;
  return plan.categories.length + Number(plan.hasOther);
}

/** The plan of a numeric column, or why it is dropped. */
function planNumbers({ name, values }: NumericInput, rows: Int32Array): NumericPlan | DroppedReason {
  const present = presentNumbers(values, rows);
  const [lowest, highest] = [present[0], present.at(-1)];
  if (lowest === undefined || highest === undefined) return { code: "noValues" };
  if (Math.max(-lowest, highest) > LARGEST_NUMBER) return { code: "tooLarge" };
  const hasMissing = present.length < rows.length;
  if (lowest === highest && !hasMissing) return { code: "constant" };
  const spread = spreadOf(present);
  if (losesInFloat32(present, spread)) return { kind: "numeric", name, ...spread, hasMissing, isDouble: true };
  // The statistics are those of the 32-bit floats that a model takes.
  const { center, scale } = spreadOf(new Float32Array(present));
  const rounded = { center, scale: Math.fround(scale) };
  return { kind: "numeric", name, ...rounded, hasMissing };
}

/** The numbers of some rows, ascending. */
function presentNumbers(values: Float64Array, rows: Int32Array): Float64Array {
  const present = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) present[count++] = value;
  }
  return present.subarray(0, count).sort();
}

function spreadOf(sorted: Float32Array | Float64Array): Spread {
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const scale = range > 0 ? range : populationStandardDeviation(sorted);
  return { center: quantile(sorted, 0.5), scale: scale > 0 ? scale : 1 };
}

/** A column that loses differences, of which a model cannot learn. */
export interface LosingColumn {
  readonly column: string;
  /** How many of the rows hold a number that cannot be told from others. */
  readonly rows: number;
  /** The lowest such number. */
  readonly example: number;
}

/** Of a 32-bit float between 1 and 2: finer differences vanish in a network's sums. */
const UNIT = 2 ** -23;

/**
 * The columns in which fewer than nine tenths of the distinct numbers of these rows are apart as (x - center) / scale in units of
 * 2^-23, as where two bursts lie far from each other.
 */
export function mergedColumns(
  preprocessing: Preprocessing,
  columns: readonly InputColumn[],
  rows: Int32Array,
): readonly LosingColumn[] {
  return doubleColumns(preprocessing, columns, rows).flatMap(({ plan: { name, center, scale }, present }) => {
    const merged = mergedNumbers(present, (x) => Math.round((x - center) / scale / UNIT));
    return merged === undefined ? [] : [{ column: name, rows: merged.count, example: merged.example }];
  });
}

/**
 * The columns whose numbers 64-bit floats, of 16 digits, have rounded by more than 1e-4 of the scale before anybody could look, such as
 * identifiers of 18 digits that differ in the last three.
 */
export function roundedColumns(
  preprocessing: Preprocessing,
  columns: readonly InputColumn[],
  rows: Int32Array,
): readonly LosingColumn[] {
  return doubleColumns(preprocessing, columns, rows).flatMap(({ plan, present }) => {
    const [lowest = 0, highest = 0] = [present[0], present.at(-1)];
    const isRounded = lowest < highest && losesInFloat64(plan);
    return isRounded ? [{ column: plan.name, rows: present.length, example: lowest }] : [];
  });
}

/** Only they may lose: columns that 32-bit floats hold as they are have their numbers apart. */
function doubleColumns(
  { columns: plans }: Preprocessing,
  columns: readonly InputColumn[],
  rows: Int32Array,
): readonly { readonly plan: NumericPlan; readonly present: Float64Array }[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return plans.flatMap((plan) => {
    const column = byName.get(plan.name);
    if (plan.kind !== "numeric" || plan.isDouble === undefined || column?.kind !== "numeric") return [];
    return [{ plan, present: presentNumbers(column.values, rows) }];
  });
}

/** The plan of a column of texts, or why it is dropped. */
function planTexts({ name, values, spellings }: TextInput, rows: Int32Array): CategoricalPlan | DroppedReason {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const text = values[row] ?? MISSING_TEXT;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  if (counts.size === 1) return { code: counts.has(MISSING_TEXT) ? "noValues" : "constant" };
  if (counts.size > MAX_CATEGORIES && counts.size > rows.length / 2) {
    return spoiltNumbers([...counts.keys()]) ?? { code: "ownTextInNearlyEveryRow" };
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const frequent = byCount
    .filter(([, count]) => count >= MIN_CATEGORY_ROWS)
    .slice(0, MAX_CATEGORIES)
    .map(([text]) => text);
  if (frequent.length === 0) return spoiltNumbers([...counts.keys()]) ?? { code: "ownTextInEveryRow" };
  const hasOther = frequent.length < counts.size;
  const categories = frequent.sort();
  const others = otherSpellings(categories, spellings);
  return {
    kind: "categorical",
    name,
    categories,
    ...(others.length > 0 && { spellings: others }),
    hasOther,
  };
}

/** In an order that does not hang on how the table writes them. */
function otherSpellings(categories: readonly string[], spellings: TextInput["spellings"]) {
  return categories.flatMap((category) =>
    (spellings?.get(category) ?? [])
      .filter((spelling) => spelling !== category)
      .sort()
      .map((spelling) => [spelling, category] as const),
  );
}

/** Why a column of texts is not one of numbers, where most of its cells look like numbers. */
function spoiltNumbers(texts: readonly string[]): DroppedReason | undefined {
  const present = texts.filter((text) => text !== MISSING_TEXT);
  const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));
  const odd = present.find((text) => !isNumber(text));
  if (odd === undefined) return undefined;
  const example = odd.slice(0, 40);
  if (present.filter(isNumber).length * 2 > present.length) return { code: "numbersButFor", example };
  const withMarks = present.filter((text) => /^\s*[-+]?[$€£]?\s?\d[\d.,]*\s?%?\s*$/.test(text)).length;
  return withMarks * 2 > present.length ? { code: "numbersWrittenAs", example } : undefined;
}
