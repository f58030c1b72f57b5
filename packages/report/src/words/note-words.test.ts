import type { Note } from "@occam/core/tabular";
import { expect, it } from "vitest";
import { classificationResult } from "../results/fit-result.fixture.ts";
import { noteWords, shownNotes } from "./note-words.ts";

const { data } = classificationResult;
const resultWith = (notes: readonly Note[], accuracy = 0.5) => ({ constant: { accuracy }, data: { ...data, notes } });

it.each<[Note, string, boolean]>([
  [
    { code: "missingMarks", column: "age", rows: 3, example: "n/a" },
    'age: 3 cells such as "n/a" taken for missing',
    false,
  ],
  [
    { code: "numbersWrittenAs", column: "price", rows: 1200, example: "$1,234" },
    'price: read as numbers, 1,200 cells written as "$1,234"',
    false,
  ],
  [
    { code: "repeatedRows", rows: 5, example: "151" },
    "5 rows equal to one above (the first is row 151), kept in its part, so that none is tested on its twin",
    true,
  ],
  [{ code: "rowsWithoutTarget", column: "y", rows: 2 }, "y: 2 rows without a target left out", true],
  [
    { code: "rowsWithoutTarget", column: "y", rows: 2, example: "unknown" },
    'y: 2 rows without a target ("unknown") left out',
    true,
  ],
  [
    { code: "looksLikeTime", column: "day", rows: 90 },
    "day: looks like time: if the model is to predict what comes later, say --time",
    true,
  ],
  [
    { code: "roundedByFloat64", column: "ref", rows: 400, example: "1234567890123456800" },
    'ref: 400 cells such as "1234567890123456800" have more than 16 digits and differ in the last ones, which are lost: leave off the first digits, which they share',
    false,
  ],
  [
    { code: "dates", column: "when", rows: 90, example: "3/14/21", parts: ["days", "weekday"] },
    'when: dates or times such as "3/14/21", taken apart into days, weekday',
    false,
  ],
  [
    { code: "dates", column: "when", rows: 90, example: "2021", parts: [] },
    'when: dates or times such as "2021", which say nothing',
    false,
  ],
  [
    { code: "leakingColumn", column: "refunded", rows: 80 },
    "refunded: tells the target by itself, as only what is made of it or after it does (on 80 rows held out): ask whether it is known before the target is",
    true,
  ],
  [
    { code: "tellingColumn", column: "zip", rows: 80 },
    "zip: tells nearly all of the target by itself (on 80 rows held out): if you know of no law behind that, ask whether it is known before the target is",
    false,
  ],
])("%j", (note, said, bears) => {
  expect(noteWords(note, { data })).toBe(said);
  const { besideVerdict, others } = shownNotes(resultWith([note]));
  expect([besideVerdict, others]).toEqual(bears ? [[note], []] : [[], [note]]);
});

it("a rare class, with its share of all rows, stands beside the verdict where a constant prediction is right four times in five", () => {
  const note: Note = { code: "imbalance", column: "y", rows: 50, example: "fraud" };
  expect(noteWords(note, { data })).toBe(
    'y: only 50 rows (2.5%) of the class "fraud": look at balanced accuracy and AUC, and at what a constant prediction scores',
  );
  expect(shownNotes(resultWith([note], 0.8)).besideVerdict).toEqual([note]);
  expect(shownNotes(resultWith([note], 0.79)).others).toEqual([note]);
});

it("a dropped column is told of where columns are listed, and in no other place", () => {
  const note: Note = { code: "droppedColumn", column: "id", rows: 90, example: "1", reason: { code: "identifier" } };
  expect(shownNotes(resultWith([note]))).toEqual({ besideVerdict: [], others: [] });
  expect(noteWords(note, { data })).toBe("id: left out (a row number or identifier)");
});

it("a long name and cell are cut", () => {
  const words = noteWords({ code: "code", column: "c".repeat(200), rows: 1, example: "0".repeat(200) }, { data });
  expect(words.length).toBeLessThan(160);
});
