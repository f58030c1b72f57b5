import { join } from "node:path";
import { RULES, type Rule } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { nowMs } from "../clock.ts";
import { dealFolds } from "../fit/deal-folds.ts";
import { sizesFor } from "../fit/network-plan.ts";
import { type OpenedTable, openTable } from "../fit/open-table.ts";
import { prepareRows } from "../fit/prepare-data.ts";
import { DECIDING } from "../fit/scores.ts";
import type { Task } from "../fit/understanding.ts";
import { describePath } from "../path/path-points.ts";
import { pathCsv } from "../path/path-table.ts";
import { requireAlphas } from "../path/require-alphas.ts";
import { trainPath } from "../path/train-path.ts";
import { createProgress } from "../progress.ts";
import type { PathPenaltyName, PathResult } from "../report/path-result.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { writeFilesSafely } from "../table/write-file-safely.ts";
import { VERSION } from "../version.ts";

export interface PathCommandOptions {
  readonly target: string;
  readonly task?: Task;
  readonly penalty: PathPenaltyName;
  readonly alphas?: readonly number[];
  readonly count: number;
  readonly folds?: number;
  readonly repeats: number;
  /** How many seeds, counted from `seed`. */
  readonly seeds: number;
  readonly seed: number;
  readonly epochs?: number;
  readonly rule: string;
  readonly warmStart?: true;
  readonly out?: string;
  readonly signal: AbortSignal;
}

/** Enough for weights to settle at zero; every network trains to the end, so that the strength alone sets it apart. */
const PATH_EPOCHS = 100;

/** Trains the path of one penalty on folds and on all rows that are not test, and chooses a strength. */
export async function pathCommand(file: string, options: PathCommandOptions): Promise<PathResult> {
  const startMs = nowMs();
  const progress = createProgress(process.stderr);
  const runtime = nodeRuntime();
  const { penalty, repeats, warmStart = false } = options;
  try {
    requireAlphas(options.alphas, penalty);
    if (options.out !== undefined) await requireOutputFolder(options.out);
    const opened = await openTable(file, options);
    const { known, used } = opened;
    const dealt = dealFolds(known, used, options, file);
    const prepared = prepareRows(runtime, known, used, file);
    const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i);
    const usual = sizesFor(dealt.folds[0]?.train.length ?? used.length, options.epochs);
    const sizes = { ...usual, epochLimit: options.epochs ?? Math.min(PATH_EPOCHS, usual.epochLimit) };
    const count = options.alphas?.length ?? options.count;
    progress.stage(
      `${known.task} of "${known.target}": ${used.length} rows in ${dealt.count} folds; ${opened.test.length} test rows stay untouched. ` +
        `Training ${count * (dealt.folds.length * seeds.length + 1)} networks${warmStart ? ", one strength after another" : " together"}.`,
    );
    const path = await trainPath({
      runtime,
      known,
      examples: await prepared.examplesOf(used),
      dealt,
      penalty,
      alphas: options.alphas,
      count: options.count,
      seeds,
      sizes,
      rule: RULES.find(({ name }) => name === options.rule) as Rule,
      warmStart,
      onEpoch: (epoch, epochs, training) =>
        progress.update(epoch / epochs, `epoch ${epoch} of ${epochs}, ${training} networks training`),
      signal: options.signal,
    });
    progress.done();
    const facts = { ...prepared, task: known.task, penalty, repeats };
    const result: PathResult = {
      ...headOf(opened),
      penalty,
      seeds,
      data: {
        file: opened.table.file,
        sha256: opened.table.sha256,
        rows: { used: used.length, test: opened.test.length },
        columns: prepared.preprocessing.columns.map(({ name }) => name),
        dropped: [...known.dropped, ...prepared.preprocessing.dropped],
      },
      network: { units: sizes.shape.units, activation: sizes.shape.activation },
      folds: dealt.count,
      repeats,
      warmStart,
      ...describePath(path, facts),
      seconds: Math.round((nowMs() - startMs) / 10) / 100,
      ...(options.out !== undefined && { files: FILES.map((name) => join(options.out as string, name)) }),
    };
    options.signal.throwIfAborted();
    if (options.out !== undefined) await writeResults(options.out, result);
    return result;
  } finally {
    progress.done();
    await runtime.close();
  }
}

function headOf({
  known,
}: OpenedTable): Pick<PathResult, "occam" | "command" | "task" | "target" | "metric" | "classes"> {
  return {
    occam: VERSION,
    command: "path",
    task: known.task,
    target: known.target,
    ...(known.task === "classification" && { classes: known.classes }),
    metric: DECIDING[known.task].name,
  };
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
