import { describe, expect, it } from "vitest";
import { fitPreprocessing } from "../../data/preprocessing.ts";
import { randomNormal } from "../../tensor/random.ts";
import { fromRows, type RowObject } from "../table/from-rows.ts";
import { type UnderstandOptions, understand } from "../table/understand.ts";
import { droppedColumns, tableNotes } from "./table-notes.ts";

const COUNT = 90;
const noise = randomNormal(COUNT, { seed: 1, stream: "x" });

/** What is said of a table whose first 60 rows are trained on. */
function said(columns: (row: number) => RowObject, options: Partial<UnderstandOptions> = {}) {
  const rows = Array.from({ length: COUNT }, (_, row) => ({
    x: noise[row],
    y: noise[(row * 7) % COUNT],
    ...columns(row),
  }));
  const table = fromRows(rows);
  const known = understand(table, { target: "y", ...options });
  const preprocessing = fitPreprocessing(
    known.inputs,
    Int32Array.from({ length: 60 }, (_, row) => row),
  );
  const none = { columns: [], telling: [], duplicates: { rows: 0, sameTarget: 0, heldOut: 30 } };
  return { notes: tableNotes(table, known, preprocessing, none), dropped: droppedColumns(known, preprocessing) };
}

/** Days from 2021-03-01 on. */
const day = (row: number) => new Date(Date.UTC(2021, 2, 1 + row)).toISOString().slice(0, 10);
const another = (row: number) => day((row * 17) % COUNT);

describe("columns that are no inputs", () => {
  it("are notes too, each with its reason and its first value", () => {
    const { notes, dropped } = said(
      (row) => ({
        n: row + 1,
        same: row < 60 ? "a" : "b",
        empty: row < 60 ? null : 3.5,
        zip: row === 0 ? null : `${row % 7}`,
      }),
      { columns: { zip: "drop" } },
    );
    expect(notes).toEqual([
      { code: "droppedColumn", column: "zip", rows: COUNT, example: "1", reason: { code: "asked" } },
      { code: "droppedColumn", column: "n", rows: COUNT, example: "1", reason: { code: "identifier" } },
      { code: "droppedColumn", column: "same", rows: COUNT, example: "a", reason: { code: "constant" } },
      { code: "droppedColumn", column: "empty", rows: COUNT, example: "3.5", reason: { code: "noValues" } },
    ]);
    expect(dropped).toEqual(notes.map(({ column, reason }) => ({ column, reason })));
  });
});

describe("the parts of a date", () => {
  it("that say nothing are not among the dropped columns, and the note tells the others", () => {
    const { notes, dropped } = said((row) => ({ when: `${another(row)} 00:00` }));
    expect(dropped).toEqual([]);
    expect(notes).toContainEqual({
      code: "dates",
      column: "when",
      rows: COUNT,
      example: "2021-03-01 00:00",
      parts: ["days", "month", "day", "weekday"],
    });
  });

  it("say nothing where the training rows have one value, though later ones have others", () => {
    const hours = said((row) => ({
      at: row < 60 ? `${day(row % 30)} 09:00` : `2022-05-0${1 + (row % 9)} ${row % 12}:30`,
    }));
    expect(hours.dropped).toEqual([]);
    expect(hours.notes.find(({ code }) => code === "dates")?.parts).toEqual(["days", "day", "weekday"]);
  });

  it("all of which say nothing are the column itself, dropped once", () => {
    const { notes, dropped } = said((row) => ({ when: row < 60 ? "2021-03-14" : "2021-03-15" }));
    expect(dropped).toEqual([{ column: "when", reason: { code: "constant" } }]);
    expect(notes).toContainEqual(expect.objectContaining({ code: "dates", column: "when", parts: [] }));
  });

  it("are no row numbers, though the days of a daily table count up: they are time", () => {
    const { notes, dropped } = said((row) => ({ when: day(row) }));
    expect(dropped).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(["dates", "looksLikeTime"]);
  });
});
