/** A table as its reader found it -> columns of numbers and texts, how each was read, and what there is to say of it. */
import { propertiesOf } from "../../properties-of.ts";
import { requireColumn } from "../require-column.ts";
import type { Column, Table } from "../table.ts";
import { quoted, tableError } from "../table-error.ts";
import type { Decided, TextCells } from "./column-kind.ts";
import { type DistinctCell, distinctCells, rowsOf } from "./distinct-cells.ts";
import { COLUMN_KINDS, kindOf } from "./index.ts";
import { missingAmongTexts, missingBesideValues } from "./missing-marks.ts";
import type { Note } from "./note.ts";
import { numberParts } from "./number-parts.ts";
import { PLAIN_WAY, plainNumber } from "./number-way.ts";
import { ASKED_KINDS, type AskedKind, type Reading } from "./reading.ts";

export interface ReadingOptions {
  /** Kinds of columns by name, instead of what their cells say. */
  readonly columns?: Readonly<Record<string, AskedKind>> | undefined;
  /** Marks of missing values besides the usual ones. */
  readonly missing?: readonly string[] | undefined;
}

/** Whether a value out of a file is such options. */
export function isReadingOptions(value: unknown): value is ReadingOptions {
  const { columns, missing } = propertiesOf(value);
  const isKind = (kind: unknown) => ASKED_KINDS.some((each) => each === kind);
  const isMarks = Array.isArray(missing) && missing.every((mark) => typeof mark === "string");
  return Object.values(propertiesOf(columns)).every(isKind) && isMarks;
}

export interface ReadTable extends Table {
  /** How columns were read that are not read naively, by name. */
  readonly readings: ReadonlyMap<string, Reading>;
  readonly notes: readonly Note[];
}

/**
 * Decides for each column of texts by all its cells what it holds, and reads it so. What a single column leaves open, such as
 * "1,234", the decimal marks of the others decide.
 * @throws Error with code OCCAM_TABLE for a cell that its column cannot hold, and for an asked column that is not there.
 */
export function readColumns(table: Table, { columns = {}, missing = [] }: ReadingOptions = {}): ReadTable {
  const asked = new Map(Object.entries(columns).map(([name, kind]) => [requireColumn(table, name, "kind").name, kind]));
  const opened = table.columns.map((column) => openColumn(column, asked.get(column.name), missing));
  const decimal = commonDecimal(opened);
  const read = opened.map((each) => closeColumn(each, decimal, missing));
  return {
    rowCount: table.rowCount,
    columns: read.map(({ column }) => column),
    readings: new Map(read.flatMap(({ column, reading }) => (reading === undefined ? [] : [[column.name, reading]]))),
    notes: read.flatMap(({ notes }) => notes),
  };
}

/** A column that is decided, but for what the others have to say. */
interface Opened {
  readonly column: Column;
  readonly cells?: TextCells;
  readonly decided?: Decided;
}

function openColumn(column: Column, asked: AskedKind | undefined, marks: readonly string[]): Opened {
  if (column.kind === "other" || asked === "drop") return { column };
  if (column.kind === "numeric") {
    if (asked === undefined || asked === "numeric") return { column };
    return { column, decided: { reading: asked === "code" ? { kind: "code" } : { kind: "category", kept: [] } } };
  }
  const cells: TextCells = { name: column.name, values: column.values, distinct: distinctCells(column.values), marks };
  const decided = asked === undefined ? decide(cells) : decideAsked(cells, asked);
  return { column, cells, ...(decided !== undefined && { decided }) };
}

function decide(cells: TextCells): Decided {
  const amongTexts = presentCells(cells, false);
  // Nothing but marks: a column without any value, which is numeric by custom.
  if (amongTexts.length === 0) return { reading: { kind: "numeric", way: PLAIN_WAY } };
  const besideValues = presentCells(cells, true);
  for (const kind of COLUMN_KINDS) {
    const found = kind.decide(kind.isOfValues ? besideValues : amongTexts, cells);
    if (found !== undefined) return found;
  }
  throw new Error("A column of texts is of no kind, though categories take every text.");
}

function decideAsked(cells: TextCells, asked: Exclude<AskedKind, "drop">): Decided {
  const kind = kindOf({ kind: asked });
  const present = presentCells(cells, kind.isOfValues);
  if (asked === "code") return { reading: { kind: asked } };
  const decided = kind.decide(present, cells);
  if (decided !== undefined || present.length === 0) return decided ?? { reading: { kind: "numeric", way: PLAIN_WAY } };
  const odd =
    present.find(({ text }) => numberParts(text) === undefined) ??
    present.find(({ text }) => Number.isNaN(plainNumber(text)));
  const { text, row } = odd ?? (present[0] as DistinctCell);
  throw tableError(
    `column ${quoted(cells.name)} row ${row + 1} holds ${quoted(text)}, which is no number as the others are: ` +
      "correct it, or name it a mark of missing values.",
  );
}

function presentCells({ distinct, marks }: TextCells, isOfValues: boolean): readonly DistinctCell[] {
  const isMissing = isOfValues ? missingBesideValues(marks) : missingAmongTexts(marks);
  return distinct.filter(({ text }) => !isMissing(text));
}

/** The decimal mark of most columns that leave no doubt of theirs; it is asked for only where a column does. */
function commonDecimal(opened: readonly Opened[]): "." | "," {
  if (!opened.some(({ decided }) => decided?.rival !== undefined)) return ".";
  const counts = { ".": 0, ",": 0 };
  for (const { column, decided, cells } of opened) {
    if (decided?.rival !== undefined) continue;
    if (decided?.reading.kind === "numeric") {
      const { decimal } = decided.reading.way;
      if (cells?.distinct.some(({ text }) => text.includes(decimal))) counts[decimal] += 1;
    } else if (column.kind === "numeric" && column.values.some((value) => value % 1 !== 0 && !Number.isNaN(value)))
      counts["."] += 1;
  }
  return counts[","] > counts["."] ? "," : ".";
}

interface Closed {
  readonly column: Column;
  /** Where it is not the naive one. */
  readonly reading?: Reading;
  readonly notes: readonly Note[];
}

function closeColumn({ column, cells, decided }: Opened, decimal: "." | ",", marks: readonly string[]): Closed {
  if (column.kind === "other" || decided === undefined) return { column, notes: [] };
  const reading = settled(decided, decimal);
  const kind = kindOf(reading);
  return {
    column: kind.read(column, reading, marks),
    ...(!kind.isNaive(reading) && { reading }),
    notes: cells === undefined ? [] : notesOf(cells, reading),
  };
}

function settled({ reading, rival }: Decided, decimal: "." | ","): Reading {
  return rival?.kind === "numeric" && rival.way.decimal === decimal ? rival : reading;
}

function notesOf({ name, distinct, marks }: TextCells, reading: Reading): readonly Note[] {
  const kind = kindOf(reading);
  const isMissing = kind.isMissing(reading, marks);
  const absent = distinct.filter(({ text }) => isMissing(text) && text.trim() !== "");
  const present = distinct.filter(({ text }) => !isMissing(text));
  const [first] = absent;
  const missing: readonly Note[] =
    first === undefined ? [] : [{ code: "missingMarks", column: name, rows: rowsOf(absent), example: first.text }];
  return [...missing, ...kind.notes(reading, present, name)];
}
