import { isMissingMark } from "@occam/core/tabular";
import { type CsvText, cellText, space, walkCsv } from "./csv-records.ts";
import { inputError, quoted } from "./input-error.ts";
import { isBlank, parseNumber } from "./parse-number.ts";

export interface CsvHeader {
  /** Column names, spaces around them removed. */
  readonly names: readonly string[];
  readonly delimiter: number;
  /** The byte after the header's line. */
  readonly bodyStart: number;
  /** So many separators may stand behind the last cell of a record: the empty cells between them are none. */
  readonly trailingCount: number;
}

/** How many records decide which separator a file uses, and where its header is. */
const sampledRecordCount = 100;

/** The names that pandas gives to the column of an index, which is known to count rows: the second where the table was written by pandas twice. */
const INDEX_NAMES = ["Unnamed: 0", "Unnamed: 0.1"] as const;

/**
 * Finds the separator, one of `delimiters` or what a line "sep=;" says, and the names: the cells of the first record that is
 * no title or comment. A first column without a name is an index.
 * @throws InputError when the records cannot be read, or the names are numbers like the rows below them.
 */
export function readCsvHeader(file: string, bytes: Buffer, delimiters: readonly string[]): CsvHeader {
  const told = separatorLine(bytes);
  const start = told?.next ?? 0;
  const candidates = (told ? [told.delimiter] : delimiters.map((each) => each.charCodeAt(0))).map((delimiter) =>
    sample({ file, bytes, delimiter, blankIsCell: false }, start),
  );
  const [first, ...others] = candidates;
  if (first === undefined) throw new RangeError("readCsvHeader expects at least one delimiter.");
  const best = others.reduce((winner, candidate) => (isBetter(candidate, winner) ? candidate : winner), first);
  if (best.fault !== undefined) throw best.fault;
  return headerOf(best);
}

/** The first line of Excel for other programs: "sep=;". */
function separatorLine(bytes: Buffer): { readonly delimiter: number; readonly next: number } | undefined {
  const found = /^"?sep=(.)"?\r?\n/i.exec(bytes.toString("latin1", 0, 12));
  return found === null ? undefined : { delimiter: (found[1] as string).charCodeAt(0), next: found[0].length };
}

interface SampledRecord {
  readonly cellCount: number;
  /** Cells that are not empty. */
  readonly presentCount: number;
  /** Empty cells behind the last one that is not. */
  readonly trailingCount: number;
  readonly start: number;
  readonly next: number;
}

interface Sample {
  readonly text: CsvText;
  readonly records: readonly SampledRecord[];
  /** The number of cells that most records have. */
  readonly width: number;
  /** The record with the names. */
  readonly header: SampledRecord | undefined;
  /** The part of the records from the header on that have the width. */
  readonly agreement: number;
  /** What kept the records from being read with this separator. */
  readonly fault: unknown;
}

function sample(text: CsvText, from: number): Sample {
  const records: SampledRecord[] = [];
  let presentCount = 0;
  let trailingCount = 0;
  let fault: unknown;
  try {
    walkCsv(text, from, {
      cell: (_column, start, end) => {
        trailingCount = start === end ? trailingCount + 1 : 0;
        if (start !== end) presentCount += 1;
      },
      record: (cellCount, start, next) => {
        records.push({ cellCount, presentCount, trailingCount, start, next });
        presentCount = 0;
        trailingCount = 0;
        return records.length < sampledRecordCount;
      },
    });
  } catch (error) {
    fault = error;
  }
  const width = usualWidth(records);
  const own = records.slice(records.findIndex((record, i) => !isTitle(text, record, records[i + 1], width)));
  const agreeing = own.filter(({ cellCount }) => cellCount === width).length;
  return { text, records: own, width, header: own[0], agreement: agreeing / Math.max(own.length, 1), fault };
}

