import { inputError, quoted, toOneLine } from "./input-error.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const lineFeed = 0x0a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Whether a text begins as a table in JSON does: with an object, or a list of such or of lists. Names of CSV columns in brackets
 * or braces, such as [id] and {id}, do not.
 */
export function beginsAsJson(bytes: Buffer): boolean {
  return /^\s*(?:\[\s*[[{]|\{\s*["}])/.test(bytes.toString("latin1", 0, LOOKED_AT));
}

const LOOKED_AT = 1024;

/** The one JSON object that a file is as a whole; undefined for lines of objects, arrays and what is no JSON. */
export function wholeObject(bytes: Buffer): JsonRecord | undefined {
  const first = bytes.findIndex((byte) => !isSpace(byte));
  if (bytes[first] !== openBrace) return undefined;
  const newline = bytes.indexOf(lineFeed, first);
  const isOneLine = newline < 0 || isBlank(bytes, newline, bytes.length);
  if (!isOneLine && parsed(bytes.toString("utf8", first, newline)) !== undefined) return undefined;
  const value = parsed(bytes.toString("utf8", first));
  // A name that occurs twice is for the reader of lines to refuse.
  return value === undefined || countKeys(bytes) !== Object.keys(value).length ? undefined : value;
}

function parsed(text: string): JsonRecord | undefined {
  try {
    return parseJson(text) as JsonRecord; // It begins with a brace.
  } catch {
    return undefined;
  }
}

/** The records of JSON lines, or of one array of objects, told apart by the first character. */
export function* jsonRecords(file: string, bytes: Buffer): Generator<JsonRecord> {
  const first = bytes.findIndex((byte) => !isSpace(byte));
  if (first >= 0 && bytes[first] !== openBracket && bytes[first] !== openBrace)
    throw inputError(`${file} does not begin as JSON does, with [ or {: name it by what it is, such as .csv.`);
  const spans = bytes[first] === openBracket ? elements(file, bytes, first + 1) : lines(bytes);
  for (const { start, end, line } of spans) yield parseRecord(file, bytes.toString("utf8", start, end), line);
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Where the span starts, from 1. */
  readonly line: number;
}

function* lines(bytes: Buffer): Generator<Span> {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(lineFeed, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isBlank(bytes, start, end)) yield { start, end, line };
    start = end + 1;
  }
}

/** The texts between the commas of an array whose bracket opens just before `from`. */
function* elements(file: string, bytes: Buffer, from: number): Generator<Span> {
  let start = from;
  let line = 1 + countLines(bytes, 0, from);
  for (;;) {
    const end = elementEnd(bytes, start);
    const isLast = bytes[end] === closeBracket;
    const isEmptyArray = isLast && start === from && isBlank(bytes, start, end);
    while (start < end && isSpace(bytes[start])) {
      if (bytes[start] === lineFeed) line += 1;
      start += 1;
    }
    if (!isEmptyArray) yield { start, end, line };
    if (end >= bytes.length) throw malformed(file, line, "the array is never closed");
    line += countLines(bytes, start, end);
    start = end + 1;
    if (isLast) break;
  }
  if (!isBlank(bytes, start, bytes.length)) throw malformed(file, line, "text follows the array");
}

/** The comma or bracket that ends the element at `from`, or the end of the bytes. */
function elementEnd(bytes: Buffer, from: number): number {
  let depth = 0;
  let at = from;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = stringEnd(bytes, at);
    else if (depth === 0 && (byte === comma || byte === closeBracket)) break;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
  }
  return Math.min(at, bytes.length);
}

/** The closing quote of the string that opens at `from`, or the end of the bytes. */
function stringEnd(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}

function parseRecord(file: string, text: string, line: number): JsonRecord {
  const value = parse(file, text, line);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(file, line, `it holds ${quoted(toOneLine(text))} where an object is expected`);
  }
  const keyCount = countKeys(Buffer.from(text));
  if (keyCount !== Object.keys(value).length) throw malformed(file, line, "a name occurs twice in one object");
  return value as JsonRecord; // JSON.parse makes plain objects, whose keys are strings.
}

function parse(file: string, text: string, line: number): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw malformed(
      file,
      line,
      error instanceof Error ? toOneLine(error.message).slice(0, 120) : "it cannot be parsed",
    );
  }
}

/** JSON with the numbers that Python writes beside it: NaN is missing, and what is infinite has a row to be refused by. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(PYTHON_NUMBERS, (own) => PLAIN_NUMBERS.get(own) ?? own));
  }
}

/** Or a string, which stays as it is. */
const PYTHON_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|NaN|-?Infinity/g;
const PLAIN_NUMBERS: ReadonlyMap<string, string> = new Map([
  ["NaN", "null"],
  ["Infinity", "1e999"],
  ["-Infinity", "-1e999"],
]);

/** How many names the outer object of valid JSON writes; JSON.parse keeps only the last of equal ones. */
function countKeys(bytes: Buffer): number {
  const colon = 0x3a;
  let depth = 0;
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = stringEnd(bytes, at);
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    else if (byte === colon && depth === 1) count += 1;
  }
  return count;
}

function malformed(file: string, line: number, fault: string): Error {
  return inputError(
    `${file} line ${line} is not the JSON expected (${fault}): write one object per line, or one array of objects.`,
  );
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed, from); at >= 0 && at < to; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isSpace(bytes[at])) return false;
  return true;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
