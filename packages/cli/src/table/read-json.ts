import { jsonRecords, wholeObject } from "./json-records.ts";
import { jsonColumns } from "./json-shapes.ts";
import type { Column } from "./table.ts";
import { notFinite, requireColumnNames, requireTableSize } from "./table-checks.ts";
import type { TableContent } from "./table-content.ts";

/**
 * The columns of JSON objects, in the order in which their names first occur, or of one object that holds a table in another
 * shape (`json-shapes.ts`); an absent name is a missing value.
 */
export function readJson(file: string, bytes: Buffer): TableContent {
  const { cellsByName, rowCount } = whole(bytes) ?? collect(file, bytes);
  const names = [...cellsByName.keys()];
  requireColumnNames(file, names);
  requireTableSize(file, rowCount, names.length);
  const columns = [...cellsByName].map(([name, cells]) => {
    cells.length = rowCount;
    return toColumn({ file, name, cells });
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

function whole(bytes: Buffer): JsonCells | undefined {
  const columns = jsonColumns(wholeObject(bytes));
  if (columns === undefined) return undefined;
  const cellsByName = new Map([...columns].map(([name, cells]) => [name, [...cells]]));
  return { cellsByName, rowCount: cellsByName.values().next().value?.length ?? 0 };
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

function toColumn({ file, name, cells }: JsonColumn): Column {
  const present = cells.filter((cell) => !isMissing(cell));
  if (present.every((cell) => typeof cell === "number")) return toNumeric({ file, name, cells });
  const nested = present.find((cell) => typeof cell === "object");
  if (nested !== undefined) return { name, kind: "other", type: Array.isArray(nested) ? "LIST" : "STRUCT" };
  return { name, kind: "text", values: Array.from(cells, (cell) => (isMissing(cell) ? null : String(cell))) };
}

function toNumeric({ file, name, cells }: JsonColumn): Column {
  const values = Float64Array.from(cells, (cell, index) => {
    if (typeof cell !== "number") return Number.NaN;
    if (Number.isFinite(cell)) return cell;
    throw notFinite({ file, column: name, row: index + 1, cell: String(cell) });
  });
  return { name, kind: "numeric", values };
}

function isMissing(cell: unknown): boolean {
  return cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
}
