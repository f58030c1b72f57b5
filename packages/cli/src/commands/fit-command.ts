import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Runtime, SplitParts } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { nowMs } from "../clock.ts";
import { chooseByFolds, chooseBySplit } from "../fit/choose-entrants.ts";
import { compare } from "../fit/compare.ts";
import { type DealtFolds, dealFolds } from "../fit/deal-folds.ts";
import { figuresOf } from "../fit/figures.ts";
import { sizesFor } from "../fit/network-plan.ts";
import { type PreparedRows, prepareRows } from "../fit/prepare-data.ts";
import { DECIDING, LOSSES, outputsOf } from "../fit/scores.ts";
import { splitTable } from "../fit/split-table.ts";
import { configuredTable, defaultTable, shortTable, type TrainingTable } from "../fit/training-candidate.ts";
import { type Task, type Understanding, understand } from "../fit/understanding.ts";
import { createProgress, type Progress } from "../progress.ts";
import type { FitFigures, FitResult } from "../report/fit-result.ts";
import { foldsText } from "../report/validation-words.ts";
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

/** Tables of fewer rows are too small to lose a fifth of them to one look: they are dealt to folds. */
const SMALL_TABLE = 1_000;
/** As many as leave a fit of 600 rows done in a few seconds. */
const FOLDS = { usual: 3, repeats: 2 } as const;
const FOLD_EPOCHS = 80;

/** From a table to an honest verdict and a model: reads, splits, trains, chooses, compares, writes. */
export async function fitCommand(file: string, options: FitCommandOptions): Promise<FitResult> {
  const startMs = nowMs();
  const progress = createProgress(process.stderr);
  const runtimes = startRuntimes();
  try {
    await requireOutputFolder(options.out);
    const table = await readTable(file);
    const known = understand(table, options);
    const split = splitTable(table, known, options.seed, options.splitColumn);
    const isSmall = options.splitColumn === undefined && known.rows.length < SMALL_TABLE;
    const parts = isSmall ? withoutValidation(split) : split;
    const dealt = isSmall ? dealFolds(known, parts.train, { ...FOLDS, seed: options.seed }, file) : undefined;
    const sizes = isSmall
      ? sizesFor(parts.train.length, options.epochs ?? FOLD_EPOCHS)
      : sizesFor(parts.train.length, options.epochs);
    const tried = options.config
      ? configuredTable(await readConfiguration(options.config, known.task), sizes)
      : isSmall
        ? shortTable(sizes)
        : defaultTable(sizes);
    options.signal.throwIfAborted();
    const data = prepareRows(runtimes[0], known, parts.train, file);
    const work: Work = { table, known, parts, data, dealt, tried, runtimes, options, progress };
    progress.stage(understoodText(work));
    const { result, figures, model } = await trainAndCompare(work);
    const timed: FitResult = { ...result, seconds: Math.round((nowMs() - startMs) / 10) / 100 };
    options.signal.throwIfAborted();
    await writeResults(timed, parts, figures, model);
    return timed;
  } finally {
    progress.done();
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}

function startRuntimes(): readonly [Runtime, ...Runtime[]] {
  return [nodeRuntime(), ...(availableParallelism() > 1 ? [nodeRuntime()] : [])];
}

/** Rows to choose by become rows to train on, in the table's order. */
function withoutValidation({ train, validation, test }: SplitParts): SplitParts {
  return { train: Int32Array.from([...train, ...validation]).sort(), validation: new Int32Array(), test };
}

/** The result before it is known how long all took. */
type Untimed = Omit<FitResult, "seconds">;

interface Work {
  readonly table: Table;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly data: PreparedRows;
  /** Of a small table; without, there are validation rows. */
  readonly dealt: DealtFolds | undefined;
  readonly tried: TrainingTable;
  readonly runtimes: readonly [Runtime, ...Runtime[]];
  readonly options: FitCommandOptions;
  readonly progress: Progress;
}

async function trainAndCompare(work: Work): Promise<{ result: Untimed; figures: FitFigures; model: Uint8Array }> {
  const { known, parts, data, tried, runtimes, options, progress } = work;
  const way = work.dealt === undefined ? chooseBySplit : chooseByFolds;
  const { chosen, baseline, winner, foldRuns } = await way({
    ...work,
    outputs: outputsOf(known),
    loss: LOSSES[known.task],
    seed: options.seed,
    signal: options.signal,
    onEpoch: (epoch, epochs, training) =>
      progress.update(
        epoch / epochs,
        `epoch ${epoch} of ${epochs}, ${training} ${work.dealt ? "" : `of ${tried.candidates.length} `}networks training`,
      ),
  });
  progress.done();
  const { model, ...comparison } = await compare({
    runtime: runtimes[0],
    known,
    parts,
    data,
    baseline,
    chosen: winner,
    seed: options.seed,
  });
  const figures = figuresOf({
    task: known.task,
    targetScale: data.targetScale,
    candidates: chosen.candidates,
    baseline: baseline.run,
    chosen: winner.run,
    ...(foldRuns && { foldRuns }),
  });
  const { units, activation } = tried.sizes.shape;
  const result: Untimed = {
    ...headOf(work),
    network: { units, activation },
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
  dealt,
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
      ...(dealt && { folds: { count: dealt.count, repeats: dealt.repeats } }),
      columns: columns.length,
      kinds: { numeric: count("numeric"), categorical: count("categorical") },
      dropped: [...known.dropped, ...dropped],
    },
  };
}

function understoodText({ table, known, parts, data, dealt, tried }: Work): string {
  const without = table.rowCount - known.rows.length;
  const left = without === 0 ? "" : ` (${without} without a target left out)`;
  const chosenBy =
    dealt === undefined ? `, ${parts.validation.length} to choose` : ` and choose, in ${foldsText(dealt)}`;
  const rows = `${parts.train.length} rows to train${chosenBy}, ${parts.test.length} to test${left}`;
  const { columns, width } = data.preprocessing;
  const count = tried.candidates.length;
  const networks =
    dealt === undefined
      ? `${count} networks together`
      : `${count} candidates, each in ${dealt.count} networks, together`;
  return `${known.task} of "${known.target}": ${rows}; ${columns.length} columns as ${width} features. Training ${networks}.`;
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
