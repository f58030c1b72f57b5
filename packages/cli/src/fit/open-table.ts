import { readTable } from "../table/read-table.ts";
import type { Table } from "../table/table.ts";
import { splitTable } from "./split-table.ts";
import { type Task, type Understanding, understand } from "./understanding.ts";

/** A table whose rows are either dealt to folds, or left alone for a later test. */
export interface OpenedTable {
  readonly table: Table;
  readonly known: Understanding;
  /** The rows that `occam fit` with the same seed trains on and chooses by, ascending. */
  readonly used: Int32Array;
  /** Its test rows. */
  readonly test: Int32Array;
}

export interface OpenTableOptions {
  readonly target: string;
  readonly task?: Task;
  readonly seed: number;
}

/** @throws input error as `readTable`, `understand` and `splitTable`. */
export async function openTable(file: string, options: OpenTableOptions): Promise<OpenedTable> {
  const table = await readTable(file);
  const known = understand(table, options);
  const { train, validation, test } = splitTable(table, known, options.seed, undefined);
  return { table, known, used: Int32Array.from([...train, ...validation]).sort(), test };
}
