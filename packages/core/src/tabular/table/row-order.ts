/** Which rows stay together, and in which order they are: what splits and folds keep. */
import type { InputColumn } from "../../data/columns.ts";
import { optionError } from "../../errors.ts";
import { propertiesOf } from "../properties-of.ts";
import type { Target } from "../tasks/index.ts";
import { looksLikeGroups, looksLikeTime } from "./looks-like.ts";
import { datePartName } from "./reading/date-kind.ts";
import type { Note } from "./reading/note.ts";
import type { ReadTable } from "./reading/read-columns.ts";
import { type RepeatedRows, repeatedRows } from "./repeated-rows.ts";
import { requireColumn } from "./require-column.ts";
import { groupsBy, type RowGroups } from "./row-groups.ts";
import type { Column } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";

export interface RowOrder {
  readonly groups?: RowGroups;
  readonly time?: Float64Array;
  readonly notes: readonly Note[];
}

export interface OrderOptions {
  /** A column whose rows of one value stay together: no input. */
  readonly group?: string | undefined;
  /** A column by whose order rows are trained on, validated and tested. */
  readonly time?: string | undefined;
}

/** Whether a value out of a file is such options. */
export function isOrderOptions(value: unknown): value is OrderOptions {
  const { group = "", time = "" } = propertiesOf(value);
  return typeof group === "string" && typeof time === "string";
}

/**
 * Groups and times by the columns that were asked for; else equal rows are groups, where a table repeats them.
 * @throws RangeError with code OCCAM_OPTION for both; Error with code OCCAM_TABLE for a column that is not there, or of no such values.
 */
export function rowOrder(
  table: ReadTable,
  { group, time }: OrderOptions,
  { inputs, target }: { readonly inputs: readonly InputColumn[]; readonly target: Target },
): RowOrder {
  if (group !== undefined && time !== undefined)
    throw optionError({ where: "group", expected: "a group or a time", received: "both", fix: "leave one out" });
  const repeated = repeatedRows(
    [...inputs, { name: target.name, kind: "numeric", values: target.values }],
    table.rowCount,
  );
  const notes: readonly Note[] = [
    ...(repeated === undefined ? [] : [repeatNote(repeated)]),
    ...(group === undefined ? looksLikeGroups(inputs, table.sources) : []),
    ...(time === undefined ? looksLikeTime(inputs, table.sources) : []),
  ];
  if (group !== undefined) return { groups: groupsBy(groupColumn(table, group)), notes };
  if (time !== undefined) return { time: timesOf(table, time), notes };
  return { ...(repeated && { groups: repeated.groups }), notes };
}

function repeatNote({ rows, first }: RepeatedRows): Note {
  return { code: "repeatedRows", rows, example: String(first + 1) };
}

function groupColumn(table: ReadTable, name: string): InputColumn {
  const column = requireColumn(table, name, "group");
  if (column.kind !== "other") return column;
  throw tableError(`the group column ${quoted(name)} is a ${column.type} column: expected numbers or texts.`);
}

/** Numbers, or the days of dates. */
function timesOf(table: ReadTable, name: string): Float64Array {
  const isPart = (column: Column) =>
    table.sources.get(column.name) === name && column.name === datePartName(name, "days");
  const column = table.columns.find(isPart) ?? requireColumn(table, name, "time");
  if (column.kind !== "numeric")
    throw tableError(
      `the time column ${quoted(name)} holds neither dates nor numbers: say what it is, or name another.`,
    );
  const missing = column.values.findIndex(Number.isNaN);
  if (missing >= 0)
    throw tableError(
      `the time column ${quoted(name)} holds nothing in row ${missing + 1}: expected a time in every row, so give it one or leave the row out.`,
    );
  return column.values;
}
