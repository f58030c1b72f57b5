import { readCsvHeader } from "./csv-header.ts";
import { type CsvText, cellText, lineAt, walkCsv } from "./csv-records.ts";
import { dateType } from "./date-type.ts";
import { inputError } from "./input-error.ts";
import { isMissingMark } from "./missing-marks.ts";
import { parseNumberBytes } from "./parse-number.ts";
import type { Column } from "./table.ts";
import { type BadCell, notANumber, notFinite, requireColumnNames, requireTableSize } from "./table-checks.ts";
import type { ColumnKinds, TableContent } from "./table-content.ts";

/**
 * The columns of a text table with a header line, cut by one of `delimiters`, whichever fits.
 * A column is numeric when all its present cells are numbers. Two walks: the first decides the kinds, the second fills.
 */
export function readCsv(file: string, bytes: Buffer, delimiters: readonly string[], kinds: ColumnKinds): TableContent {
  const { names, delimiter, bodyStart } = readCsvHeader(file, bytes, delimiters);
  requireColumnNames(file, names);
  const body: CsvBody = { file, bytes, delimiter, blankIsCell: names.length === 1, names, bodyStart };
  const { found, rowCount } = survey(body, kinds);
  requireTableSize(file, rowCount, names.length);
  return { rowCount, columns: fill(body, found, rowCount).map((column) => toOtherIfDates(column, kinds)) };
}

interface CsvBody extends CsvText {
  readonly names: readonly string[];
  readonly bodyStart: number;
}

type FoundKind = "numeric" | "text";

interface Survey {
  readonly found: readonly FoundKind[];
  readonly rowCount: number;
}

/** Decides each column's kind, counts the rows, and refuses rows of another length than the header. */
function survey(body: CsvBody, kinds: ColumnKinds): Survey {
  const { bytes, names } = body;
  const demanded = names.map((name) => kinds.get(name));
  const found: FoundKind[] = demanded.map((kind) => kind ?? "numeric");
  let rowCount = 0;
  let fault: Error | undefined;
  walkCsv(body, body.bodyStart, {
    cell: (column, start, end, isQuoted) => {
      if (found[column] !== "numeric" || start === end) return;
      if (!Number.isNaN(parseNumberBytes(bytes, start, end))) return;
      const text = cellText(bytes, start, end, isQuoted);
      if (isMissingMark(text)) return;
      if (demanded[column] !== "numeric") found[column] = "text";
      else fault ??= notANumber(badCell(body, column, rowCount, text));
    },
    record: (cellCount, start) => {
      if (cellCount !== names.length) throw raggedRow(body, cellCount, start);
      // Only now: in a row of the wrong length, the wrong length is what explains the cell.
      if (fault !== undefined) throw fault;
      rowCount += 1;
      return true;
    },
  });
  return { found, rowCount };
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
      if (cells !== undefined && !isMissingMark(text)) cells[row] = text;
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

function toOtherIfDates(column: Column, kinds: ColumnKinds): Column {
  if (column.kind !== "text" || kinds.has(column.name)) return column;
  const type = dateType(column.values);
  return type === undefined ? column : { name: column.name, kind: "other", type };
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
