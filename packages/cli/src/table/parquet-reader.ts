import type { DuckDBVector } from "@duckdb/node-api";
import { inputError, quoted } from "./input-error.ts";
import { parseNumber } from "./parse-number.ts";
import type { Column } from "./table.ts";
import { notANumber, notFinite } from "./table-checks.ts";

/** Reads one column: what to select for it, and what to do with the vectors that come. */
export interface ParquetReader {
  /** SQL over the column's alias; undefined when its cells are not wanted. */
  readonly expression: ((alias: string) => string) | undefined;
  readonly take: (vector: DuckDBVector, row: number) => void;
  readonly column: () => Column;
}

export interface StoredColumn {
  readonly file: string;
  readonly name: string;
  /** As DuckDB names it, such as "DECIMAL(5,2)". */
  readonly type: string;
  readonly rowCount: number;
}

const wholeType = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const fractionType = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const textType = /^(VARCHAR|BOOLEAN|UUID|ENUM\(.*\))$/s;
const momentType = /^(DATE|TIME|TIMESTAMP|INTERVAL)/;

/** @throws InputError when cells of the stored type cannot be of the demanded kind. */
export function parquetReader(stored: StoredColumn, demanded: "numeric" | "text" | undefined): ParquetReader {
  const isWhole = wholeType.test(stored.type);
  const isFraction = fractionType.test(stored.type);
  const isText = textType.test(stored.type);
  if (demanded === "text") {
    if (isFraction) return fractionAsText(stored);
    if (isWhole || isText || momentType.test(stored.type)) return text(stored, false);
    throw wrongType(stored, "text is");
  }
  if (isWhole || isFraction) return number(stored);
  if (demanded === "numeric") {
    if (isText) return textAsNumber(stored);
    throw wrongType(stored, "numbers are");
  }
  return isText ? text(stored, true) : other(stored);
}

// NaN for NULL, because asking a vector which of its cells are NULL costs more than reading them.
const asDouble = (alias: string) => `coalesce(CAST(${alias} AS DOUBLE), 'NaN'::DOUBLE)`;
const asText = (alias: string) => `CAST(${alias} AS VARCHAR)`;

function number({ file, name, rowCount }: StoredColumn): ParquetReader {
  const values = new Float64Array(rowCount);
  return {
    expression: asDouble,
    take: (vector, row) =>
      forEachCell(vector, row, (cell, at) => {
        const value = Number(cell);
        if (Math.abs(value) === Infinity) throw notFinite({ file, column: name, row: at + 1, cell: String(value) });
        values[at] = value;
      }),
    column: () => ({ name, kind: "numeric", values }),
  };
}

function text({ name, rowCount }: StoredColumn, numericIfAllMissing: boolean): ParquetReader {
  const values = new Array<string | null>(rowCount).fill(null);
  return {
    expression: asText,
    take: (vector, row) =>
      forEachCell(vector, row, (cell, at) => {
        values[at] = isMissing(cell) ? null : String(cell);
      }),
    column: () =>
      numericIfAllMissing && values.every((cell) => cell === null)
        ? { name, kind: "numeric", values: new Float64Array(rowCount).fill(Number.NaN) }
        : { name, kind: "text", values },
  };
}

/** Not DuckDB's text, which has "1.0" where JavaScript has "1". */
function fractionAsText({ name, rowCount }: StoredColumn): ParquetReader {
  const values = new Array<string | null>(rowCount).fill(null);
  return {
    expression: asDouble,
    take: (vector, row) =>
      forEachCell(vector, row, (cell, at) => {
        values[at] = Number.isNaN(cell) ? null : String(cell);
      }),
    column: () => ({ name, kind: "text", values }),
  };
}

function textAsNumber({ file, name, rowCount }: StoredColumn): ParquetReader {
  const values = new Float64Array(rowCount).fill(Number.NaN);
  return {
    expression: asText,
    take: (vector, row) =>
      forEachCell(vector, row, (cell, at) => {
        if (isMissing(cell)) return;
        const value = parseNumber(String(cell));
        const fault = Number.isNaN(value) ? notANumber : notFinite;
        if (!Number.isFinite(value)) throw fault({ file, column: name, row: at + 1, cell: String(cell) });
        values[at] = value;
      }),
    column: () => ({ name, kind: "numeric", values }),
  };
}

function other({ name, type }: StoredColumn): ParquetReader {
  return { expression: undefined, take: () => {}, column: () => ({ name, kind: "other", type }) };
}

function forEachCell(vector: DuckDBVector, row: number, visit: (cell: unknown, at: number) => void): void {
  for (let index = 0; index < vector.itemCount; index += 1) visit(vector.getItem(index), row + index);
}

function isMissing(cell: unknown): boolean {
  return cell === null || (typeof cell === "string" && cell.trim() === "");
}

function wrongType({ file, name, type }: StoredColumn, expected: string): Error {
  return inputError(
    `${file} column ${quoted(name)} is of type ${type} where ${expected} expected: convert the column in the file.`,
  );
}
