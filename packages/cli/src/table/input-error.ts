import { codeOf } from "./error-code.ts";

/** An input that cannot be used: the command line prints the message and exits 2. */
export interface InputError extends Error {
  readonly code: "OCCAM_INPUT";
}

const code = "OCCAM_INPUT";

/** An error whose message is `sentence` on one line: line ends and control characters become single spaces. */
export function inputError(sentence: string): InputError {
  return Object.assign(new Error(toOneLine(sentence)), { code } as const);
}

export function isInputError(error: unknown): error is InputError {
  return codeOf(error) === code;
}

/** `text` as one line fit for a terminal: no controls, and no marks that reorder or hide text but the joiners of scripts. */
export function toOneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, "")
    .trim();
}

/** A cell or a name for a message: in quotes, control characters escaped, cut after 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
