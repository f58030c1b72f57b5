import { type PathTableOptions, pathTable } from "@occam/core/tabular";
import type { PathResult } from "@occam/report/results";
import { nowMs } from "../clock.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { askedColumns, readTable } from "../table/read-table.ts";
import { pathCsv } from "./path-csv.ts";
import { ofFile, training } from "./training.ts";
import { writeResult } from "./write-result.ts";

export interface PathCommandOptions extends Omit<PathTableOptions, "runtime" | "onProgress"> {
  readonly out?: string;
  readonly signal: AbortSignal;
}

/** Turns one kind of regularization up over the folds of a table's file, and draws what happens. */
export async function pathCommand(file: string, { out, ...options }: PathCommandOptions): Promise<PathResult> {
  const startMs = nowMs();
  if (out !== undefined) await requireOutputFolder(out);
  const table = await readTable(file, askedColumns(options));
  const found = await training(file, (runtime, onProgress) => pathTable(table, { ...options, runtime, onProgress }));
  const result: PathResult = ofFile(found.result, table, startMs);
  options.signal.throwIfAborted();
  if (out === undefined) return result;
  const { pathFiles } = await import("@occam/report/pages");
  return writeResult(result, {
    folder: out,
    name: "path.json",
    others: { "path.csv": pathCsv(result), ...pathFiles(result) },
  });
}
