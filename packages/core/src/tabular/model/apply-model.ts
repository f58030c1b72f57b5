/** Rows of a table through an exported model, and nothing else than the model. */
import type { InputColumn } from "../../data/columns.ts";
import { columnFeed, inputType } from "../../data/preprocessing-graph.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { withSession } from "../../runtime/with-session.ts";
import { kindOf, NAIVE_READINGS } from "../table/reading/index.ts";
import { findColumn } from "../table/require-column.ts";
import type { Table } from "../table/table.ts";
import { quoted, tableError } from "../table/table-error.ts";
import { type Answer, taskNamed } from "../tasks/index.ts";
import { emptyTarget, type ModelFacts } from "./model-facts.ts";

export interface Predictions {
  /** Probabilities [n * classes], or values [n]. */
  readonly numbers: Float64Array;
  /** The most probable class of each row; empty for numbers. */
  readonly labels: readonly string[];
}

const BLOCK_ROWS = 8192;

/** `columns` must hold every column that the model takes, of the kind it takes. */
export async function applyModel(
  runtime: Runtime,
  model: Uint8Array,
  facts: ModelFacts,
  columns: ReadonlyMap<string, InputColumn>,
  rows: Int32Array,
): Promise<Predictions> {
  const { outputs } = taskNamed(facts.task);
  const width = outputWidth(facts);
  const fetch = [outputs.numbers, ...(outputs.labels === undefined ? [] : [outputs.labels])];
  return withSession(runtime, model, async (session) => {
    const numbers = new Float64Array(rows.length * width);
    const labels: string[] = [];
    for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
      const block = rows.subarray(start, start + BLOCK_ROWS);
      const feeds = Object.fromEntries(
        facts.columns.map((each) => [
          each.input,
          columnFeed(columns.get(each.name ?? each.column) as InputColumn, inputType(each), block),
        ]),
      );
      const { fetched } = await session.run(feeds, { fetch });
      // The model's facts fit its graph: numbers are float32 or float64, labels a text for each row.
      numbers.set(fetched[outputs.numbers]?.data as Float32Array | Float64Array, start * width);
      for (const label of (fetched[outputs.labels ?? ""]?.data ?? []) as readonly string[]) labels.push(label);
    }
    return { numbers, labels };
  });
}

/** The answers of a model for all rows of a table. `columns`: those of the table, where they are read already. */
export async function predictTable(
  runtime: Runtime,
  model: Uint8Array,
  facts: ModelFacts,
  table: Table,
  columns: ReadonlyMap<string, InputColumn> = modelColumns(facts, table),
): Promise<readonly Answer[]> {
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const { numbers, labels } = await applyModel(runtime, model, facts, columns, rows);
  return taskNamed(facts.task).toAnswers(numbers, labels, outputWidth(facts));
}

function outputWidth({ task, target, classes }: ModelFacts): number {
  return taskNamed(task).outputCount(emptyTarget(target, classes));
}

/**
 * The columns that a model takes, by name, each read as in the table that it learnt from.
 * @throws Error with code OCCAM_TABLE for columns that are missing or of another kind, and for a cell that is no number where
 * numbers are.
 */
export function modelColumns(
  { columns, readings = [], asked = {} }: ModelFacts,
  table: Table,
): ReadonlyMap<string, InputColumn> {
  const kinds = new Map(columns.map(({ column, kind }) => [column, kind]));
  const found = [...kinds].map(([column, kind]) => ({ column, kind, own: findColumn(table, column) }));
  const missing = found.filter(({ own }) => own === undefined).map(({ column }) => quoted(column));
  if (missing.length > 0) {
    const shown = missing.slice(0, 8).join(", ") + (missing.length > 8 ? ` and ${missing.length - 8} more` : "");
    throw tableError(`the table lacks ${shown}: the model takes ${kinds.size} columns by name.`);
  }
  const special = new Map(readings.map(({ column, reading }) => [column, reading]));
  const read = found.flatMap(({ column, kind, own }) => {
    if (own === undefined || own.kind === "other") {
      const expected = kind === "numeric" ? "numbers" : "text";
      throw tableError(`the column ${quoted(column)} is not ${expected}, as the model expects.`);
    }
    const reading = special.get(column) ?? NAIVE_READINGS[kind];
    return kindOf(reading).read({ ...own, name: column }, reading, asked.missing ?? []);
  });
  const byName = new Map(read.map((column) => [column.name, column]));
  // A reading makes the columns that it made for the fit; those that the model does not take are left out.
  return new Map(columns.map(({ column, name = column }) => [name, byName.get(name) as InputColumn]));
}
