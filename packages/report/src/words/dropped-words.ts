/** Why a column is no input, in a few words. */
import type { DroppedReason } from "@occam/core/data";

/** No full stop; fit for "column (reason)". */
export function droppedWords(reason: DroppedReason): string {
  switch (reason.code) {
    case "asked":
      return "as you asked";
    case "constant":
      return "the same value in all training rows";
    case "noValues":
      return "no values in the training rows";
    case "tooLarge":
      return "numbers beyond 1e150, whose squares are no numbers: rescale them";
    case "ownTextInEveryRow":
      return "every training row has a text of its own";
    case "ownTextInNearlyEveryRow":
      return "nearly every row has a text of its own, as names and identifiers do";
    case "numbersButFor":
      return `numbers but for cells such as ${JSON.stringify(reason.example)}: empty or correct those`;
    case "numbersWrittenAs":
      return `numbers written as ${JSON.stringify(reason.example)}: write them as 1234.5`;
    case "unsupportedType":
      return `a ${reason.type} column: not a number or a text`;
    case "identifier":
      return "a row number or identifier";
  }
}
