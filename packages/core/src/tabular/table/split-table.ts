/** Rows to train on, to choose by and to test with. */
import { type SplitParts, splitRows } from "../../data/split.ts";
import { requireColumn } from "./require-column.ts";
import type { Column, Table } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";
import { targetsOf, type Understanding } from "./understand.ts";

const SHARES = { train: 0.6, validation: 0.2, test: 0.2 };
const MIN_ROWS = 10;

/**
 * Table rows of each part: 60/20/20, stratified by the target, by the seed; or the user's own column of train, validation, test.
 * @throws Error with code OCCAM_TABLE for fewer than 10 rows with a target, an empty part, and training rows of one class.
 */
export function splitTable(
  table: Table,
  known: Understanding,
  seed: number,
  splitColumn: string | undefined,
): SplitParts {
  if (known.rows.length < MIN_ROWS) {
    throw tableError(
      `there are ${known.rows.length} rows with a target: at least ${MIN_ROWS} are needed to train, choose and test.`,
    );
  }
  const parts = splitColumn === undefined ? drawnParts(known, seed) : ownParts(table, known, splitColumn);
  for (const [name, rows] of Object.entries(parts)) {
    if (rows.length > 0) continue;
    const fix =
      splitColumn === undefined
        ? "give more rows"
        : `the column ${quoted(splitColumn)} needs rows marked train, validation and test`;
    throw tableError(`no row is left for the ${name} part: ${fix}.`);
  }
  known.task.requireTrainable(targetsOf(known, parts.train));
  return parts;
}

/** The rows of two parts, ascending. */
export function joinedRows(first: Int32Array, second: Int32Array): Int32Array {
  return Int32Array.from([...first, ...second]).sort();
}

function drawnParts(known: Understanding, seed: number): SplitParts {
  const { rows, task } = known;
  const strata = task.strata(targetsOf(known, rows));
  const parts = splitRows({ rowCount: rows.length, shares: SHARES, seed, strata });
  const toTableRows = (positions: Int32Array) => positions.map((position) => rows[position] as number);
  return { train: toTableRows(parts.train), validation: toTableRows(parts.validation), test: toTableRows(parts.test) };
}

function ownParts(table: Table, { rows }: Understanding, name: string): SplitParts {
  const column: Column = requireColumn(table, name, "split");
  const parts: Record<"train" | "validation" | "test", number[]> = { train: [], validation: [], test: [] };
  for (const row of rows) {
    const part = column.kind === "text" ? column.values[row] : undefined;
    if (part === "train" || part === "validation" || part === "test") parts[part].push(row);
    else {
      const held = column.kind === "text" ? JSON.stringify(part ?? "") : "no text";
      throw tableError(
        `the split column ${quoted(name)} holds ${held} in row ${row + 1}: expected train, validation or test.`,
      );
    }
  }
  return {
    train: Int32Array.from(parts.train),
    validation: Int32Array.from(parts.validation),
    test: Int32Array.from(parts.test),
  };
}
