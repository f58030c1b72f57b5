/** A folder that `occam fit` wrote, read back and checked. */
import { join } from "node:path";
import { isOccamError } from "@occam/core";
import { type FinishedFit, readFit, readModelFacts } from "@occam/core/tabular";
import { aboutModel } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { askedColumns, readTable } from "../table/read-table.ts";
import { readWholeFile } from "../table/read-whole-file.ts";
import type { FileTable } from "../table/table.ts";

export interface FinishedRun {
  readonly folder: string;
  /** Of the model. */
  readonly modelFile: string;
  /** The table that was fitted. */
  readonly table: { readonly file: string; readonly sha256: string };
  readonly fit: FinishedFit;
}

/** @throws input error when the folder holds no run, or a damaged one. */
export async function readRunFolder(folder: string): Promise<FinishedRun> {
  const [file, modelFile] = [join(folder, "run.json"), join(folder, "model.onnx")];
  const expected = `a folder that occam fit wrote, but received ${folder}`;
  const run = parseJson(await readWholeFile(file, expected), file);
  return {
    folder,
    modelFile,
    table: tableOf(run, file),
    fit: fitOf(run, await readWholeFile(modelFile, expected), file),
  };
}

/**
 * The table of a run: its very bytes, as the split counts its rows.
 * @throws input error for another table, or one that is gone.
 */
export async function readRunTable(
  { folder, modelFile, table, fit: { onnx, split } }: FinishedRun,
  file: string,
): Promise<FileTable> {
  const { asked = {} } = await aboutModel(modelFile, async () => readModelFacts(onnx));
  const found = await readTable(file, askedColumns(asked));
  const last = Math.max(...Object.values(split).map((rows: Int32Array) => rows.reduce((a, b) => Math.max(a, b), -1)));
  if (found.sha256 !== table.sha256)
    throw inputError(`${file} is not the table that ${folder} was made from: its content differs; give that file.`);
  if (last >= found.rowCount) throw damaged(join(folder, "run.json"), "split holds rows beyond the table's");
  return found;
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw damaged(file, "it is no JSON");
  }
}

function tableOf(run: unknown, file: string): FinishedRun["table"] {
  // Of JSON that is anything else, both are undefined.
  const { data } = (run ?? {}) as { readonly data?: Partial<Record<keyof FinishedRun["table"], unknown>> };
  const [table, sha256] = [data?.file, data?.sha256];
  if (typeof table === "string" && typeof sha256 === "string") return { file: table, sha256 };
  throw damaged(file, "data.sha256 is missing");
}

function fitOf(run: unknown, onnx: Uint8Array, file: string): FinishedFit {
  try {
    return readFit(run, onnx);
  } catch (error) {
    throw isOccamError(error) ? damaged(file, error.message.replace(/\. \(OCCAM_DATA\)$/, "")) : error;
  }
}

function damaged(file: string, why: string): Error {
  return inputError(`${file} is damaged: ${why}; run occam fit again.`);
}
