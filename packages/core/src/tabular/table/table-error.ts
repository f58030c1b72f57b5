import { plainError } from "../../errors.ts";

/** A table that cannot be used as it was asked. Whoever knows where the table is from says so before the message. */
export function tableError(sentence: string): Error {
  return plainError("OCCAM_TABLE", sentence);
}

/** A name or cell for a message: in quotes, control characters escaped, cut after 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