/** Of numbers that are as frequent as each other, the first. */
function usualWidth(records: readonly SampledRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cellCount } of records) counts.set(cellCount, (counts.get(cellCount) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

const hash = 0x23;

/** A line above the names: a comment, or one text in the width of a table. */
function isTitle(text: CsvText, record: SampledRecord, next: SampledRecord | undefined, width: number): boolean {
  const { cellCount, presentCount, start } = record;
  if (next === undefined) return false;
  if (text.bytes[start] === hash) {
    // "#chrom,pos" has names, "# made by hand, in May" words; "# time, speed" has names where numbers follow.
    const isSentence = isBlank(text.bytes[start + 1]) && !cellsOf(text, next).every(isNumber);
    if (cellCount !== width || isSentence) return true;
  }
  if (presentCount > 1) return false;
  // Above two columns a single text may be the header of R, which has no name for its row names: numbers follow at once.
  if (width === 2) return cellCount === 1 && !cellsOf(text, next).some(isNumber);
  return width > 2;
}

/**
 * A separator that does not cut the header loses. Then it counts that the records can be read, that they are equally
 * long, and how long; in a tie the later, rarer character wins: "size, cm;price" is cut at the semicolon.
 */
function isBetter(candidate: Sample, winner: Sample): boolean {
  if (candidate.text.delimiter === space) return (winner.header?.cellCount ?? 0) < 2 && isSpaced(candidate);
  const [own, other] = [candidate.header?.cellCount ?? 0, winner.header?.cellCount ?? 0];
  if (own < 2 || other < 2) return own > 1;
  const isReadable = candidate.fault === undefined;
  if (isReadable !== (winner.fault === undefined)) return isReadable;
  if (candidate.agreement !== winner.agreement) return candidate.agreement > winner.agreement;
  return own >= other;
}

/** Words stand between spaces too: they separate cells where all rows have as many, some of them numbers, as R writes tables. */
function isSpaced({ text, records: [header, ...rows], width, fault }: Sample): boolean {
  const isEven = rows.length > 0 && rows.every(({ cellCount }) => cellCount === width);
  if (header === undefined || fault !== undefined || width < 3 || !isEven || width - header.cellCount > 1) return false;
  if (cellsOf(text, header).some((name) => name.trim() === "" || isNumber(name))) return false;
  const [first = [], ...others] = rows.map((row) => cellsOf(text, row));
  return first.some((cell, column) => [cell, ...others.map((row) => row[column] ?? "")].every(isNumber));
}

function headerOf({ text, records, width, header }: Sample): CsvHeader {
  if (header === undefined)
    return { names: [], delimiter: text.delimiter, bodyStart: text.bytes.length, trailingCount: 0 };
  const cells = cellsOf(text, header).map((cell) => cell.trim());
  requireNamesNotNumbers(text.file, cells);
  const body = records.slice(1).filter(({ cellCount }) => cellCount === width);
  const emptyCount = width > 1 && body.length > 0 ? Math.min(...body.map((record) => record.trailingCount)) : 0;
  const namedCount = cells.findLastIndex((cell) => cell !== "") + 1;
  // Names may end in separators where the rows do not; without a name a column is none where no row has a cell of it.
  const isSurplus = namedCount > 0 && emptyCount >= width - namedCount;
  const names = isSurplus ? cells.slice(0, namedCount) : cells;
  const trailingCount = isSurplus ? Math.max(0, width - namedCount) : 0;
  const lacksIndex = names.length === width - 1 && trailingCount === 0 && isIndexed(text, records);
  return {
    names: withIndex(lacksIndex ? ["", ...names] : names),
    delimiter: text.delimiter,
    bodyStart: header.next,
    trailingCount,
  };
}

/** Names, the first of which an index may lack. */
function withIndex(names: readonly string[]): readonly string[] {
  if (names.length < 2 || names[0] !== "") return names;
  return [INDEX_NAMES.find((name) => !names.includes(name)) ?? "", ...names.slice(1)];
}

/** Whether rows have one cell more than the names, and no two begin alike: R's row names stand without one. */
function isIndexed(text: CsvText, [header, ...rows]: readonly SampledRecord[]): boolean {
  const firsts = rows.map((row) => cellsOf(text, row)[0]);
  const isWider = rows.every(({ cellCount }) => cellCount === (header?.cellCount ?? 0) + 1);
  return rows.length > 1 && isWider && new Set(firsts).size === rows.length;
}

function cellsOf(text: CsvText, { start }: SampledRecord): readonly string[] {
  const cells: string[] = [];
  walkCsv(text, start, {
    cell: (_column, from, to, isQuoted) => cells.push(cellText(text.bytes, from, to, isQuoted)),
    record: () => false,
  });
  return cells;
}

function isNumber(cell: string): boolean {
  return !Number.isNaN(parseNumber(cell));
}

function requireNamesNotNumbers(file: string, cells: readonly string[]): void {
  const present = cells.filter((cell) => !isMissingMark(cell));
  const [first] = present;
  if (first === undefined || !present.every(isNumber)) return;
  throw inputError(
    `${file} starts with a line of numbers (${quoted(first)}, ...) where column names are expected: ` +
      "add a header line, or rename the columns if these are their names.",
  );
}
