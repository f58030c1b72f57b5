import { isOccamError } from "@occam/core";
import { modelColumns, predictTable, readModelFacts, type Unseen, unseenValues } from "@occam/core/tabular";
import type { PredictedTable } from "@occam/report/results";
import { unseenWords } from "@occam/report/text";
import { aboutModel, aboutTable } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { readTable } from "../table/read-table.ts";
import { readWholeFile } from "../table/read-whole-file.ts";
import { withRuntimes } from "./runtimes.ts";

export interface PredictCommandOptions {
  /** Refuse a table with values that the model never saw. */
  readonly strict?: boolean;
}

/** Answers for every row of a table, by the exported model alone, and the rows unlike all that it has learnt from. */
export async function predictCommand(
  modelFile: string,
  tableFile: string,
  { strict = false }: PredictCommandOptions = {},
): Promise<PredictedTable> {
  const model = await readWholeFile(modelFile, "a model.onnx that occam fit wrote");
  const facts = await aboutModel(modelFile, async () => readModelFacts(model));
  const isTold = facts.columns.some(({ seen }) => seen !== undefined);
  if (strict && !isTold) {
    throw inputError(
      `${modelFile} does not say what its training rows held, as --strict needs: fit the table again, or predict without --strict.`,
    );
  }
  const texts = facts.columns.filter(({ kind }) => kind === "categorical").map(({ column }) => column);
  const table = await readTable(tableFile, { asWritten: new Set(texts) });
  const columns = await aboutTable(tableFile, async () => modelColumns(facts, table));
  const unseen = unseenValues(facts, table, columns);
  if (strict) requireSeen(tableFile, unseen);
  const answers = await withRuntimes(1, ([runtime]) =>
    predictTable(runtime, model, facts, table, columns).catch((error: unknown) => {
      throw isOccamError(error) && error.code === "OCCAM_RUNTIME"
        ? inputError(`${modelFile} cannot be used: ${error.message}`)
        : error;
    }),
  );
  return { facts, answers, ...(isTold && { unseen }) };
}

const MOST_NAMED = 3;

function requireSeen(tableFile: string, unseen: readonly Unseen[]): void {
  if (unseen.length === 0) return;
  const named = unseen.slice(0, MOST_NAMED).map(unseenWords);
  const others = unseen.length > MOST_NAMED ? `; and ${unseen.length - MOST_NAMED} more` : "";
  throw inputError(
    `${tableFile} holds what the model never saw: ${named.join("; ")}${others}: correct those cells, or predict without --strict.`,
  );
}
