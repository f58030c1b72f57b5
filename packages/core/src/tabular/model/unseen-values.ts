/** Cells of a table that are unlike all that a model has learnt from. */
import type { InputColumn } from "../../data/columns.ts";
import { findColumn } from "../table/require-column.ts";
import type { Table } from "../table/table.ts";
import { modelColumns } from "./apply-model.ts";
import type { ModelColumn, ModelFacts } from "./model-facts.ts";
import type { SeenValues } from "./seen-values.ts";

export type UnseenCode =
  /** A text that no training row held. */
  | "unseenText"
  /** Below the lowest or above the highest number of the training rows by more than these lie apart. */
  | "farOutside"
  /** No value, where every training row had one. */
  | "newlyMissing";

/** Rows whose value of a column the model never saw. */
export interface Unseen {
  readonly code: UnseenCode;
  /** As the model names it. */
  readonly column: string;
  /** How many rows are concerned, at least 1. */
  readonly rows: number;
  /** The cell of the first of them as the table holds it; absent where it holds nothing. */
  readonly example?: string;
}

type Value = number | string | null;

/** For each code a test of values; undefined where the training rows say nothing of it. */
const TESTS: { readonly [Code in UnseenCode]: (seen: SeenValues) => ((value: Value) => boolean) | undefined } = {
  unseenText: ({ texts }) => {
    const known = texts && new Set(texts);
    return known && ((value) => typeof value === "string" && !known.has(value));
  },
  farOutside: ({ range }) => {
    if (range === undefined) return undefined;
    const [lowest, highest] = range;
    const width = highest - lowest;
    return (value) => typeof value === "number" && (value < lowest - width || value > highest + width);
  },
  newlyMissing: ({ hasMissing }) => (hasMissing ? undefined : (value) => value === null || Number.isNaN(value)),
};
const CODES = Object.keys(TESTS) as readonly UnseenCode[];

/**
 * Of each column of a table that the model takes, and each code, how many rows hold what no training row held. Columns that are
 * made of one, such as the parts of a date, are counted together. A model that does not say what it saw gives none.
 * `columns`: those of the table, where they are read already.
 * @throws as `modelColumns`.
 */
export function unseenValues(
  facts: ModelFacts,
  table: Table,
  columns: ReadonlyMap<string, InputColumn> = modelColumns(facts, table),
): readonly Unseen[] {
  const made = new Map<string, ModelColumn[]>();
  for (const each of facts.columns) {
    const own = made.get(each.column);
    if (own === undefined) made.set(each.column, [each]);
    else own.push(each);
  }
  return [...made].flatMap(([column, parts]) =>
    CODES.flatMap((code): readonly Unseen[] => {
      const rows = unseenRows(code, parts, columns);
      const [first] = rows;
      if (first === undefined) return [];
      const example = cellIn(table, column, first);
      return [{ code, column, rows: rows.length, ...(example !== undefined && { example }) }];
    }),
  );
}

function unseenRows(
  code: UnseenCode,
  parts: readonly ModelColumn[],
  columns: ReadonlyMap<string, InputColumn>,
): readonly number[] {
  const rows = new Set<number>();
  for (const { column, name = column, seen } of parts) {
    const isUnseen = seen && TESTS[code](seen);
    if (isUnseen === undefined) continue;
    // The model's columns are all among those that were read.
    const { values } = columns.get(name) as InputColumn;
    values.forEach((value, row) => {
      if (isUnseen(value)) rows.add(row);
    });
  }
  return [...rows].sort((a, b) => a - b);
}

function cellIn(table: Table, name: string, row: number): string | undefined {
  const column = findColumn(table, name);
  if (column === undefined || column.kind === "other") return undefined;
  const cell = column.values[row] ?? null;
  return cell === null || cell === "" || Number.isNaN(cell) ? undefined : String(cell);
}
