import { type CsvHeader, readCsvHeader } from "./csv-header.ts";
import { type CsvText, cellText, lineAt, walkCsv } from "./csv-records.ts";
import { inputError } from "./input-error.ts";
import { hasLeadingZero, isBlankCell, parseNumberBytes, pointGroups } from "./parse-number.ts";
import type { Column } from "./table.ts";
import { type BadCell, notFinite, requireColumnNames, requireTableSize } from "./table-checks.ts";
import type { AsWritten, TableContent } from "./table-content.ts";

/**
 * The columns of a text table with a header line, cut by one of `delimiters`, whichever fits. A column is numeric when all
 * its cells that are not blank are numbers as programs write them, in one reading only; all others are texts as written, for
 * the library to read. Two walks: the first decides the kinds, the second fills.
 */
export function readCsv(
  file: string,
  bytes: Buffer,
  delimiters: readonly string[],
  asWritten: AsWritten = new Set(),
): TableContent {
  const header = readCsvHeader(file, bytes, delimiters);
  const { names } = header;
  requireColumnNames(file, names);
  const body: CsvBody = { file, bytes, blankIsCell: names.length === 1 && header.trailingCount === 0, ...header };
  const { found, rowCount } = survey(body, asWritten);
  requireTableSize(file, rowCount, names.length);
  return { rowCount, columns: fill(body, found, rowCount) };
}

type CsvBody = CsvText & CsvHeader;

type FoundKind = "numeric" | "text";

interface Survey {
  readonly found: readonly FoundKind[];
  readonly rowCount: number;
}

/** Decides each column's kind, counts the rows, and refuses rows of another length than the header. */
function survey(body: CsvBody, asWritten: AsWritten): Survey {
  const { bytes, names, trailingCount } = body;
  const found: FoundKind[] = names.map((name) => (asWritten.has(name) ? "text" : "numeric"));
  // "1.234" may be one and a bit, or a thousand and more where all cells of the column look so: not decided here.
  const mayBeGrouped = new Uint8Array(names.length).fill(1);
  const hasPoint = new Uint8Array(names.length);
  let rowCount = 0;
  let hasSurplus = false;
  walkCsv(body, body.bodyStart, {
    cell: (column, start, end) => {
      if (column >= names.length && !isBlankCell(bytes, start, end)) hasSurplus = true;
      if (found[column] !== "numeric" || start === end) return;
      const isNumber = !Number.isNaN(parseNumberBytes(bytes, start, end)) && !hasLeadingZero(bytes, start, end);
      if (!isNumber && !isBlankCell(bytes, start, end)) found[column] = "text";
      else if (isNumber && mayBeGrouped[column] === 1) {
        const groupCount = pointGroups(bytes, start, end);
        if (groupCount < 0) mayBeGrouped[column] = 0;
        else if (groupCount > 0) hasPoint[column] = 1;
      }
    },
    record: (cellCount, start) => {
      const isTrailing = !hasSurplus && cellCount > names.length && cellCount <= names.length + trailingCount;
      if (cellCount !== names.length && !isTrailing) throw raggedRow(body, cellCount, start);
      rowCount += 1;
      return true;
    },
  });
  return {
    found: found.map((kind, column) => (mayBeGrouped[column] === 1 && hasPoint[column] === 1 ? "text" : kind)),
    rowCount,
  };
}

function fill(body: CsvBody, found: readonly FoundKind[], rowCount: number): Column[] {
  const { bytes, names } = body;
  const numbers = found.map((kind) => (kind === "numeric" ? new Float64Array(rowCount).fill(Number.NaN) : undefined));
  const texts = found.map((kind) => (kind === "text" ? new Array<string | null>(rowCount).fill(null) : undefined));
  let row = 0;
  walkCsv(body, body.bodyStart, {
    cell: (column, start, end, isQuoted) => {
      if (start === end) return;
      const values = numbers[column];
      if (values !== undefined) {
        const value = parseNumberBytes(bytes, start, end);
        if (Math.abs(value) === Infinity) {
          throw notFinite(badCell(body, column, row, cellText(bytes, start, end, isQuoted)));
        }
        values[row] = value;
        return;
      }
      const text = cellText(bytes, start, end, isQuoted);
      const cells = texts[column];
      if (cells !== undefined && text.trim() !== "") cells[row] = text;
    },
    record: () => {
      row += 1;
      return true;
    },
  });
  return names.map((name, column) => {
    const values = numbers[column];
    return values === undefined
      ? { name, kind: "text", values: texts[column] ?? [] }
      : { name, kind: "numeric", values };
  });
}

function badCell({ file, names }: CsvBody, column: number, rowsBefore: number, cell: string): BadCell {
  return { file, column: names[column] ?? "", row: rowsBefore + 1, cell };
}

function raggedRow({ file, bytes, names }: CsvBody, cellCount: number, start: number): Error {
  return inputError(
    `${file} line ${lineAt(bytes, start)} has ${countOf(cellCount, "cell")} where the header has ` +
      `${countOf(names.length, "column")}: add or remove separators, or put quotes around a cell that holds one.`,
  );
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
