import type { DuckDBVector } from "@duckdb/node-api";
import type { Column } from "./table.ts";
import { notFinite } from "./table-checks.ts";

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
/** Dates and times are texts in ISO 8601, which the library reads. */
const textType = /^(VARCHAR|BOOLEAN|UUID|ENUM\(.*\)|DATE|TIME|TIMESTAMP.*)$/s;

export function parquetReader(stored: StoredColumn): ParquetReader {
  if (wholeType.test(stored.type) || fractionType.test(stored.type)) return number(stored);
  return textType.test(stored.type) ? text(stored) : other(stored);
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

function text({ name, rowCount }: StoredColumn): ParquetReader {
  const values = new Array<string | null>(rowCount).fill(null);
  return {
    expression: asText,
    take: (vector, row) =>
      forEachCell(vector, row, (cell, at) => {
        values[at] = isMissing(cell) ? null : String(cell);
      }),
    column: () => ({ name, kind: "text", values }),
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
