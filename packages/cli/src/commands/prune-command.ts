import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type PruneTableOptions, pruneTable } from "@occam/core/tabular";
import type { PruneResult } from "@occam/report/results";
import { readRunFolder, readRunTable } from "../run-folder/run-folder.ts";
import { aboutModel, aboutTable } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { writeFilesSafely } from "../table/write-file-safely.ts";
import { withRuntimes } from "./runtimes.ts";

export interface PruneCommandOptions extends Omit<PruneTableOptions, "runtime" | "model" | "split"> {
  readonly out?: string;
  /** Where the table of the run is now. */
  readonly table?: string;
  readonly signal: AbortSignal;
}

/** Takes out of the network of a fit what does nothing, or little, and says what that is worth. */
export async function pruneCommand(
  folder: string,
  { out = join(folder, "pruned.onnx"), table: given, ...options }: PruneCommandOptions,
): Promise<PruneResult> {
  const run = await readRunFolder(folder);
  const file = given ?? run.table.file;
  if (given === undefined && !(await stat(file).catch(() => undefined))) {
    throw inputError(`${folder}/run.json names the table ${file}, which does not exist: say --table where it is now.`);
  }
  const table = await readRunTable(run, file);
  const { onnx: model, split } = run.fit;
  const pruned = await withRuntimes(1, ([runtime]) =>
    aboutModel(run.modelFile, () => aboutTable(file, () => pruneTable(table, { ...options, runtime, model, split }))),
  );
  options.signal.throwIfAborted();
  const result: PruneResult = {
    ...pruned.result,
    files: { model: out, certificate: join(dirname(out), "prune.json") },
  };
  await writeFilesSafely([
    { file: result.files.model, data: pruned.onnx },
    { file: result.files.certificate, data: `${JSON.stringify(result, null, 2)}\n` },
  ]);
  return result;
}
