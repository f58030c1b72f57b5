import type { DroppedReason } from "@occam/core/data";
import { expect, it } from "vitest";
import { droppedWords } from "./dropped-words.ts";

it.each<[DroppedReason, string]>([
  [{ code: "constant" }, "the same value in all training rows"],
  [{ code: "noValues" }, "no values in the training rows"],
  [{ code: "tooLarge" }, "numbers beyond 1e150, whose squares are no numbers: rescale them"],
  [{ code: "ownTextInEveryRow" }, "every training row has a text of its own"],
  [{ code: "ownTextInNearlyEveryRow" }, "nearly every row has a text of its own, as names and identifiers do"],
  [{ code: "numbersButFor", example: "unknown" }, 'numbers but for cells such as "unknown": empty or correct those'],
  [{ code: "numbersWrittenAs", example: "$1.5" }, 'numbers written as "$1.5": write them as 1234.5'],
  [{ code: "unsupportedType", type: "DATE" }, "a DATE column: not a number or a text"],
  [{ code: "identifier" }, "a row number or identifier"],
])("%j", (reason, said) => {
  expect(droppedWords(reason)).toBe(said);
});
