import type { Note } from "@occam/core/tabular";
import { expect, it } from "vitest";
import { bearsOnVerdict, noteWords } from "./note-words.ts";

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
])("%j", (note, said, bears) => {
  expect(noteWords(note)).toBe(said);
  expect(bearsOnVerdict(note)).toBe(bears);
});

it("a long name and cell are cut", () => {
  const words = noteWords({ code: "code", column: "c".repeat(200), rows: 1, example: "0".repeat(200) });
  expect(words.length).toBeLessThan(160);
});
