/** What a table means for a fit: the task, the target, the inputs, and what is left out. */
import type { DroppedColumn, InputColumn } from "@occam/core";
import { inputError } from "../table/input-error.ts";
import type { Column, Table } from "../table/table.ts";

export type Task = "classification" | "regression";

export interface Understanding {
  readonly target: string;
  readonly task: Task;
  /** Sorted class names, for classification. */
  readonly classes: readonly string[];
  /** Rows with a target: positions in the table. */
  readonly rows: Int32Array;
  /** Class index or target value of each table row (NaN where the target is missing). */
  readonly targets: Float64Array;
  readonly inputs: readonly InputColumn[];
  readonly dropped: readonly DroppedColumn[];
}

export interface UnderstandOptions {
  readonly target: string;
  readonly task?: Task;
  readonly splitColumn?: string;
}

/** Whole numbers of no more distinct values than this are classes, unless the user says otherwise. */
const MAX_INTEGER_CLASSES = 10;
/** More classes than this need at least MIN_CLASS_ROWS rows each, on average. */
const FEW_CLASSES = 10;
const MIN_CLASS_ROWS = 5;

/** @throws input error for a missing column, a target of one class or of the wrong kind. */
export function understand(table: Table, options: UnderstandOptions): Understanding {
  const target = requireColumn(table, options.target, "--target");
  const task = taskOf(target, options.task, table);
  const { targets, classes } = task === "classification" ? classTargets(target, table) : numberTargets(target, table);
  const rows = Int32Array.from(targets.keys()).filter((row) => !Number.isNaN(targets[row]));
  const others = table.columns.filter(({ name }) => name !== options.target && name !== options.splitColumn);
  const unusable = others.flatMap((column) =>
    column.kind === "other" ? [{ column: column.name, why: `a ${column.type} column: not a number or a text` }] : [],
  );
  const identifiers = others.flatMap((column) =>
    isIdentifier(column) ? [{ column: column.name, why: "a row number or identifier" }] : [],
  );
  const dropped = [...unusable, ...identifiers];
  const left = new Set(dropped.map(({ column }) => column));
  const inputs = others.filter((column) => column.kind !== "other").filter(({ name }) => !left.has(name));
  if (inputs.length === 0)
    throw inputError(
      `${table.file} has no input column besides the target "${options.target}": add columns to learn from.`,
    );
  return { target: options.target, task, classes, rows, targets, inputs, dropped };
}

export function requireColumn(table: Table, name: string, option: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  const near = names.find((other) => other.toLowerCase() === name.toLowerCase());
  const shown = names.slice(0, 12).join(", ") + (names.length > 12 ? `, ... (${names.length} in all)` : "");
  const hint = near === undefined ? `its columns are ${shown}.` : `did you mean "${near}"?`;
  throw inputError(`${table.file} has no column "${name}" for ${option}: ${hint}`);
}

function taskOf(target: Column, asked: Task | undefined, { file }: Table): Task {
  if (target.kind === "other")
    throw inputError(`${file}: the target "${target.name}" is a ${target.type} column: expected numbers or text.`);
  if (asked === "regression" && target.kind === "text") {
    throw inputError(
      `${file}: --task regression expects a target of numbers, but "${target.name}" holds text: drop --task or choose another target.`,
    );
  }
  if (asked !== undefined) return asked;
  return target.kind === "text" || isFewIntegers(target.values) ? "classification" : "regression";
}

function isFewIntegers(values: Float64Array): boolean {
  const distinct = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    distinct.add(value);
    if (distinct.size > MAX_INTEGER_CLASSES) return false;
  }
  return true;
}

interface Targets {
  readonly targets: Float64Array;
  readonly classes: readonly string[];
}

function classTargets(target: Column, { file }: Table): Targets {
  const texts =
    target.kind === "numeric"
      ? Array.from(target.values, (value) => (Number.isNaN(value) ? null : String(value)))
      : target.kind === "text"
        ? target.values
        : [];
  const distinct = [...new Set(texts)].filter((text) => text !== null);
  const classes = target.kind === "numeric" ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort();
  if (classes.length < 2) {
    const held = classes.length === 0 ? "no values" : `one class, "${classes[0]}"`;
    throw inputError(
      `${file}: the target "${target.name}" holds ${held}: a classification needs at least two classes.`,
    );
  }
  const rowCount = texts.filter((text) => text !== null).length;
  if (classes.length > FEW_CLASSES && classes.length * MIN_CLASS_ROWS > rowCount) {
    throw inputError(
      `${file}: the target "${target.name}" has ${classes.length} classes in ${rowCount} rows, too few rows for each: ${quantityHint(target)}.`,
    );
  }
  const positions = new Map(classes.map((text, i) => [text, i]));
  return {
    targets: Float64Array.from(texts, (text) => (text === null ? Number.NaN : (positions.get(text) as number))),
    classes,
  };
}

/** What to do about a target with a class for nearly every row. */
function quantityHint(target: Column): string {
  if (target.kind === "numeric") return "say --task regression, as it holds numbers";
  const values = target.kind === "text" ? target.values : [];
  const odd = values.findIndex((text) => text !== null && Number.isNaN(Number(text)));
  const numbers = values.filter((text) => text !== null && !Number.isNaN(Number(text))).length;
  if (numbers * 2 < values.length || odd < 0) return "choose a target with fewer classes";
  return `it holds numbers but for cells such as ${JSON.stringify(values[odd])} in data row ${odd + 1}: empty or correct those for a regression`;
}

function numberTargets(target: Column, { file }: Table): Targets {
  if (target.kind !== "numeric") throw inputError(`${file}: the target "${target.name}" does not hold numbers.`);
  const present = target.values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) throw inputError(`${file}: the target "${target.name}" holds no values.`);
  if (present.every((value) => value === present[0])) {
    throw inputError(`${file}: the target "${target.name}" is ${present[0]} in every row: there is nothing to learn.`);
  }
  requireFloats(present, target.name, file);
  return { targets: target.values, classes: [] };
}

/** A model gives its values as 32-bit floats: 7 digits, up to 3.4e38. */
function requireFloats(values: Float64Array, name: string, file: string): void {
  const [lowest, highest] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const [largest, spread] = [Math.max(-lowest, highest), highest - lowest];
  if (largest > LARGEST_TARGET || spread < SMALLEST_SPREAD) {
    throw inputError(
      `${file}: the target "${name}" runs from ${lowest} to ${highest}, beyond 32-bit floats: rescale it, for example by its largest value.`,
    );
  }
  if (spread < SMALLEST_RELATIVE_SPREAD * largest) {
    throw inputError(
      `${file}: the target "${name}" runs only from ${lowest} to ${highest}, too close for 32-bit floats: subtract a constant from it, for example its smallest value.`,
    );
  }
}

const LARGEST_TARGET = 1e37;
const SMALLEST_SPREAD = 1e-30;
const SMALLEST_RELATIVE_SPREAD = 1e-5;

/** A column named like an identifier or row number that holds whole numbers, a different one in every row. */
function isIdentifier(column: Column): boolean {
  if (
    column.kind !== "numeric" ||
    !/^(id|index|row|row_?id|row_?number|unnamed: ?\d+|column0)$|[_ ]id$/i.test(column.name)
  )
    return false;
  const { values } = column;
  return values.length > 1 && values.every(Number.isInteger) && new Set(values).size === values.length;
}
