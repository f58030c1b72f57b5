import { isOccamError } from "@occam/core";
import { predictTable, readModelFacts, unseenValues } from "@occam/core/tabular";
import type { PredictedTable } from "@occam/report/results";
import { unseenWords } from "@occam/report/text";
import { aboutModel, aboutTable } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { readTable } from "../table/read-table.ts";
import { readWholeFile } from "../table/read-whole-file.ts";
import { withRuntimes } from "./runtimes.ts";

export interface PredictCommandOptions {
  /** Values that the model never saw are an error. */
  readonly strict?: boolean;
}

/** Answers for every row of a table, by the exported model alone. */
export async function predictCommand(
  modelFile: string,
  tableFile: string,
  { strict = false }: PredictCommandOptions = {},
): Promise<PredictedTable> {
  const model = await readWholeFile(modelFile, "a model.onnx that occam fit wrote");
  const facts = await aboutModel(modelFile, async () => readModelFacts(model));
  const texts = facts.columns.filter(({ kind }) => kind === "categorical").map(({ column }) => column);
  const table = await readTable(tableFile, { asWritten: new Set(texts) });
  const unseen = await aboutModel(modelFile, () =>
    aboutTable(tableFile, async () => unseenValues(model, facts, table)),
  );
  const [first] = unseen;
  if (strict && first !== undefined)
    throw inputError(`${tableFile}: ${unseenWords(first)}: refused by --strict, leave it out to predict all the same.`);
  const answers = await withRuntimes(1, ([runtime]) =>
    aboutTable(tableFile, () => predictTable(runtime, model, facts, table)).catch((error: unknown) => {
      throw isOccamError(error) && error.code === "OCCAM_RUNTIME"
        ? inputError(`${modelFile} cannot be used: ${error.message}`)
        : error;
    }),
  );
  return { facts, answers, unseen };
}
