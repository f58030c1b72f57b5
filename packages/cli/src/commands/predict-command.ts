import { isOccamError } from "@occam/core";
import { predictTable, readModelFacts } from "@occam/core/tabular";
import type { PredictedTable } from "@occam/report/results";
import { aboutModel, aboutTable } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { readTable } from "../table/read-table.ts";
import { readWholeFile } from "../table/read-whole-file.ts";
import { withRuntimes } from "./runtimes.ts";

/** Answers for every row of a table, by the exported model alone. */
export async function predictCommand(modelFile: string, tableFile: string): Promise<PredictedTable> {
  const model = await readWholeFile(modelFile, "a model.onnx that occam fit wrote");
  const facts = await aboutModel(modelFile, async () => readModelFacts(model));
  const texts = facts.columns.filter(({ kind }) => kind === "categorical").map(({ column }) => column);
  const table = await readTable(tableFile, { asWritten: new Set(texts) });
  const answers = await withRuntimes(1, ([runtime]) =>
    aboutTable(tableFile, () => predictTable(runtime, model, facts, table)).catch((error: unknown) => {
      throw isOccamError(error) && error.code === "OCCAM_RUNTIME"
        ? inputError(`${modelFile} cannot be used: ${error.message}`)
        : error;
    }),
  );
  return { facts, answers };
}
