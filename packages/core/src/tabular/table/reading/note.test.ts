/** Notes count cells, not spellings, and say the first as it is written. */
import { expect, it } from "vitest";
import type { Note } from "./note.ts";
import { readColumns } from "./read-columns.ts";

type Cells = readonly (string | null)[];

const notesOn = (values: Cells): readonly Note[] =>
  readColumns({ rowCount: values.length, columns: [{ name: "a", kind: "text", values }] }).notes;
const sentences = ["the room was very clean", "the bed was too soft", "a view over the sea", "the room had no view"];

it.each<[string, Cells, readonly Omit<Note, "column">[]]>([
  ["nothing of empty cells", ["1", "", " ", "2.5", null], []],
  ["marks", ["1", "n/a", "NA", "n/a", ""], [{ code: "missingMarks", rows: 3, example: "n/a" }]],
  ["numbers", ["20,7", "20,7", "3", "990,1"], [{ code: "numbersWrittenAs", rows: 3, example: "20,7" }]],
  ["codes", ["60601", "02108", "02108", "00501"], [{ code: "code", rows: 3, example: "02108" }]],
  ["dates", ["2021-03-14", "2021-03-14", "2021-03-15"], [{ code: "dates", rows: 3, example: "2021-03-14" }]],
  ["sentences", [...sentences, "the room was very clean"], [{ code: "wordCounts", rows: 5, example: "room, was" }]],
  ["kept marks", ["EU", "NA", "NA", "SA", "AS"], [{ code: "keptMark", rows: 2, example: "NA" }]],
  [
    "spellings of a category",
    ["dark red", "dark  red", "dark red ", "blue", "dark red"],
    [{ code: "mergedSpellings", rows: 2, example: "dark  red" }],
  ],
  [
    "cells that spoil numbers",
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "ca. 5", "ca. 5"],
    [{ code: "mostlyNumbers", rows: 2, example: "ca. 5" }],
  ],
])("%s", (_, cells, expected) => {
  expect(notesOn(cells)).toEqual(expected.map((note) => ({ ...note, column: "a" })));
});
