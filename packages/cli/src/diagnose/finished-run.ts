/** A folder that `occam fit` wrote, read back and checked. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SplitParts } from "@occam/core";
import { type ModelFacts, readModelFacts } from "../fit/exported-model.ts";
import { toRowNumbers } from "../fit/row-numbers.ts";
import { propertiesOf } from "../properties-of.ts";
import type { CandidateResult } from "../report/fit-result.ts";
import { inputError } from "../table/input-error.ts";
import type { Table } from "../table/table.ts";

export interface FinishedRun {
  readonly facts: ModelFacts;
  readonly model: Uint8Array;
  readonly parts: SplitParts;
  /** Name of the chosen candidate, which the model is. */
  readonly chosen: string;
  readonly candidates: readonly Pick<CandidateResult, "name" | "l2" | "validation">[];
  /** Units of the hidden layers. */
  readonly units: readonly number[];
}

/** @throws input error when the folder holds no run, a damaged one, or one of another table or target. */
export async function readFinishedRun(folder: string, table: Table, target: string): Promise<FinishedRun> {
  const [runFile, modelFile] = [join(folder, "run.json"), join(folder, "model.onnx")];
  const run = parseRun(await readBytes(runFile, folder), runFile);
  const model = await readBytes(modelFile, folder);
  const facts = readModelFacts(model, modelFile);
  if (run.sha256 !== table.sha256) {
    throw inputError(`${table.file} is not the table that ${folder} was made from: give the same file, unchanged.`);
  }
  if (facts.target !== target) {
    throw inputError(`${folder} predicts "${facts.target}", but --target is "${target}": name the same column.`);
  }
  const outside = [run.parts.train, run.parts.validation, run.parts.test].some((rows) =>
    rows.some((row) => row >= table.rowCount),
  );
  if (outside) throw damaged(runFile, "split holds rows beyond the table's");
  return { facts, model, ...run };
}

async function readBytes(file: string, folder: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch {
    throw inputError(`${file} cannot be read: --run expects a folder that occam fit wrote, but receives ${folder}.`);
  }
}

type RunFacts = Omit<FinishedRun, "facts" | "model"> & { readonly sha256: string };

function parseRun(bytes: Uint8Array, file: string): RunFacts {
  const run = propertiesOf(parseJson(bytes, file));
  const { candidates, network, split, data, chosen } = run;
  const { units } = propertiesOf(network);
  const { sha256 } = propertiesOf(data);
  const { name } = propertiesOf(chosen);
  const parts = propertiesOf(split);
  if (!isCounts(units, 1)) throw damaged(file, "network.units is no list of whole numbers");
  if (typeof sha256 !== "string") throw damaged(file, "data.sha256 is missing");
  if (typeof name !== "string") throw damaged(file, "chosen.name is missing");
  if (!Array.isArray(candidates) || !candidates.every(isCandidate)) throw damaged(file, "candidates are incomplete");
  const rowsOf = (part: string): Int32Array => {
    const rows = toRowNumbers(parts[part]);
    // A fit that chose by folds has no validation rows.
    if (rows !== undefined && (rows.length > 0 || part === "validation")) return rows;
    throw damaged(file, `split.${part} is no list of rows`);
  };
  return {
    sha256,
    chosen: name,
    units,
    candidates,
    parts: { train: rowsOf("train"), validation: rowsOf("validation"), test: rowsOf("test") },
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

function isCandidate(value: unknown): value is FinishedRun["candidates"][number] {
  const { name, l2, validation } = propertiesOf(value);
  // A diverged candidate's scores are not numbers, and JSON has null for them.
  return typeof name === "string" && typeof l2 === "number" && typeof validation === "object" && validation !== null;
}

function isCounts(value: unknown, low: number): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= low && each < 2 ** 31);
}
