import type { Column } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";

type Cell = number | string | null;

/**
 * A column from single values: numbers where every present value is one (whole ones of any size too), else texts, with
 * numbers, booleans and dates as JavaScript writes them. Missing are null, undefined, NaN and dates that are none.
 * @throws Error with code OCCAM_TABLE for a value that is nested or infinite.
 */
export function columnOf(name: string, values: readonly unknown[]): Column {
  const cells = values.map((value, row) => cellOf(name, value, row));
  if (cells.every((cell) => typeof cell !== "string")) {
    return { name, kind: "numeric", values: Float64Array.from(cells, (cell) => cell ?? Number.NaN) };
  }
  return { name, kind: "text", values: cells.map((cell) => (cell === null ? null : String(cell))) };
}

function cellOf(name: string, value: unknown, row: number): Cell {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const held = typeof value === "number" ? `${value}, which is infinite` : "a nested value";
  throw tableError(
    `the column ${quoted(name)} holds ${held} in row ${row + 1}: expected numbers, texts, booleans or nothing.`,
  );
}
