/** What occam fit left in a folder. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SplitParts } from "@occam/core";
import { toRowNumbers } from "../fit/row-numbers.ts";
import { propertiesOf } from "../properties-of.ts";
import { inputError } from "../table/input-error.ts";

/** The part of run.json that later commands need. */
export interface RunRecord {
  readonly task: "classification" | "regression";
  readonly target: string;
  readonly table: { readonly file: string; readonly sha256: string };
  /** Rows of the table in each part. */
  readonly split: SplitParts;
}

/** @throws input error when the folder has no run.json of a fit. */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const file = join(folder, "run.json");
  const value = parse(await readText(file, folder), file);
  const { task, target, data, split } = propertiesOf(value);
  const { file: table, sha256 } = propertiesOf(data);
  const parts = propertiesOf(split);
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map(toRowNumbers);
  const isTask = task === "classification" || task === "regression";
  const isNamed = typeof target === "string" && typeof table === "string" && typeof sha256 === "string";
  // A fit that chose by folds has no validation rows.
  const isSplit = (train?.length ?? 0) > 0 && validation !== undefined && (test?.length ?? 0) > 0;
  if (!isTask || !isNamed || !isSplit || train === undefined || test === undefined) {
    throw inputError(`${file} is not the record of a fit: expected the folder that occam fit wrote.`);
  }
  return { task, target, table: { file: table, sha256 }, split: { train, validation, test } };
}

async function readText(file: string, folder: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const fault = code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : `cannot be read (${code})`;
    throw inputError(`${file} ${fault}: ${folder} should be a folder that occam fit wrote.`);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw inputError(`${file} is not JSON: expected the record that occam fit wrote.`);
  }
}
