import { stripVTControlCharacters } from "node:util";

const whitespace = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Cc: controls. Cs: lone surrogates. Cf: marks that reorder or hide text, but the joiners of scripts and emoji stay.
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cs}\p{Cf}]/gu;

/** Text from a user's file made safe to show on one line: no terminal escapes, controls or marks that reorder text. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(whitespace, " ").replace(invisible, "");
}

/** Plain text of at most `limit` characters, the last one an ellipsis where something was cut. */
export function clipText(text: string, limit: number): string {
  // Cut well before counting characters: a column name may be megabytes long.
  const characters = Array.from(plainText(text.slice(0, 64 + 16 * limit)));
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : characters.join("");
}

export function capitalized(text: string): string {
  return text.replace(/^./u, (letter) => letter.toUpperCase());
}

/** Plain text that ends with one full stop. */
export function sentence(text: string): string {
  return `${plainText(text).replace(/[\s.]+$/, "")}.`;
}
