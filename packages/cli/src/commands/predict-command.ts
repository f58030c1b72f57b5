import { readFile } from "node:fs/promises";
import { type InputColumn, isOccamError } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { type ModelFacts, readModelFacts } from "../fit/exported-model.ts";
import { applyModel, type Predictions } from "../predict/apply-model.ts";
import { inputError } from "../table/input-error.ts";
import { readTable } from "../table/read-table.ts";
import type { Table } from "../table/table.ts";

export interface PredictedTable {
  readonly facts: ModelFacts;
  readonly rowCount: number;
  readonly predictions: Predictions;
}

/** Predictions for every row of a table, by the exported model alone. */
export async function predictCommand(modelFile: string, tableFile: string): Promise<PredictedTable> {
  const model = await readModelFile(modelFile);
  const facts = readModelFacts(model, modelFile);
  const types = new Map(
    facts.columns.map(({ column, kind }) => [column, kind === "numeric" ? ("numeric" as const) : ("text" as const)]),
  );
  const table = await readTable(tableFile, { types });
  const columns = columnsFor(facts, table);
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const runtime = nodeRuntime();
  try {
    return { facts, rowCount: table.rowCount, predictions: await applyModel(runtime, model, facts, columns, rows) };
  } catch (error) {
    throw isOccamError(error) ? inputError(`${modelFile} cannot be used: ${error.message}`) : error;
  } finally {
    await runtime.close();
  }
}

export async function readModelFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const fault = code === "ENOENT" ? "does not exist" : code === "EISDIR" ? "is a folder" : `cannot be read (${code})`;
    throw inputError(`${file} ${fault}: expected a model.onnx that occam fit wrote.`);
  }
}

export function columnsFor({ columns }: ModelFacts, table: Table): ReadonlyMap<string, InputColumn> {
  const found = new Map(table.columns.map((column) => [column.name, column]));
  const missing = columns.filter(({ column }) => !found.has(column)).map(({ column }) => `"${column}"`);
  if (missing.length > 0) {
    const shown = missing.slice(0, 8).join(", ") + (missing.length > 8 ? ` and ${missing.length - 8} more` : "");
    throw inputError(`${table.file} lacks ${shown}: the model takes ${columns.length} columns by name.`);
  }
  return new Map(
    columns.map(({ column, kind }) => {
      const own = found.get(column);
      const fits = own !== undefined && own.kind !== "other" && (own.kind === "numeric") === (kind === "numeric");
      if (!fits)
        throw inputError(
          `${table.file}: the column "${column}" is not ${kind === "numeric" ? "numbers" : "text"}, as the model expects.`,
        );
      return [column, own];
    }),
  );
}
