/** A table from an array of row objects, as JSON gives them. */
import { columnOf } from "./column-of.ts";
import type { Table } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";

/** One row: cells by the name of their column. */
export type RowObject = Readonly<Record<string, unknown>>;

/**
 * Columns in the order in which their names first appear; a row without a name misses that value.
 * @throws Error with code OCCAM_TABLE for no rows, a row that is no object, and a cell that is nested or infinite.
 */
export function fromRows(rows: readonly RowObject[]): Table {
  if (rows.length === 0) throw tableError("the table has no rows: add rows of data.");
  const cells = new Map<string, unknown[]>();
  rows.forEach((row, i) => {
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw tableError(`row ${i + 1} is ${Array.isArray(row) ? "a list" : quoted(String(row))}: expected an object.`);
    for (const [name, value] of Object.entries(row)) {
      const own = cells.get(name) ?? new Array<unknown>(rows.length).fill(null);
      own[i] = value;
      cells.set(name, own);
    }
  });
  if (cells.size === 0) throw tableError("the rows hold no columns: expected objects such as { age: 41, sex: 'f' }.");
  return { rowCount: rows.length, columns: [...cells].map(([name, own]) => columnOf(name, own)) };
}
