import { dateType } from "./date-type.ts";
import { jsonRecords } from "./json-records.ts";
import { parseNumber } from "./parse-number.ts";
import type { Column } from "./table.ts";
import { notACell, notANumber, notFinite, requireColumnNames, requireTableSize } from "./table-checks.ts";
import type { ColumnKinds, TableContent } from "./table-content.ts";

/** The columns of JSON objects, in the order in which their names first occur; an absent name is a missing value. */
export function readJson(file: string, bytes: Buffer, kinds: ColumnKinds): TableContent {
  const { cellsByName, rowCount } = collect(file, bytes);
  const names = [...cellsByName.keys()];
  requireColumnNames(file, names);
  requireTableSize(file, rowCount, names.length);
  const columns = [...cellsByName].map(([name, cells]) => {
    cells.length = rowCount;
    return toColumn({ file, name, cells }, kinds.get(name));
  });
  return { rowCount, columns };
}

interface JsonColumn {
  readonly file: string;
  readonly name: string;
  /** One per row; undefined, null and "" are missing. */
  readonly cells: readonly unknown[];
}

interface JsonCells {
  readonly cellsByName: ReadonlyMap<string, unknown[]>;
  readonly rowCount: number;
}

function collect(file: string, bytes: Buffer): JsonCells {
  const cellsByName = new Map<string, unknown[]>();
  let rowCount = 0;
  for (const record of jsonRecords(file, bytes)) {
    for (const [name, value] of Object.entries(record)) {
      const cells = cellsByName.get(name) ?? [];
      if (cells.length === 0) cellsByName.set(name, cells);
      cells[rowCount] = value;
    }
    rowCount += 1;
  }
  return { cellsByName, rowCount };
}

function toColumn(column: JsonColumn, demanded: "numeric" | "text" | undefined): Column {
  const present = column.cells.filter((cell) => !isMissing(cell));
  if (demanded === "text") return toText(column);
  if (demanded === "numeric" || present.every((cell) => typeof cell === "number")) return toNumeric(column);
  const nested = present.find((cell) => typeof cell === "object");
  if (nested !== undefined) {
    return { name: column.name, kind: "other", type: Array.isArray(nested) ? "LIST" : "STRUCT" };
  }
  const text = toText(column);
  const type = dateType(text.values);
  return type === undefined ? text : { name: column.name, kind: "other", type };
}

function toText({ file, name, cells }: JsonColumn): Column & { readonly kind: "text" } {
  const values = Array.from(cells, (cell, index) => {
    if (isMissing(cell)) return null;
    if (typeof cell === "object") {
      throw notACell({ file, column: name, row: index + 1, cell: JSON.stringify(cell) }, "text");
    }
    return String(cell);
  });
  return { name, kind: "text", values };
}

function toNumeric({ file, name, cells }: JsonColumn): Column {
  const values = Float64Array.from(cells, (cell, index) => {
    if (isMissing(cell)) return Number.NaN;
    const value = typeof cell === "number" ? cell : typeof cell === "string" ? parseNumber(cell) : Number.NaN;
    if (Number.isFinite(value)) return value;
    const shown = typeof cell === "object" ? JSON.stringify(cell) : String(cell);
    const fault = Number.isNaN(value) ? notANumber : notFinite;
    throw fault({ file, column: name, row: index + 1, cell: shown });
  });
  return { name, kind: "numeric", values };
}

function isMissing(cell: unknown): boolean {
  return cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
}
