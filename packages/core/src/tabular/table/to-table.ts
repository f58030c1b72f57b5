/** Tables from what a program has: columns, row objects, or anything shaped like an Arrow table. */
import { describe, optionError } from "../../errors.ts";
import { type ArrowTable, fromArrow, isArrowTable } from "./from-arrow.ts";
import { fromRows, type RowObject } from "./from-rows.ts";
import type { Table } from "./table.ts";

export type TableInput = Table | readonly RowObject[] | ArrowTable;

/** @throws RangeError with code OCCAM_OPTION for anything else; Error with code OCCAM_TABLE for a table without rows or columns. */
export function toTable(input: TableInput): Table {
  if (Array.isArray(input)) return fromRows(input as readonly RowObject[]);
  // Told apart by what they hold: Array.isArray does not narrow readonly arrays.
  const other = input as Table | ArrowTable;
  if (isArrowTable(other)) return fromArrow(other);
  if (Array.isArray(other?.columns) && typeof other.rowCount === "number") return other;
  throw optionError({
    where: "table",
    expected: "columns, an array of row objects, or an Arrow table",
    received: describe(input),
  });
}
