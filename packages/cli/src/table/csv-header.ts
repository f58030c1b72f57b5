import { isMissingMark } from "@occam/core/tabular";
import { type CsvText, cellText, walkCsv } from "./csv-records.ts";
import { inputError, quoted } from "./input-error.ts";
import { parseNumber } from "./parse-number.ts";

export interface CsvHeader {
  /** Column names, spaces around them removed. */
  readonly names: readonly string[];
  readonly delimiter: number;
  /** The byte after the header's line. */
  readonly bodyStart: number;
}

/** How many records decide which separator a file uses. */
const sampledRecordCount = 100;

/**
 * Finds the separator, one of `delimiters`, and the names: the first record's cells.
 * @throws InputError when the first record cannot be read or holds numbers like the rows below it.
 */
export function readCsvHeader(file: string, bytes: Buffer, delimiters: readonly string[]): CsvHeader {
  const candidates = delimiters.map((delimiter) => sample(file, bytes, delimiter.charCodeAt(0)));
  const [first, ...others] = candidates;
  if (first === undefined) throw new RangeError("readCsvHeader expects at least one delimiter.");
  const best = others.reduce((winner, candidate) => (isBetter(candidate, winner) ? candidate : winner), first);
  if (best.fault !== undefined) throw best.fault;
  requireNamesNotNumbers(file, best.cells);
  return { names: best.cells.map((cell) => cell.trim()), delimiter: best.delimiter, bodyStart: best.bodyStart };
}

interface Sample {
  readonly delimiter: number;
  readonly cells: readonly string[];
  readonly bodyStart: number;
  /** The part of the sampled records with as many cells as the header. */
  readonly agreement: number;
  /** What kept the records from being read with this separator. */
  readonly fault: unknown;
}

function sample(file: string, bytes: Buffer, delimiter: number): Sample {
  const text: CsvText = { file, bytes, delimiter, blankIsCell: false };
  const cells: string[] = [];
  let bodyStart = bytes.length;
  let recordCount = 0;
  let agreeing = 0;
  let fault: unknown;
  try {
    walkCsv(text, 0, {
      cell: (_column, start, end, isQuoted) => {
        if (recordCount === 0) cells.push(cellText(bytes, start, end, isQuoted));
      },
      record: (cellCount, _start, next) => {
        if (recordCount === 0) bodyStart = next;
        recordCount += 1;
        if (cellCount === cells.length) agreeing += 1;
        return recordCount < sampledRecordCount;
      },
    });
  } catch (error) {
    fault = error;
  }
  return { delimiter, cells, bodyStart, agreement: agreeing / Math.max(recordCount, 1), fault };
}

/**
 * A separator that does not cut the header loses. Then it counts that the records can be read, that they are equally
 * long, and how long; in a tie the later, rarer character wins: "size, cm;price" is cut at the semicolon.
 */
function isBetter(candidate: Sample, winner: Sample): boolean {
  if (candidate.cells.length < 2 || winner.cells.length < 2) return candidate.cells.length > 1;
  const isReadable = candidate.fault === undefined;
  if (isReadable !== (winner.fault === undefined)) return isReadable;
  if (candidate.agreement !== winner.agreement) return candidate.agreement > winner.agreement;
  return candidate.cells.length >= winner.cells.length;
}

function requireNamesNotNumbers(file: string, cells: readonly string[]): void {
  const present = cells.filter((cell) => !isMissingMark(cell));
  const [first] = present;
  if (first === undefined || !present.every((cell) => !Number.isNaN(parseNumber(cell)))) return;
  throw inputError(
    `${file} starts with a line of numbers (${quoted(first)}, ...) where column names are expected: ` +
      "add a header line, or rename the columns if these are their names.",
  );
}
