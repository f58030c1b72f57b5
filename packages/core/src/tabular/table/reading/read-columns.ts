/** A table as its reader found it -> columns of numbers and texts, how each was read, and what there is to say of it. */
import type { NumericInput } from "../../../data/columns.ts";
import { type OptionsOf, record } from "../../../options/record.ts";
import { propertiesOf } from "../../properties-of.ts";
import { requireColumn } from "../require-column.ts";
import type { Column, Table } from "../table.ts";
import { quoted, tableError } from "../table-error.ts";
import { ASKED } from "./asked.ts";
import type { Decided, TextCells } from "./column-kind.ts";
import { decideDates } from "./date-kind.ts";
import { type DistinctCell, distinctCells, rowsOf } from "./distinct-cells.ts";
import { COLUMN_KINDS, kindOf } from "./index.ts";
import { missingAmongTexts, missingBesideValues } from "./missing-marks.ts";
import type { Note } from "./note.ts";
import { PLAIN_WAY } from "./number-way.ts";
import { ASKED_KINDS, type AskedKind, type Reading } from "./reading.ts";
import { READING_FIELDS } from "./reading-fields.ts";
import { textColumn } from "./text-values.ts";

/** Options of `readColumns`. */
const READ_COLUMNS = record("readColumns", READING_FIELDS);

export type ReadingOptions = OptionsOf<typeof READ_COLUMNS>;

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
  /** The table's column that each column is made of, by name. */
  readonly sources: ReadonlyMap<string, string>;
  readonly notes: readonly Note[];
}

/**
 * Decides for each column of texts by all its cells what it holds, and reads it so. What a single column leaves open, such as
 * "1,234", those that show a mark decide.
 * @throws Error with code OCCAM_TABLE for a cell that its column cannot hold, dates whose order nothing shows, and an asked column
 * that is not there; RangeError with code OCCAM_OPTION for an option that it does not know.
 */
