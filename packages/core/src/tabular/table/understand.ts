/** What a table means: the task, the target, the inputs, and what is left out. */
import type { InputColumn } from "../../data/columns.ts";
import type { DroppedColumn } from "../../data/preprocessing.ts";
import { describe, optionError } from "../../errors.ts";
import { type Decision, TASKS, type Target, type Task, type TaskName } from "../tasks/index.ts";
import { identifiers } from "./identifiers.ts";
import type { Note } from "./reading/note.ts";
import { type ReadingOptions, type ReadTable, readColumns } from "./reading/read-columns.ts";
import type { Reading } from "./reading/reading.ts";
import { requireColumn } from "./require-column.ts";
import type { RowGroups } from "./row-groups.ts";
import { type OrderOptions, rowOrder } from "./row-order.ts";
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
  /** How columns were read that are not read naively, by name. */
  readonly readings: ReadonlyMap<string, Reading>;
  /** Rows that stay together in splits and folds. */
  readonly groups?: RowGroups;
  /** The time of each row, by which splits and folds are ordered. */
  readonly time?: Float64Array;
  /** How probabilities become labels, once it is known which rows are trained on. */
  readonly decision?: Decision | undefined;
  /** The table's column that each column is made of, by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** What was asked of the reading, and of the order of rows. */
  readonly asked: ReadingOptions & OrderOptions;
  /** What the reading decided against the naive one. */
  readonly notes: readonly Note[];
}

export interface UnderstandOptions extends ReadingOptions, OrderOptions {
  /** The column to predict. */
  readonly target: string;
  /** Default: what the target's column speaks for. */
  readonly task?: TaskName | undefined;
  /** A column of train, validation, test: no input. */
  readonly splitColumn?: string | undefined;
}

/**
 * Reads the columns and says what they are.
 * @throws Error with code OCCAM_TABLE for a missing column, a target of one class or of the wrong kind, and as `readColumns`.
 */
export function understand(source: Table, options: UnderstandOptions): Understanding {
  const { name, kind } = requireColumn(source, options.target, "target");
  const { columns: asked = {}, missing = [], group, time } = options;
  const table = readColumns(source, { columns: asked, missing });
  const column = requireTargetColumn(table, name, kind === "numeric");
  const task = options.task === undefined ? suitedTask(column) : requireTask(options.task);
  const target = task.readTarget(column);
  const rows = Int32Array.from(target.values.keys()).filter((row) => !Number.isNaN(target.values[row]));
  const apart = new Set([name, options.splitColumn, options.group]);
  const others = table.columns.filter((each) => !apart.has(each.name));
  requireDifferentNames(others);
  const dropped = [
    ...others.flatMap((each) => unwanted(each, asked)),
    ...others.flatMap(unusable),
    ...identifiers(others, asked, { time, sources: table.sources }),
  ];
  const left = new Set(dropped.map(({ column }) => column));
  const inputs = others.filter((each) => each.kind !== "other").filter((each) => !left.has(each.name));
  if (inputs.length === 0)
    throw tableError(
      `there is no input column besides the target ${quoted(options.target)}: add columns to learn from.`,
    );
  const order = rowOrder(table, options, { inputs, target });
  return {
    task,
    target,
    rows,
    inputs,
    dropped,
    ...order,
    readings: table.readings,
    sources: table.sources,
    asked: { columns: asked, missing, ...(group !== undefined && { group }), ...(time !== undefined && { time }) },
    notes: [
      ...table.notes,
      ...order.notes,
      ...rowsWithoutTarget(requireColumn(source, name, "target"), target),
      ...task.notes(target),
    ],
  };
}

/** Class indices or numbers of some table rows. */
export function targetsOf({ target }: Pick<Understanding, "target">, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => target.values[row] as number);
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

/** @throws Error with code OCCAM_TABLE for a target that is no single column of numbers or texts. */
function requireTargetColumn(table: ReadTable, name: string, isOfNumbers: boolean): Column {
  const { kind } = table.readings.get(name) ?? { kind: undefined };
  if (kind !== "date" && kind !== "text") return requireColumn(table, name, "target");
  const asNumbers = `say --column ${name}=numeric (columns of the library) if they are numbers`;
  const [held, fix] =
    kind === "date"
      ? ["dates", isOfNumbers ? asNumbers : "make numbers of them, such as days since the first"]
      : ["sentences", "choose a target of numbers or labels"];
  throw tableError(`the target ${quoted(name)} holds ${held}, which no task predicts: ${fix}.`);
}

/** @throws Error with code OCCAM_TABLE where a column that was made of a date or a text has the name of another. */
function requireDifferentNames(columns: readonly Column[]): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name))
      throw tableError(
        `two columns are named ${quoted(name)}, one of them a part of a date or text: rename the other.`,
      );
    names.add(name);
  }
}

/** What no task can learn from is left out, and said. */
function rowsWithoutTarget(source: Column, { name, values }: Target): readonly Note[] {
  const absent = [...values.keys()].filter((row) => Number.isNaN(values[row]));
  const [first] = absent;
  if (first === undefined) return [];
  const example = source.kind === "text" ? source.values[first] : null;
  return [{ code: "rowsWithoutTarget", column: name, rows: absent.length, ...(example && { example }) }];
}

function unwanted({ name }: Column, asked: NonNullable<ReadingOptions["columns"]>): readonly DroppedColumn[] {
  return asked[name] === "drop" ? [{ column: name, reason: { code: "asked" } }] : [];
}

function unusable(column: Column): readonly DroppedColumn[] {
  if (column.kind !== "other") return [];
  return [{ column: column.name, reason: { code: "unsupportedType", type: column.type } }];
}
