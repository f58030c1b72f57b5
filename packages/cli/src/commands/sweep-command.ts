import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type SearchBudget, spaceToJson, type TrialRecord } from "@occam/core/selection";
import {
  bestTrial,
  designSearch,
  runSearch,
  type SearchDesign,
  type SearchDesignOptions,
  trialId,
} from "@occam/core/tabular";
import type { SweepResult } from "@occam/report/results";
import { inShell, progressReporter } from "@occam/report/text";
import { nowMs, secondsSince } from "../clock.ts";
import { createProgress } from "../progress.ts";
import { beginAnother, findStudy } from "../study/find-study.ts";
import { requireStudyName, type Study, studyDifference, studyText, usualStudyName } from "../study/study.ts";
import { openTrialLog, readTrials } from "../study/trial-log.ts";
import { aboutTable } from "../table/about.ts";
import { inputError } from "../table/input-error.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { readJsonFile } from "../table/read-json-file.ts";
import { askedColumns, readTable } from "../table/read-table.ts";
import type { FileTable } from "../table/table.ts";
import { writeFileSafely } from "../table/write-file-safely.ts";
import { withRuntimes } from "./runtimes.ts";

export interface SweepCommandOptions extends Omit<SearchDesignOptions, "space"> {
  /** A file of what may vary. */
  readonly space?: string;
  readonly trials?: number;
  /** Seconds. */
  readonly budget?: number;
  readonly study?: string;
  readonly resume?: true;
  readonly out?: string;
  readonly signal: AbortSignal;
}

const MOST_RUNTIMES = 4;

/** Searches a space of settings, each trial kept on disk as it ends, and writes the best configuration. */
export async function sweepCommand(file: string, options: SweepCommandOptions): Promise<SweepResult> {
  const startMs = nowMs();
  const planned = await planStudy(file, options);
  const { result, trials } = await carryOut(planned, options);
  await writeBest(planned.files.best, trials);
  return {
    ...result,
    study: planned.study.name,
    data: { file, sha256: planned.table.sha256, ...result.data },
    seconds: secondsSince(startMs),
    files: planned.files,
  };
}

/** A study that is ready to begin or to go on. */
interface PlannedStudy {
  readonly folder: string;
  readonly files: SweepResult["files"];
  readonly isNew: boolean;
  readonly study: Study;
  readonly table: FileTable;
  readonly design: SearchDesign;
  /** Trials of earlier calls. */
  readonly finished: readonly TrialRecord[];
}

/**
 * What is not said is taken from the study that goes on, or is usual.
 * @throws input error for a table, name, space or study that cannot be used, and for what changed since.
 */
async function planStudy(file: string, options: SweepCommandOptions): Promise<PlannedStudy> {
  const name = options.study ?? usualStudyName(file, options.target);
  requireStudyName(name);
  const folder = options.out ?? join("occam-studies", name);
  const files = {
    study: join(folder, "study.json"),
    trials: join(folder, "trials.jsonl"),
    best: join(folder, "best.json"),
  };
  await requireOutputFolder(folder);
  const before = await findStudy(files.study, options);
  const table = await readTable(file, askedColumns({ ...before?.reading, ...options }));
  const design = await aboutTable(file, async () => designSearch(table, await designOptions(options, before)));
  const { columns, missing, group, time } = { ...before?.reading, ...options };
  const reading = {
    ...(columns && { columns }),
    ...(missing && { missing }),
    ...(group && { group }),
    ...(time && { time }),
  };
  const study: Study = {
    name: before?.name ?? name,
    target: options.target,
    task: design.opened.known.task.name,
    data: { file, sha256: table.sha256, bytes: (await stat(file)).size },
    space: design.space,
    folds: design.dealt.count,
    seed: design.seed,
    sampler: design.sampler.name,
    pruner: design.pruner.name,
    epochs: design.epochs,
    ...(Object.keys(reading).length > 0 && { reading }),
  };
  if (before !== undefined) requireSame(before, study, folder, options);
  const finished = before ? await readTrials(files.trials, study.space) : [];
  return { folder, files, isNew: before === undefined, study, table, design, finished };
}

async function designOptions(options: SweepCommandOptions, before: Study | undefined): Promise<SearchDesignOptions> {
  const { space: spaceFile, trials, budget, study, resume, out, signal, ...design } = options;
  const kept = before && {
    ...(before.target === options.target && { task: before.task }),
    folds: before.folds,
    seed: before.seed,
    sampler: before.sampler,
    pruner: before.pruner,
    epochs: before.epochs,
    space: spaceToJson(before.space),
    ...before.reading,
  };
  return {
    ...kept,
    ...design,
    ...(spaceFile !== undefined && { space: await readJsonFile(spaceFile, "--space") }),
  };
}

function requireSame(before: Study, study: Study, folder: string, options: SweepCommandOptions): void {
  const changed = studyDifference(before, study);
  if (changed === undefined) return;
  throw inputError(
    `The study "${study.name}" in ${folder} cannot go on: ${changed}. Take that back, or ${beginAnother(options)}.`,
  );
}

/** Trains the trials that are missing, each on disk as it ends. */
async function carryOut(planned: PlannedStudy, options: SweepCommandOptions) {
  const { study, files, finished, design } = planned;
  const progress = createProgress(process.stderr);
  const log = openTrialLog(files.trials, async () => {
    if (planned.isNew) await writeFileSafely(files.study, studyText(study));
  });
  const ended = [...finished];
  try {
    return await withRuntimes(MOST_RUNTIMES, (runtime) =>
      runSearch(design, {
        runtime,
        ...budgetOf(options),
        finished,
        onTrial: async (trial) => {
          await log.append(trial, trialId(trial));
          ended.push(trial);
        },
        onProgress: progressReporter(progress, { study: study.name }),
        signal: options.signal,
      }),
    );
  } catch (error) {
    progress.done();
    if (!options.signal.aborted || ended.length === 0) throw error;
    await writeBest(files.best, ended);
    throw interrupted(planned, ended.length);
  } finally {
    progress.done();
    await log.close();
  }
}

function budgetOf({ trials, budget }: SweepCommandOptions): { readonly budget?: SearchBudget } {
  if (trials === undefined && budget === undefined) return {};
  return { budget: { ...(trials !== undefined && { trials }), ...(budget !== undefined && { seconds: budget }) } };
}

/** What is said when Ctrl-C ends a study that has trials. */
function interrupted({ folder, table, study }: PlannedStudy, trialCount: number): Error {
  const name = /^occam-studies[/\\]([A-Za-z0-9_-]+)$/.exec(folder)?.[1];
  const where = name === undefined ? `--out ${inShell(folder)}` : `--study ${name}`;
  const command = `occam sweep ${inShell(table.file)} --target ${inShell(study.target)} ${where} --resume`;
  const message = `interrupted: ${trialCount} finished trials are kept in ${folder}; go on with: ${command}`;
  return Object.assign(new Error(message), { code: "OCCAM_INTERRUPTED" });
}

async function writeBest(file: string, trials: readonly TrialRecord[]): Promise<void> {
  await writeFileSafely(file, `${JSON.stringify(bestTrial(trials).values, null, 2)}\n`);
}
