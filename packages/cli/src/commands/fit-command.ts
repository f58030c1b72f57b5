import { join } from "node:path";
import {
  type AskedKind,
  fitTable,
  type Setting,
  type SettingValues,
  type TableStudy,
  type TaskName,
} from "@occam/core/tabular";
import type { FitResult } from "@occam/report/results";
import { nowMs } from "../clock.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { readJsonFile } from "../table/read-json-file.ts";
import { askedColumns, readTable } from "../table/read-table.ts";
import { writeFilesSafely } from "../table/write-file-safely.ts";
import { ofFile, training } from "./training.ts";

export interface FitCommandOptions {
  readonly target: string;
  readonly task?: TaskName;
  readonly splitColumn?: string;
  /** Kinds of columns by name, and marks of missing values. */
  readonly columns?: Readonly<Record<string, AskedKind>>;
  readonly missing?: readonly string[];
  /** A column whose groups of rows stay together, or one in whose order rows are split. */
  readonly group?: string;
  readonly time?: string;
  /** How probabilities become labels. */
  readonly threshold?: number;
  readonly balance?: boolean;
  readonly seed: number;
  readonly out: string;
  readonly epochs?: number;
  /** A file of settings to train instead of the default table. */
  readonly config?: string;
  /** What can be set. Default: every setting of the library. */
  readonly settings?: readonly Setting[];
  readonly signal: AbortSignal;
}

/** From a table's file to a verdict, a model and a report. */
export async function fitCommand(file: string, { config, out, ...options }: FitCommandOptions): Promise<FitResult> {
  const startMs = nowMs();
  await requireOutputFolder(out);
  const table = await readTable(file, askedColumns(options));
  // What it holds is checked where it is known what it may set.
  const values = config === undefined ? undefined : ((await readJsonFile(config, "--config")) as SettingValues);
  const study = await training(file, (runtime, onProgress) =>
    fitTable(table, { ...options, ...(values !== undefined && { config: values }), runtime, onProgress }),
  );
  const files = { model: join(out, "model.onnx"), run: join(out, "run.json"), report: join(out, "report.html") };
  const result: FitResult = { ...ofFile(study.result, table, startMs), files };
  options.signal.throwIfAborted();
  await writeResults(result, study);
  return result;
}

async function writeResults(result: FitResult, { split, onnx, figures }: TableStudy): Promise<void> {
  const { renderFitHtml } = await import("@occam/report/pages");
  // Which rows of the table, counted from 0, each part holds: so that anyone can look at the test rows again.
  const rows = { train: [...split.train], validation: [...split.validation], test: [...split.test] };
  await writeFilesSafely([
    { file: result.files.model, data: onnx },
    { file: result.files.run, data: `${JSON.stringify({ ...result, split: rows }, null, 2)}\n` },
    { file: result.files.report, data: renderFitHtml(result, figures) },
  ]);
}
