/** Comma-separated values as programs write them (RFC 4180 and its kin): a text as columns of texts. */
import { distinctNames } from "./distinct-names.ts";

export interface CsvTable {
  readonly columns: readonly CsvColumn[];
  readonly rowCount: number;
  /** Rows beyond the most that are used. */
  readonly rowsLeftOut: number;
}

export interface CsvColumn {
  readonly name: string;
  /** Without spaces around; null where nothing stands. */
  readonly cells: readonly (string | null)[];
}

export type CsvProblem =
  | { readonly code: "tooLong"; readonly characters: number; readonly most: number }
  | { readonly code: "tooManyColumns"; readonly columns: number; readonly most: number }
  /** Of rows below the names. */
  | { readonly code: "fewRows"; readonly rows: number; readonly least: number }
  /** Rows are counted from 1, below the names. */
  | { readonly code: "rowTooLong"; readonly row: number; readonly cells: number; readonly columns: number }
  | { readonly code: "openQuote"; readonly row: number };

/** A page asks before it reads a file: larger ones are refused unread. */
export const MOST_CHARACTERS = 20_000_000;
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 200;
export const LEAST_ROWS = 10;

export function parseCsv(text: string): CsvTable | CsvProblem {
  if (text.length > MOST_CHARACTERS) return { code: "tooLong", characters: text.length, most: MOST_CHARACTERS };
  const { body, separator } = openText(text);
  const records = recordsOf(body, separator);
  const first = records.next();
  if (first.done) return { code: "fewRows", rows: 0, least: LEAST_ROWS };
  if (first.value === "openQuote") return { code: "openQuote", row: 0 };
  const columnCount = first.value.length;
  if (columnCount > MOST_COLUMNS) return { code: "tooManyColumns", columns: columnCount, most: MOST_COLUMNS };
  const rows: Record[] = hasNames(first.value) ? [] : [first.value];
  let rowsLeftOut = 0;
  for (const record of records) {
    const row = rows.length + rowsLeftOut + 1;
    if (record === "openQuote") return { code: "openQuote", row };
    const cells = record.findLastIndex((cell) => cell !== null) + 1;
    if (cells > columnCount) return { code: "rowTooLong", row, cells, columns: columnCount };
    if (rows.length < MOST_ROWS) rows.push(record);
    else rowsLeftOut += 1;
  }
  if (rows.length < LEAST_ROWS) return { code: "fewRows", rows: rows.length, least: LEAST_ROWS };
  const names = namesOf(hasNames(first.value) ? first.value : new Array<null>(columnCount).fill(null));
  const columns = names.map((name, i) => ({ name, cells: rows.map((row) => row[i] ?? null) }));
  return { columns, rowCount: rows.length, rowsLeftOut };
}

type Record = readonly (string | null)[];

const SEPARATORS = [",", ";", "\t", "|"] as const;

/** Without marks and comments before the names; a first line such as "sep=;" says the separator. */
function openText(text: string): { readonly body: string; readonly separator: string } {
  const plain = text.replace(/^\uFEFF/, "");
  const said = /^sep=([,;\t|])\r?\n/i.exec(plain);
  const body = plain.slice(said?.[0].length ?? 0).replace(/^(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))+/, "");
  return { body, separator: said?.[1] ?? likelySeparator(body) };
}

const LOOKED_AT = 20;

/** The one that cuts the first lines into most cells, and all of them into equally many. */
function likelySeparator(body: string): string {
  const counted = SEPARATORS.map((separator) => {
    const counts: number[] = [];
    for (const record of recordsOf(body, separator)) {
      if (record === "openQuote" || counts.length === LOOKED_AT) break;
      counts.push(record.length);
    }
    const [first = 0] = counts;
    return { separator, first, isEven: counts.every((count) => count === first) };
  });
  const even = counted.filter(({ isEven, first }) => isEven && first > 1);
  const best = (even.length > 0 ? even : counted).toSorted((a, b) => b.first - a.first);
  return best[0]?.separator ?? ",";
}

/** Line by line, empty ones left out; ends with "openQuote" where a quote is never closed. */
function* recordsOf(text: string, separator: string): Generator<Record | "openQuote", undefined> {
  const plain = new RegExp(`[^${separator}\\r\\n]*`, "y");
  const quoted = /[ \t]*"([^"]*(?:""[^"]*)*)("?)/y;
  let [at, cells] = [0, [] as (string | null)[]];
  while (at < text.length) {
    quoted.lastIndex = at;
    const found = quoted.exec(text);
    if (found?.[2] === "") return yield "openQuote";
    const start = at + (found?.[0].length ?? 0);
    plain.lastIndex = start;
    const rest = plain.exec(text)?.[0] ?? "";
    cells.push(cellOf((found?.[1] ?? "").replaceAll('""', '"') + rest));
    at = start + rest.length;
    if (text[at] === separator) {
      at += 1;
      // A separator at the end of the text has an empty cell behind it.
      if (at < text.length) continue;
      cells.push(null);
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (cells.length > 1 || cells[0] !== null) yield cells;
    cells = [];
  }
}

function cellOf(text: string): string | null {
  return text.trim() || null;
}

/** Not all of the first line's cells are numbers. */
function hasNames(first: Record): boolean {
  return first.some((cell) => cell !== null && !/^[-+]?[\d.,]+(e[-+]?\d+)?$/i.test(cell));
}

/** A column without a name is "column 3". */
function namesOf(first: Record): readonly string[] {
  return distinctNames(first.map((cell, i) => cell ?? `column ${i + 1}`));
}
