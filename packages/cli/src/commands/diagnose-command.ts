import { type DiagnoseTableOptions, diagnoseTable } from "@occam/core/tabular";
import type { DiagnoseResult } from "@occam/report/results";
import { progressReporter } from "@occam/report/text";
import { nowMs, secondsSince } from "../clock.ts";
import { createProgress } from "../progress.ts";
import { readRunFolder, readRunTable } from "../run-folder/run-folder.ts";
import { aboutModel, aboutTable } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { readTable } from "../table/read-table.ts";
import { withRuntimes } from "./runtimes.ts";
import { writeResult } from "./write-result.ts";

export interface DiagnoseCommandOptions extends Omit<DiagnoseTableOptions, "runtime" | "onProgress" | "fit"> {
  /** Folder of a finished `occam fit`; without it the table is fitted and the plain baseline diagnosed. */
  readonly run?: string;
  /** Folder for the result and what it looks like. */
  readonly out?: string;
  readonly signal: AbortSignal;
}

const MOST_RUNTIMES = 2;

/** Says of a network whether it over- or underfits, with what probability, why, and what to do about it. */
export async function diagnoseCommand(file: string, options: DiagnoseCommandOptions): Promise<DiagnoseResult> {
  const startMs = nowMs();
  const progress = createProgress(process.stderr);
  const { run: folder, out, ...own } = options;
  try {
    if (out !== undefined) await requireOutputFolder(out);
    const run = folder === undefined ? undefined : await readRunFolder(folder);
    if (run !== undefined && run.fit.result.target !== options.target) {
      throw inputError(
        `${folder} predicts "${run.fit.result.target}", but --target is "${options.target}": name the same column.`,
      );
    }
    const table = run === undefined ? await readTable(file) : await readRunTable(run, file, folder as string);
    const result = await withRuntimes(MOST_RUNTIMES, (runtime) =>
      aboutModel(run?.modelFile ?? file, () =>
        aboutTable(file, () =>
          diagnoseTable(table, {
            ...own,
            ...(run && { fit: run.fit }),
            runtime,
            onProgress: progressReporter(progress),
          }),
        ),
      ),
    );
    progress.done();
    const data = { file, sha256: table.sha256, ...result.data };
    const timed: DiagnoseResult = { ...result, data, seconds: secondsSince(startMs) };
    options.signal.throwIfAborted();
    if (out === undefined) return timed;
    const { diagnosisFiles } = await import("@occam/report/pages");
    return await writeResult(timed, { folder: out, name: "diagnosis.json", others: diagnosisFiles(timed) });
  } finally {
    progress.done();
  }
}
