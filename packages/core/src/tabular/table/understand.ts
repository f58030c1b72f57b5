/** What a table means: the task, the target, the inputs, and what is left out. */
import type { InputColumn } from "../../data/columns.ts";
import type { DroppedColumn } from "../../data/preprocessing.ts";
import { describe, optionError } from "../../errors.ts";
import { TASKS, type Target, type Task, type TaskName } from "../tasks/index.ts";
import type { Column, Table } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";

export interface Understanding {
  readonly task: Task;
  readonly target: Target;
  /** Rows with a target: positions in the table, ascending. */
  readonly rows: Int32Array;
  readonly inputs: readonly InputColumn[];
  /** Columns that are no inputs, with the reason. */
  readonly dropped: readonly DroppedColumn[];
}

export interface UnderstandOptions {
  /** The column to predict. */
  readonly target: string;
  /** Default: what the target's column speaks for. */
  readonly task?: TaskName | undefined;
  /** A column of train, validation, test: no input. */
  readonly splitColumn?: string | undefined;
}

/** @throws Error with code OCCAM_TABLE for a missing column, and a target of one class or of the wrong kind. */
export function understand(table: Table, options: UnderstandOptions): Understanding {
  const column = requireColumn(table, options.target, "target");
  const task = options.task === undefined ? suitedTask(column) : requireTask(options.task);
  const target = task.readTarget(column);
  const rows = Int32Array.from(target.values.keys()).filter((row) => !Number.isNaN(target.values[row]));
  const others = table.columns.filter(({ name }) => name !== options.target && name !== options.splitColumn);
  const dropped = [...others.flatMap(unusable), ...others.flatMap(identifier)];
  const left = new Set(dropped.map(({ column }) => column));
  const inputs = others.filter((each) => each.kind !== "other").filter(({ name }) => !left.has(name));
  if (inputs.length > 0) return { task, target, rows, inputs, dropped };
  throw tableError(`there is no input column besides the target ${quoted(options.target)}: add columns to learn from.`);
}

/** Class indices or numbers of some table rows. */
export function targetsOf({ target }: Pick<Understanding, "target">, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => target.values[row] as number);
}

/** @throws Error with code OCCAM_TABLE, with the nearest name there is. */
export function requireColumn(table: Table, name: string, option: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  const near = names.find((other) => other.toLowerCase() === name.toLowerCase());
  const shown = names.slice(0, 12).join(", ") + (names.length > 12 ? `, ... (${names.length} in all)` : "");
  const hint = near === undefined ? `its columns are ${shown}.` : `did you mean ${quoted(near)}?`;
  throw tableError(`the table has no column ${quoted(name)} for the ${option}: ${hint}`);
}

function suitedTask(column: Column): Task {
  const found = TASKS.find((task) => task.suits(column));
  if (found !== undefined) return found;
  const type = column.kind === "other" ? column.type : column.kind;
  throw tableError(`the target ${quoted(column.name)} is a ${type} column: expected numbers or text.`);
}

function requireTask(name: TaskName): Task {
  const found = TASKS.find((task) => task.name === name);
  if (found !== undefined) return found;
  const expected = `one of ${TASKS.map((task) => task.name).join(", ")}`;
  throw optionError({ where: "task", expected, received: describe(name) });
}

function unusable(column: Column): readonly DroppedColumn[] {
  if (column.kind !== "other") return [];
  return [{ column: column.name, reason: { code: "unsupportedType", type: column.type } }];
}

function identifier(column: Column): readonly DroppedColumn[] {
  return isIdentifier(column) ? [{ column: column.name, reason: { code: "identifier" } }] : [];
}

/** A column named like an identifier or row number that holds whole numbers, a different one in every row. */
function isIdentifier(column: Column): boolean {
  if (column.kind !== "numeric" || !IDENTIFIER_NAME.test(column.name)) return false;
  const { values } = column;
  return values.length > 1 && values.every(Number.isInteger) && new Set(values).size === values.length;
}

const IDENTIFIER_NAME = /^(id|index|row|row_?id|row_?number|unnamed: ?\d+|column0)$|[_ ]id$/i;
