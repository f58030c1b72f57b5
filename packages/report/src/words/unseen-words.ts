/** What a table to predict holds that a model never saw, in words: one record a code. */
import type { UnseenCode, UnseenValues } from "@occam/core/tabular";
import { formatCount } from "./format-number.ts";
import { clipText } from "./plain-text.ts";

/** Fit for "age: 3 rows ", and what follows; no full stop. */
const UNSEEN_WORDS: { readonly [Code in UnseenCode]: (example: string) => string } = {
  unseenCategory: (example) => `with a category that the model does not know, such as ${example}`,
  farNumber: (example) => `with a number far from all that it learnt from, such as ${example}`,
  unexpectedMissing: () => "without a value, where no row that it learnt from lacked one",
};

/** "kind: 3 rows with a category that the model does not know, such as "x" (the first is row 7)". */
export function unseenWords({ code, column, rows, first, example }: UnseenValues): string {
  const shown = example === undefined ? "" : JSON.stringify(clipText(example, 40));
  const count = `${formatCount(rows)} row${rows === 1 ? "" : "s"}`;
  return `${clipText(column, 40)}: ${count} ${UNSEEN_WORDS[code](shown)} (the first is row ${first + 1})`;
}
