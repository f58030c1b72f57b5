/** A table whose rows are either dealt to folds, or left alone for a later test. */
import { joinedRows, splitTable } from "../table/split-table.ts";
import type { Table } from "../table/table.ts";
import { type TableInput, toTable } from "../table/to-table.ts";
import { type Understanding, type UnderstandOptions, understand } from "../table/understand.ts";

export interface OpenedTable {
  readonly table: Table;
  readonly known: Understanding;
  /** The rows that a fit with the same seed trains on and chooses by, ascending. */
  readonly used: Int32Array;
  /** Its test rows. */
  readonly test: Int32Array;
}

/** @throws as `toTable`, `understand` and `splitTable`. */
export function openTable(input: TableInput, options: UnderstandOptions & { readonly seed?: number }): OpenedTable {
  const table = toTable(input);
  const known = understand(table, options);
  const { train, validation, test } = splitTable(table, known, options.seed ?? 0, undefined);
  return { table, known, used: joinedRows(train, validation), test };
}
