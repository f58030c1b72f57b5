import type { UnseenValues } from "@occam/core/tabular";
import { expect, it } from "vitest";
import { unseenWords } from "./unseen-words.ts";

it.each<[UnseenValues, string]>([
  [
    { code: "unseenCategory", column: "kind", rows: 3, first: 6, example: "x" },
    'kind: 3 rows with a category that the model does not know, such as "x" (the first is row 7)',
  ],
  [
    { code: "farNumber", column: "age", rows: 1200, first: 0, example: "9999" },
    'age: 1,200 rows with a number far from all that it learnt from, such as "9999" (the first is row 1)',
  ],
  [
    { code: "unexpectedMissing", column: "age", rows: 1, first: 1 },
    "age: 1 row without a value, where no row that it learnt from lacked one (the first is row 2)",
  ],
])("%j", (unseen, said) => {
  expect(unseenWords(unseen)).toBe(said);
});