export function readColumns(table: Table, options: ReadingOptions = {}): ReadTable {
  const { columns = {}, missing = [] } = READ_COLUMNS.read(options);
  const asked = new Map(Object.entries(columns).map(([name, kind]) => [requireColumn(table, name, "kind").name, kind]));
  const opened = table.columns.map((column) => openColumn(column, asked.get(column.name), missing));
  const marks = marksIn(opened);
  const read = opened.map((each) => closeColumn(each, marks, missing));
  return {
    rowCount: table.rowCount,
    columns: read.flatMap(({ columns: own }) => own),
    readings: new Map(read.flatMap(({ name, reading }) => (reading === undefined ? [] : [[name, reading]]))),
    sources: new Map(read.flatMap(({ name, columns: own }) => own.map((column) => [column.name, name]))),
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
  if (column.kind === "numeric" && (asked === undefined ? !mayBeDates(column) : asked === "numeric")) return { column };
  const { name, values } = textColumn(column);
  const cells: TextCells = { name, values, distinct: distinctCells(values), marks };
  if (column.kind === "text" || asked !== undefined)
    return { column, cells, decided: asked === undefined ? decide(cells) : decideAsked(cells, asked) };
  const decided = cells.distinct.length < FEWEST_DATES ? undefined : decideDates(cells.distinct);
  return decided === undefined ? { column } : { column, cells, decided };
}

/** So many different numbers that all are dates are no chance. */
const FEWEST_DATES = 5;

/** Days such as 20210314, or seconds such as 20210314103000. */
const DATE_RANGES = [
  [1900_01_01, 2099_12_31],
  [1900_01_01_00_00_00, 2099_12_31_23_59_59],
] as const;

function mayBeDates({ values }: NumericInput): boolean {
  return DATE_RANGES.some(([low, high]) =>
    values.every((value) => Number.isNaN(value) || (value >= low && value <= high)),
  );
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

/** @throws Error with code OCCAM_TABLE for the first cell that is not of the kind. */
function decideAsked(cells: TextCells, asked: Exclude<AskedKind, "drop">): Decided {
  const { kind: name, decide: own, odd } = ASKED[asked];
  const kind = kindOf({ kind: name });
  const present = presentCells(cells, kind.isOfValues);
  const decided = (own ?? kind.decide)(present, cells);
  if (decided !== undefined) return decided;
  if (present.length === 0) return { reading: { kind: "numeric", way: PLAIN_WAY } };
  const { text, row } = odd?.(present) ?? (present[0] as DistinctCell);
  throw tableError(
    `column ${quoted(cells.name)} row ${row + 1} holds ${quoted(text)}, which is no ${name === "date" ? "date" : "number"} as the others are: ` +
      "correct it, or name it a mark of missing values.",
  );
}

function presentCells({ distinct, marks }: TextCells, isOfValues: boolean): readonly DistinctCell[] {
  const isMissing = isOfValues ? missingBesideValues(marks) : missingAmongTexts(marks);
  return distinct.filter(({ text }) => !isMissing(text));
}

/** How many columns that leave no doubt show each mark. They are counted only where a column is in doubt. */
function marksIn(opened: readonly Opened[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (!opened.some(({ decided }) => decided?.rival !== undefined)) return counts;
  for (const { column, decided, cells } of opened) {
    if (decided?.rival !== undefined) continue;
    const mark =
      decided === undefined || cells === undefined ? markOfNumbers(column) : shownMark(decided.reading, cells);
    if (mark !== undefined) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return counts;
}

/** Readers take numbers for such where their fractions follow points. */
function markOfNumbers(column: Column): string | undefined {
  const hasFraction =
    column.kind === "numeric" && column.values.some((value) => value % 1 !== 0 && !Number.isNaN(value));
  return hasFraction ? "." : undefined;
}

function shownMark(reading: Reading, cells: TextCells): string | undefined {
  const { mark } = kindOf(reading);
  return mark?.isShown(reading, presentIn(cells, reading)) ? mark.of(reading) : undefined;
}

interface Closed {
  /** The table's column. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** Where it is not the naive one. */
  readonly reading?: Reading;
  readonly notes: readonly Note[];
}

function closeColumn(opened: Opened, counts: ReadonlyMap<string, number>, marks: readonly string[]): Closed {
  const { column, cells, decided } = opened;
  const { name } = column;
  if (column.kind === "other" || decided === undefined || cells === undefined)
    return { name, columns: [column], notes: [] };
  const reading = settled(decided, cells, counts);
  const kind = kindOf(reading);
  return {
    name,
    columns: kind.read(column, reading, marks),
    ...(!kind.isNaive(reading) && { reading }),
    notes: notesOf(cells, reading),
  };
}

/** @throws Error with code OCCAM_TABLE where a kind lets no doubt be. */
function settled({ reading, rival }: Decided, cells: TextCells, counts: ReadonlyMap<string, number>): Reading {
  if (rival === undefined) return reading;
  const kind = kindOf(reading);
  const present = presentIn(cells, reading);
  const [own, other] = [reading, rival].map((each) => counts.get(kind.mark?.of(each) ?? "") ?? 0) as [number, number];
  if (own === other && kind.doubt !== undefined) throw kind.doubt(present, cells.name);
  return other > own ? rival : reading;
}

function presentIn({ distinct, marks }: TextCells, reading: Reading): readonly DistinctCell[] {
  const isMissing = kindOf(reading).isMissing(reading, marks);
  return distinct.filter(({ text }) => !isMissing(text));
}

function notesOf(cells: TextCells, reading: Reading): readonly Note[] {
  const { name, distinct, marks } = cells;
  const kind = kindOf(reading);
  const isMissing = kind.isMissing(reading, marks);
  const absent = distinct.filter(({ text }) => isMissing(text) && text.trim() !== "");
  const [first] = absent;
  const missing: readonly Note[] =
    first === undefined ? [] : [{ code: "missingMarks", column: name, rows: rowsOf(absent), example: first.text }];
  return [...missing, ...kind.notes(reading, presentIn(cells, reading), name)];
}
