import { type PathTableOptions, pathTable } from "@occam/core/tabular";
import type { PathResult } from "@occam/report/results";
import { progressReporter } from "@occam/report/text";
import { nowMs, secondsSince } from "../clock.ts";
import { createProgress } from "../progress.ts";
import { aboutTable } from "../table/about.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { readTable } from "../table/read-table.ts";
import { pathCsv } from "./path-csv.ts";
import { withRuntimes } from "./runtimes.ts";
import { writeResult } from "./write-result.ts";

export interface PathCommandOptions extends Omit<PathTableOptions, "runtime" | "onProgress"> {
  readonly out?: string;
  readonly signal: AbortSignal;
}

const MOST_RUNTIMES = 2;

/** Turns one kind of regularization up over the folds of a table's file, and draws what happens. */
export async function pathCommand(file: string, { out, ...options }: PathCommandOptions): Promise<PathResult> {
  const startMs = nowMs();
  const progress = createProgress(process.stderr);
  try {
    if (out !== undefined) await requireOutputFolder(out);
    const table = await readTable(file);
    const { result } = await withRuntimes(MOST_RUNTIMES, (runtime) =>
      aboutTable(file, () => pathTable(table, { ...options, runtime, onProgress: progressReporter(progress) })),
    );
    progress.done();
    const timed: PathResult = {
      ...result,
      data: { file, sha256: table.sha256, ...result.data },
      seconds: secondsSince(startMs),
    };
    options.signal.throwIfAborted();
    if (out === undefined) return timed;
    const { pathFiles } = await import("@occam/report/pages");
    return await writeResult(timed, {
      folder: out,
      name: "path.json",
      others: { "path.csv": pathCsv(timed), ...pathFiles(timed) },
    });
  } finally {
    progress.done();
  }
}
