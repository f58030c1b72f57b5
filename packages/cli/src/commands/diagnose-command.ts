import { type DiagnoseTableOptions, diagnoseTable } from "@occam/core/tabular";
import type { DiagnoseResult } from "@occam/report/results";
import { nowMs } from "../clock.ts";
import { type FinishedRun, readRunFolder, readRunTable } from "../run-folder/run-folder.ts";
import { aboutModel } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { askedColumns, readTable } from "../table/read-table.ts";
import { ofFile, training } from "./training.ts";
import { writeResult } from "./write-result.ts";

export interface DiagnoseCommandOptions extends Omit<DiagnoseTableOptions, "runtime" | "onProgress" | "fit"> {
  /** Folder of a finished `occam fit`; without it the table is fitted and the plain baseline diagnosed. */
  readonly run?: string;
  /** Folder for the result and what it looks like. */
  readonly out?: string;
  readonly signal: AbortSignal;
}

/** Says of a network whether it over- or underfits, with what probability, why, and what to do about it. */
export async function diagnoseCommand(
  file: string,
  { run: folder, out, ...options }: DiagnoseCommandOptions,
): Promise<DiagnoseResult> {
  const startMs = nowMs();
  if (out !== undefined) await requireOutputFolder(out);
  const run = folder === undefined ? undefined : await readRunOf(folder, options.target);
  const table = run === undefined ? await readTable(file, askedColumns(options)) : await readRunTable(run, file);
  const found = await training(file, (runtime, onProgress) =>
    aboutModel(run?.modelFile ?? file, () =>
      diagnoseTable(table, { ...options, ...(run && { fit: run.fit }), runtime, onProgress }),
    ),
  );
  const result: DiagnoseResult = ofFile(found, table, startMs);
  options.signal.throwIfAborted();
  if (out === undefined) return result;
  const { diagnosisFiles } = await import("@occam/report/pages");
  return writeResult(result, { folder: out, name: "diagnosis.json", others: diagnosisFiles(result) });
}

async function readRunOf(folder: string, target: string): Promise<FinishedRun> {
  const run = await readRunFolder(folder);
  if (run.fit.result.target === target) return run;
  throw inputError(`${folder} predicts "${run.fit.result.target}", but --target is "${target}": name the same column.`);
}
