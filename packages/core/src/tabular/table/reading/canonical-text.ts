/** Texts are equal when people call them equal. */

/** As the table writes it, but for what nobody sees: spaces around and doubled, and letters that are composed of two characters. */
export function tidyText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.normalize("NFC").replace(BLANKS, " ").trim();
}

/**
 * The one spelling by which a category is known: `tidyText`, and whole numbers without a fraction of zeros, as other formats
 * write them ("3.0" is "3").
 */
export function categoryText(text: string): string {
  const tidy = tidyText(text);
  return WHOLE.test(tidy) ? tidy.slice(0, tidy.indexOf(".")) : tidy;
}

/** ASCII without doubled, leading or trailing spaces: most cells, at the price of one look. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;
const BLANKS = /[\s\u200b]+/gu;
const WHOLE = /^-?(0|[1-9]\d*)\.0+$/;
