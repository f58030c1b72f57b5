import { plainText } from "../words/plain-text.ts";

/** Markup that may stand in a page as it is. Text becomes `Html` only by being escaped. */
export interface Html {
  readonly html: string;
}

export type HtmlPart = string | number | Html | readonly Html[];

/** A template whose texts are escaped and whose `Html` parts, or lists of them, are kept. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const pieces = strings.map((text, index) => (index === 0 ? text : toMarkup(parts[index - 1] ?? "") + text));
  return { html: pieces.join("") };
}

/** Markup that this program made itself, such as a drawn figure. Never text from a user's file. */
export function trustedHtml(markup: string): Html {
  return { html: markup };
}

export function joinHtml(parts: readonly Html[], separator = ""): Html {
  return { html: parts.map((part) => part.html).join(separator) };
}

const entities: readonly (readonly [RegExp, string])[] = [
  [/&/g, "&amp;"],
  [/</g, "&lt;"],
  [/>/g, "&gt;"],
  [/"/g, "&quot;"],
  [/'/g, "&#39;"],
];

/** Text for an element or a quoted attribute, its control characters removed. */
export function escapeHtml(text: string): string {
  return entities.reduce((escaped, [pattern, entity]) => escaped.replace(pattern, entity), plainText(text));
}

function toMarkup(part: HtmlPart): string {
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return "html" in part ? part.html : joinHtml(part).html;
}
