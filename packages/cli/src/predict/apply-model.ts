/** Rows of a table through an exported model, and nothing else than the model. */
import type { FloatTensor, InputColumn, Runtime, Tensor } from "@occam/core";
import type { ModelFacts } from "../fit/exported-model.ts";

export interface Predictions {
  /** Probabilities [n * classes], or values [n]. */
  readonly numbers: Float32Array;
  /** The most probable class of each row; empty for regression. */
  readonly labels: readonly string[];
}

const BLOCK_ROWS = 8192;
const MISSING_TEXT = "";

/** `columns` must hold every column that the model takes, of the kind it takes. */
export async function applyModel(
  runtime: Runtime,
  model: Uint8Array,
  facts: ModelFacts,
  columns: ReadonlyMap<string, InputColumn>,
  rows: Int32Array,
): Promise<Predictions> {
  const session = await runtime.load(model);
  const width = facts.task === "classification" ? facts.classes.length : 1;
  const numbers = new Float32Array(rows.length * width);
  const labels: string[] = [];
  const isClassification = facts.task === "classification";
  for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
    const block = rows.subarray(start, start + BLOCK_ROWS);
    const feeds = Object.fromEntries(
      facts.columns.map(({ column, input }) => [input, feedOf(columns.get(column) as InputColumn, block)]),
    );
    const { fetched } = await session.run(feeds, { fetch: isClassification ? ["label", "probabilities"] : ["value"] });
    numbers.set((fetched[isClassification ? "probabilities" : "value"] as FloatTensor).data, start * width);
    if (isClassification) for (const label of labelsOf(fetched)) labels.push(label);
  }
  await session.release();
  return { numbers, labels };
}

/** The model's own output, a text for each row. */
function labelsOf(fetched: Readonly<Record<string, Tensor>>): readonly string[] {
  return (fetched.label as Tensor).data as readonly string[];
}

function feedOf(column: InputColumn, rows: Int32Array) {
  const shape = [rows.length, 1];
  if (column.kind === "numeric") return { shape, data: Float32Array.from(rows, (row) => column.values[row] as number) };
  return { shape, data: Array.from(rows, (row) => column.values[row] ?? MISSING_TEXT) };
}
