import { join } from "node:path";
import type { Run, Runtime, SplitParts } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { choose } from "../fit/choose.ts";
import { compare } from "../fit/compare.ts";
import { figuresOf } from "../fit/figures.ts";
import { sizesFor } from "../fit/network-plan.ts";
import { type PreparedData, prepareData } from "../fit/prepare-data.ts";
import { DECIDING, LOSSES, outputsOf } from "../fit/scores.ts";
import { splitTable } from "../fit/split-table.ts";
import { trainCandidates } from "../fit/train-candidates.ts";
import { configuredTable, defaultTable, type TrainingTable } from "../fit/training-candidate.ts";
import { type Task, type Understanding, understand } from "../fit/understanding.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { FitFigures, FitResult } from "../report/fit-result.ts";
import { readConfiguration } from "../settings/configuration.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { readTable } from "../table/read-table.ts";
import type { Table } from "../table/table.ts";
import { writeFilesSafely } from "../table/write-file-safely.ts";
import { VERSION } from "../version.ts";

export interface FitCommandOptions {
  readonly target: string;
  readonly task?: Task;
  readonly splitColumn?: string;
  readonly seed: number;
  readonly out: string;
  readonly epochs?: number;
  /** A file of settings to train instead of the default table. */
  readonly config?: string;
  readonly signal: AbortSignal;
}

/** From a table to an honest verdict and a model: reads, splits, trains, chooses, compares, writes. */
export async function fitCommand(file: string, options: FitCommandOptions): Promise<FitResult> {
  const startMs = performance.now();
  const progress = createProgress(process.stderr);
  const runtime = nodeRuntime();
  try {
    await requireOutputFolder(options.out);
    const table = await readTable(file);
    const known = understand(table, options);
    const parts = splitTable(table, known, options.seed, options.splitColumn);
    const sizes = sizesFor(parts.train.length, options.epochs);
    const tried = options.config
      ? configuredTable(await readConfiguration(options.config, known.task), sizes)
      : defaultTable(sizes);
    options.signal.throwIfAborted();
    const data = await prepareData(runtime, known, parts, file);
    progress.stage(understoodText(table, known, parts, data, tried));
    const { result, figures, model } = await trainAndCompare({
      table,
      known,
      parts,
      data,
      tried,
      runtime,
      options,
      progress,
    });
    const timed: FitResult = { ...result, seconds: Math.round((performance.now() - startMs) / 10) / 100 };
    options.signal.throwIfAborted();
    await writeResults(timed, parts, figures, model);
    return timed;
  } finally {
    progress.done();
    await runtime.close();
  }
}

/** The result before it is known how long all took. */
type Untimed = Omit<FitResult, "seconds">;

interface Work {
  readonly table: Table;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly data: PreparedData;
  readonly tried: TrainingTable;
  readonly runtime: Runtime;
  readonly options: FitCommandOptions;
  readonly progress: Progress;
}

async function trainAndCompare(work: Work): Promise<{ result: Untimed; figures: FitFigures; model: Uint8Array }> {
  const { known, parts, data, runtime, options, progress } = work;
  const { candidates, sizes } = work.tried;
  const loss = LOSSES[known.task];
  const runs = await trainCandidates({
    runtime,
    candidates,
    train: data.train,
    validation: data.validation,
    outputs: outputsOf(known),
    loss,
    seed: options.seed,
    sizes,
    onEpoch: (epoch, epochs, training) =>
      progress.update(
        epoch / epochs,
        `epoch ${epoch} of ${epochs}, ${training} of ${candidates.length} networks training`,
      ),
    signal: options.signal,
  });
  progress.done();
  const chosen = await choose({ runtime, known, parts, data, candidates, runs, loss });
  const entrant = (i: number) => ({ candidate: candidates[i] as (typeof candidates)[number], run: runs[i] as Run });
  const compared = await compare({
    runtime,
    known,
    parts,
    data,
    baseline: entrant(0),
    chosen: entrant(chosen.index),
    seed: options.seed,
  });
  const figures = figuresOf({
    task: known.task,
    targetScale: data.targetScale,
    candidates: chosen.candidates,
    baseline: runs[0] as Run,
    chosen: runs[chosen.index] as Run,
  });
  const { model, ...comparison } = compared;
  const result: Untimed = {
    ...headOf(work),
    network: { units: sizes.shape.units, activation: sizes.shape.activation },
    metric: DECIDING[known.task].name,
    candidates: chosen.candidates,
    choice: chosen.choice,
    ...comparison,
    files: filesIn(options.out),
  };
  return { result, figures, model };
}

function headOf({
  table,
  known,
  parts,
  data,
  options,
}: Work): Pick<FitResult, "occam" | "command" | "task" | "target" | "seed" | "data"> & { classes?: readonly string[] } {
  const { columns, dropped } = data.preprocessing;
  const count = (kind: string) => columns.filter((plan) => plan.kind === kind).length;
  return {
    occam: VERSION,
    command: "fit",
    task: known.task,
    target: known.target,
    ...(known.task === "classification" && { classes: known.classes }),
    seed: options.seed,
    data: {
      file: table.file,
      sha256: table.sha256,
      rows: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
      columns: columns.length,
      kinds: { numeric: count("numeric"), categorical: count("categorical") },
      dropped: [...known.dropped, ...dropped],
    },
  };
}

function understoodText(
  table: Table,
  known: Understanding,
  parts: SplitParts,
  { preprocessing, train }: PreparedData,
  { candidates }: TrainingTable,
): string {
  const without = table.rowCount - known.rows.length;
  const left = without === 0 ? "" : ` (${without} without a target left out)`;
  const rows = `${parts.train.length} rows to train, ${parts.validation.length} to choose, ${parts.test.length} to test${left}`;
  const columns = `${preprocessing.columns.length} columns as ${train.x.shape[1]} features`;
  return `${known.task} of "${known.target}": ${rows}; ${columns}. Training ${candidates.length} networks together.`;
}

function filesIn(folder: string): FitResult["files"] {
  return { model: join(folder, "model.onnx"), run: join(folder, "run.json"), report: join(folder, "report.html") };
}

/** Which rows of the table, counted from 0, each part holds: so that anyone can look at the test rows again. */
function partRows({ train, validation, test }: SplitParts): Record<string, number[]> {
  return { train: [...train], validation: [...validation], test: [...test] };
}

async function writeResults(
  result: FitResult,
  parts: SplitParts,
  figures: FitFigures,
  model: Uint8Array,
): Promise<void> {
  const { renderFitHtml } = await import("../report/html-report.ts");
  await writeFilesSafely([
    { file: result.files.model, data: model },
    { file: result.files.run, data: `${JSON.stringify({ ...result, split: partRows(parts) }, null, 2)}\n` },
    { file: result.files.report, data: renderFitHtml(result, figures) },
  ]);
}
