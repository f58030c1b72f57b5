import { inputError } from "./input-error.ts";

const quote = 0x22;
export const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where a table's text lies and how it is cut. */
export interface CsvText {
  readonly file: string;
  readonly bytes: Buffer;
  readonly delimiter: number;
  /** Whether an empty line is a record of one empty cell (a table of one column) or nothing. */
  readonly blankIsCell: boolean;
}

export interface CsvVisitor {
  /** A cell's bytes, from `start` to `end`, without the quotes around it. */
  readonly cell: (column: number, start: number, end: number, isQuoted: boolean) => void;
  /** Called after a record's cells; `false` ends the walk. */
  readonly record: (cellCount: number, start: number, next: number) => boolean;
}

/**
 * Visits the cells and records (RFC 4180) from the byte `from` on. A record ends with LF, CRLF or CR, a mixture too.
 * A quote opens a quoted cell only at its start, and is written twice inside; spaces around such a cell are none of it. Empty
 * lines at the end count for nothing.
 *
 * Our own, because DuckDB 1.5.6 refuses CRLF files whose cells hold a bare LF (what Excel writes), and with the
 * dialect given it drops every row, silently, after a quoted header.
 */
export function walkCsv(text: CsvText, from: number, visit: CsvVisitor): void {
  const { bytes, blankIsCell } = text;
  let end = bytes.length;
  while (end > from && isLineEnd(bytes[end - 1])) end -= 1;
  let at = from;
  while (at < end) {
    if (!blankIsCell && isLineEnd(bytes[at])) at += 1;
    else {
      const start = at;
      const { stop, cellCount } = walkRecord(text, start, end, visit.cell);
      at = afterLineEnd(bytes, stop);
      if (!visit.record(cellCount, start, at)) return;
    }
  }
}

function walkRecord(
  text: CsvText,
  start: number,
  end: number,
  visitCell: CsvVisitor["cell"],
): { readonly stop: number; readonly cellCount: number } {
  const { bytes, delimiter } = text;
  let at = start;
  for (let column = 0; ; column += 1) {
    const open = bytes[at] === space ? afterSpaces(text, at) : at;
    const close = bytes[open] === quote && open < end ? closeOf(text, open, end, open > at) : -1;
    if (close >= 0) {
      visitCell(column, open + 1, close, true);
      at = afterSpaces(text, close + 1);
    } else {
      const cellStart = at;
      while (at < end && bytes[at] !== delimiter && !isLineEnd(bytes[at])) at += 1;
      visitCell(column, cellStart, at, false);
    }
    if (at >= end || bytes[at] !== delimiter) return { stop: at, cellCount: column + 1 };
    at += 1;
  }
}

/** Where a quoted cell ends; -1 for one that only begins with a quote, as one behind spaces may. */
function closeOf(text: CsvText, open: number, end: number, mayBePlain: boolean): number {
  const { file, bytes, delimiter } = text;
  const close = closingQuote(bytes, open + 1);
  const next = afterSpaces(text, close + 1);
  const isWhole = close >= 0 && (next >= end || bytes[next] === delimiter || isLineEnd(bytes[next]));
  if (isWhole) return close;
  if (mayBePlain) return -1;
  throw close < 0 ? unclosedQuote(file, bytes, open) : textAfterQuote(file, bytes, next);
}

function afterSpaces({ bytes, delimiter }: CsvText, at: number): number {
  let next = at;
  while (bytes[next] === space && delimiter !== space) next += 1;
  return next;
}

function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(quote, from);
  while (at >= 0 && bytes[at + 1] === quote) at = bytes.indexOf(quote, at + 2);
  return at;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

function afterLineEnd(bytes: Buffer, at: number): number {
  return bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : at + 1;
}

/** The 1-based line of a byte, for messages. */
export function lineAt(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset; at = afterLineEnd(bytes, at)) {
    while (at < offset && !isLineEnd(bytes[at])) at += 1;
    if (at < offset) line += 1;
  }
  return line;
}

/** The text of a visited cell. */
export function cellText(bytes: Buffer, start: number, end: number, isQuoted: boolean): string {
  const text = bytes.toString("utf8", start, end);
  return isQuoted && text.includes('"') ? text.replaceAll('""', '"') : text;
}

function unclosedQuote(file: string, bytes: Buffer, at: number): Error {
  return inputError(
    `${file} line ${lineAt(bytes, at)} opens a quote that is never closed: ` +
      'close it, or write a quote inside a quoted cell as "".',
  );
}

function textAfterQuote(file: string, bytes: Buffer, at: number): Error {
  return inputError(
    `${file} line ${lineAt(bytes, at)} has text after a closing quote, where a separator or the end of the line is ` +
      'expected: write a quote inside a quoted cell as "".',
  );
}
