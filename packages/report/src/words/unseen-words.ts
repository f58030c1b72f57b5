/** Rows unlike all that a model has learnt from, in words: one record a code. */
import type { Unseen, UnseenCode } from "@occam/core/tabular";
import { formatCount } from "./format-number.ts";
import { clipText } from "./plain-text.ts";

/** What the rows do; one row does it in the same words. */
const UNSEEN_WORDS: { readonly [Code in UnseenCode]: string } = {
  unseenText: "with a text that no training row held",
  farOutside: "far outside of the range of the training rows",
  newlyMissing: "without a value, which every training row had",
};

/** "colour: 12 rows with a text that no training row held, such as "mauve""; no full stop. */
export function unseenWords({ code, column, rows, example }: Unseen): string {
  const such = example === undefined ? "" : `, such as ${JSON.stringify(clipText(example, 40))}`;
  return `${clipText(column, 40)}: ${formatCount(rows)} row${rows === 1 ? "" : "s"} ${UNSEEN_WORDS[code]}${such}`;
}
