/** All there is to say of how a table was understood, once it is known what is learnt from it. */
import { MISSING_TEXT } from "../../data/columns.ts";
import type { DroppedColumn, Preprocessing } from "../../data/preprocessing.ts";
import type { Leakage } from "../../diagnosis/leakage.ts";
import { datePartName } from "../table/reading/date-kind.ts";
import type { DatePart } from "../table/reading/moment.ts";
import type { Note } from "../table/reading/note.ts";
import type { Column, Table } from "../table/table.ts";
import type { Understanding } from "../table/understand.ts";
import { leakNotes } from "./leakage.ts";
import { lossNotes } from "./prepare.ts";

export function tableNotes(
  table: Table,
  known: Understanding,
  preprocessing: Preprocessing,
  leakage: Leakage,
): readonly Note[] {
  return [
    ...known.notes.map((note) =>
      note.code === "dates" ? { ...note, parts: partsOf(note, known, preprocessing) } : note,
    ),
    ...lossNotes(known, preprocessing),
    ...leakNotes(leakage),
    ...droppedColumns(known, preprocessing).map((each) => droppedNote(table, each)),
  ];
}

/**
 * The table's columns that are no inputs, with the reason. Of a column that was taken apart, as dates are, a part that says nothing (the hour
 * of days, the year of one year) is none of the table's: it is here, by its own name, where no part is left.
 */
export function droppedColumns(known: Understanding, { columns, dropped }: Preprocessing): readonly DroppedColumn[] {
  const sourceOf = (name: string) => known.sources.get(name) ?? name;
  const said = new Set(columns.map(({ name }) => sourceOf(name)));
  return [...known.dropped, ...dropped].flatMap(({ column: name, reason }) => {
    const column = sourceOf(name);
    if (column === name) return [{ column, reason }];
    if (said.has(column)) return [];
    said.add(column);
    return [{ column, reason }];
  });
}

function partsOf({ column = "" }: Note, { readings }: Understanding, { columns }: Preprocessing): readonly DatePart[] {
  const reading = readings.get(column);
  const kept = new Set(columns.map(({ name }) => name));
  return reading?.kind === "date" ? reading.parts.filter((part) => kept.has(datePartName(column, part))) : [];
}

function droppedNote(table: Table, { column, reason }: DroppedColumn): Note {
  const example = firstValue(table.columns.find(({ name }) => name === column));
  return { code: "droppedColumn", column, rows: table.rowCount, ...(example !== undefined && { example }), reason };
}

function firstValue(column: Column | undefined): string | undefined {
  if (column?.kind === "text") return column.values.find((text) => text !== null && text !== MISSING_TEXT) ?? undefined;
  const number = column?.kind === "numeric" ? column.values.find((value) => !Number.isNaN(value)) : undefined;
  return number === undefined ? undefined : String(number);
}
