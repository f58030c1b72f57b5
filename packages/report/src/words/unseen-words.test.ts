import type { Unseen } from "@occam/core/tabular";
import { expect, it } from "vitest";
import { unseenWords } from "./unseen-words.ts";

it.each<[Unseen, string]>([
  [
    { code: "unseenText", column: "colour", rows: 1_200, example: "ma\u001b[2Juve" },
    'colour: 1,200 rows with a text that no training row held, such as "mauve"',
  ],
  [
    { code: "farOutside", column: "age", rows: 1, example: "812" },
    'age: 1 row far outside of the range of the training rows, such as "812"',
  ],
  [{ code: "newlyMissing", column: "a\nb", rows: 2 }, "a b: 2 rows without a value, which every training row had"],
])("%j", (unseen, said) => {
  expect(unseenWords(unseen)).toBe(said);
});
