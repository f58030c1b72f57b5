import { join } from "node:path";
import { type PathTableOptions, pathTable } from "@occam/core/tabular";
import { nowMs, secondsSince } from "../clock.ts";
import { createProgress } from "../progress.ts";
import { pathCsv } from "../report/path-table.ts";
import type { PathResult } from "../results/path-result.ts";
import { aboutTable } from "../table/about.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { readTable } from "../table/read-table.ts";
import { writeFilesSafely } from "../table/write-file-safely.ts";
import { progressReporter } from "../words/progress-words.ts";
import { withRuntimes } from "./runtimes.ts";

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
      ...(out !== undefined && { files: FILES.map((name) => join(out, name)) }),
    };
    options.signal.throwIfAborted();
    if (out !== undefined) await writeResults(out, timed);
    return timed;
  } finally {
    progress.done();
  }
}

const FILES = ["path.json", "path.csv", "path.html", "validation.svg", "inputs.svg", "sparsity.svg"] as const;

async function writeResults(folder: string, result: PathResult): Promise<void> {
  const { pathFigureFiles, renderPathHtml } = await import("../report/alpha-path-report.ts");
  const figures = pathFigureFiles(result);
  const content: Readonly<Record<(typeof FILES)[number], string>> = {
    "path.json": `${JSON.stringify(result, null, 2)}\n`,
    "path.csv": pathCsv(result),
    "path.html": renderPathHtml(result),
    "validation.svg": figures.validation,
    "inputs.svg": figures.inputs,
    "sparsity.svg": figures.sparsity,
  };
  await writeFilesSafely(FILES.map((name) => ({ file: join(folder, name), data: content[name] })));
}
