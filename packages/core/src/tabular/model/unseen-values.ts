/** What a table to predict holds that the rows that a model learnt from did not. */
import { type InputColumn, MISSING_TEXT } from "../../data/columns.ts";
import { type ColumnPlan, USUAL_REACH } from "../../data/preprocessing.ts";
import type { Table } from "../table/table.ts";
import { modelColumns } from "./apply-model.ts";
import { readPreprocessing } from "./exported-network.ts";
import { type ModelFacts, modelError } from "./model-facts.ts";

export type UnseenCode =
  /** A category that the model has no feature for. */
  | "unseenCategory"
  /**
   * A number further from the training rows' median than all of them: over twenty times the width of their middle half, or, where
   * some of them are so far out themselves, twice as far as the furthest.
   */
  | "farNumber"
  /** No value, where every training row had one. */
  | "unexpectedMissing";

export interface UnseenValues {
  readonly code: UnseenCode;
  readonly column: string;
  /** How many rows hold such a value. */
  readonly rows: number;
  /** The first of them, from 0. */
  readonly first: number;
  /** What it holds, where it holds something. */
  readonly example?: string;
}

/**
 * Column by column, in the order of the model.
 * @throws as `modelColumns`; Error with code OCCAM_ONNX for a model that does not describe its columns.
 */
export function unseenValues(model: Uint8Array, facts: ModelFacts, table: Table): readonly UnseenValues[] {
  const preprocessing = readPreprocessing(model);
  if (preprocessing === undefined) throw modelError("it does not describe its network: fit the table again.");
  const columns = modelColumns(facts, table);
  return preprocessing.columns.flatMap((plan) => {
    const column = columns.get(plan.name);
    return column === undefined ? [] : unseenIn(column, plan);
  });
}

function unseenIn(column: InputColumn, plan: ColumnPlan): readonly UnseenValues[] {
  const codeOf = plan.kind === "numeric" ? numberTest(plan) : categoryTest(plan);
  const found = new Map<UnseenCode, UnseenValues>();
  column.values.forEach((value, row) => {
    const code = codeOf(value);
    if (code === undefined) return;
    const { first = row, rows = 0 } = found.get(code) ?? {};
    const example = column.values[first];
    const isShown = code !== "unexpectedMissing" && example !== undefined && example !== null;
    found.set(code, { code, column: plan.name, rows: rows + 1, first, ...(isShown && { example: String(example) }) });
  });
  return [...found.values()];
}

type UnseenTest = (value: number | string | null) => UnseenCode | undefined;

function numberTest({ center, scale, reach, hasMissing }: ColumnPlan & { readonly kind: "numeric" }): UnseenTest {
  const far = (reach === undefined ? USUAL_REACH : 2 * reach) * scale;
  return (value) => {
    if (typeof value !== "number" || Number.isNaN(value)) return hasMissing ? undefined : "unexpectedMissing";
    return Math.abs(value - center) > far ? "farNumber" : undefined;
  };
}

function categoryTest({
  categories,
  rare = [],
  spellings = [],
}: ColumnPlan & { readonly kind: "categorical" }): UnseenTest {
  const known = new Set([...categories, ...rare, ...spellings.map(([spelling]) => spelling)]);
  return (value) => {
    if (known.has(String(value ?? MISSING_TEXT))) return undefined;
    return value === null ? "unexpectedMissing" : "unseenCategory";
  };
}
