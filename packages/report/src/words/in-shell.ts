import { plainText } from "./plain-text.ts";

/** A word as a POSIX shell takes it literally: in quotes where it holds more than letters, digits and `._/-`. */
export function inShell(word: string): string {
  const text = plainText(word);
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
