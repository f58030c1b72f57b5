import { type SplitParts, splitRows, stratifyByQuantile } from "@occam/core";
import { inputError } from "../table/input-error.ts";
import type { Column, Table } from "../table/table.ts";
import { requireColumn, type Understanding } from "./understanding.ts";

const SHARES = { train: 0.6, validation: 0.2, test: 0.2 };
const MIN_ROWS = 10;

/** Table rows of each part: 60/20/20, stratified by the target, by the seed; or the user's own column. */
export function splitTable(
  table: Table,
  known: Understanding,
  seed: number,
  splitColumn: string | undefined,
): SplitParts {
  if (known.rows.length < MIN_ROWS) {
    throw inputError(
      `${table.file} has ${known.rows.length} rows with a target: at least ${MIN_ROWS} are needed to train, choose and test.`,
    );
  }
  const parts = splitColumn === undefined ? drawnParts(known, seed) : ownParts(table, known, splitColumn);
  for (const [name, rows] of Object.entries(parts)) {
    if (rows.length > 0) continue;
    const fix =
      splitColumn === undefined
        ? "give more rows"
        : `the column "${splitColumn}" needs rows marked train, validation and test`;
    throw inputError(`${table.file}: no row is left for the ${name} part: ${fix}.`);
  }
  if (known.task === "classification" && new Set(Array.from(parts.train, (row) => known.targets[row])).size < 2) {
    throw inputError(
      `${table.file}: the training rows hold one class only: the --split-column must leave at least two classes to train on.`,
    );
  }
  return parts;
}

function drawnParts({ rows, targets, task }: Understanding, seed: number): SplitParts {
  const own = Float64Array.from(rows, (row) => targets[row] as number);
  const strata = task === "classification" ? own : stratifyByQuantile(own);
  const parts = splitRows({ rowCount: rows.length, shares: SHARES, seed, strata });
  const toTableRows = (positions: Int32Array) => positions.map((position) => rows[position] as number);
  return { train: toTableRows(parts.train), validation: toTableRows(parts.validation), test: toTableRows(parts.test) };
}

function ownParts(table: Table, { rows }: Understanding, name: string): SplitParts {
  const column: Column = requireColumn(table, name, "--split-column");
  const parts: Record<"train" | "validation" | "test", number[]> = { train: [], validation: [], test: [] };
  for (const row of rows) {
    const part = column.kind === "text" ? column.values[row] : undefined;
    if (part === "train" || part === "validation" || part === "test") parts[part].push(row);
    else {
      const held = column.kind === "text" ? JSON.stringify(part ?? "") : "no text";
      throw inputError(
        `${table.file}: the split column "${name}" holds ${held} in row ${row + 1}: expected train, validation or test.`,
      );
    }
  }
  return {
    train: Int32Array.from(parts.train),
    validation: Int32Array.from(parts.validation),
    test: Int32Array.from(parts.test),
  };
}
