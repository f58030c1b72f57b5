/** A folder that `occam fit` wrote, read back and checked. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SplitParts } from "@occam/core/data";
import { type CandidateResult, type FinishedFit, TASKS, type TaskName } from "@occam/core/tabular";
import { inputError } from "../table/input-error.ts";
import { readTable } from "../table/read-table.ts";
import type { FileTable } from "../table/table.ts";

export interface FinishedRun {
  /** Of the model. */
  readonly modelFile: string;
  readonly task: TaskName;
  readonly target: string;
  /** The table that was fitted. */
  readonly table: { readonly file: string; readonly sha256: string };
  readonly fit: FinishedFit;
}

/** @throws input error when the folder holds no run, or a damaged one. */
export async function readRunFolder(folder: string): Promise<FinishedRun> {
  const [runFile, modelFile] = [join(folder, "run.json"), join(folder, "model.onnx")];
  const run = parseRun(await readBytes(runFile, folder), runFile);
  const { split, ...facts } = run;
  return { ...facts, modelFile, fit: { onnx: await readBytes(modelFile, folder), split, result: facts.result } };
}

/**
 * The table of a run: its very bytes, as the split counts its rows.
 * @throws input error for another table, or one that is gone.
 */
export async function readRunTable(
  { table, fit: { split } }: FinishedRun,
  file: string,
  folder: string,
): Promise<FileTable> {
  const found = await readTable(file);
  const last = Math.max(...Object.values(split).map((rows: Int32Array) => rows.reduce((a, b) => Math.max(a, b), -1)));
  if (found.sha256 !== table.sha256)
    throw inputError(`${file} is not the table that ${folder} was made from: its content differs; give that file.`);
  if (last >= found.rowCount) throw damaged(join(folder, "run.json"), "split holds rows beyond the table's");
  return found;
}

async function readBytes(file: string, folder: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const fault = code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : `cannot be read (${code})`;
    throw inputError(`${file} ${fault}: expected a folder that occam fit wrote, but received ${folder}.`);
  }
}

type RunFacts = Pick<FinishedRun, "task" | "target" | "table"> & {
  readonly result: FinishedFit["result"];
  readonly split: SplitParts;
};

function parseRun(bytes: Uint8Array, file: string): RunFacts {
  const { task, target, data, split, candidates, chosen, choice } = propertiesOf(parseJson(bytes, file));
  const { file: table, sha256 } = propertiesOf(data);
  const parts = propertiesOf(split);
  const own = propertiesOf(choice).chosen;
  if (!TASKS.some(({ name }) => name === task) || typeof target !== "string")
    throw damaged(file, "task or target is missing");
  if (typeof table !== "string" || typeof sha256 !== "string") throw damaged(file, "data.sha256 is missing");
  if (!Array.isArray(candidates) || !candidates.every(isCandidate)) throw damaged(file, "candidates are incomplete");
  if (typeof own !== "number" || candidates[own] === undefined) throw damaged(file, "choice.chosen is no candidate");
  const { name, values, settings, reason } = propertiesOf(chosen);
  if (typeof name !== "string" || !isObject(values) || !isObject(settings))
    throw damaged(file, "chosen.settings are missing");
  if (!isObject(reason)) throw damaged(file, "chosen.reason is missing");
  const rowsOf = (part: string): Int32Array => {
    const rows = toRowNumbers(parts[part]);
    // A fit that chose by folds has no validation rows.
    if (rows !== undefined && (rows.length > 0 || part === "validation")) return rows;
    throw damaged(file, `split.${part} is no list of rows`);
  };
  return {
    // All that is used of it has been looked at; what the settings hold is checked where the network is built from them.
    task: task as TaskName,
    target,
    table: { file: table, sha256 },
    result: { candidates, chosen, choice } as FinishedFit["result"],
    split: { train: rowsOf("train"), validation: rowsOf("validation"), test: rowsOf("test") },
  };
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw damaged(file, "it is no JSON");
  }
}

function damaged(file: string, why: string): Error {
  return inputError(`${file} is damaged: ${why}; run occam fit again.`);
}

function isCandidate(value: unknown): value is CandidateResult {
  const { name, values, validation, epochs } = propertiesOf(value);
  // A diverged candidate's scores are not numbers, and JSON has null for them.
  return typeof name === "string" && isObject(values) && isObject(validation) && Number.isSafeInteger(epochs);
}

/** Row numbers that are whole, at least 0 and not repeated; undefined for anything else. */
function toRowNumbers(value: unknown): Int32Array | undefined {
  if (!Array.isArray(value)) return undefined;
  const isRow = (row: unknown) => typeof row === "number" && Number.isInteger(row) && row >= 0 && row < 2 ** 31;
  return value.every(isRow) && new Set(value).size === value.length ? Int32Array.from(value as number[]) : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own properties of a value that was read from a file; none where it is no object. */
function propertiesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
