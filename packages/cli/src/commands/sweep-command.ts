import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parameterImportances, type Runtime, type Space, type TrialRecord } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { nowMs } from "../clock.ts";
import { type DealtFolds, dealFolds } from "../fit/deal-folds.ts";
import { PLAIN, type Sizes, sizesFor } from "../fit/network-plan.ts";
import { type OpenedTable, openTable } from "../fit/open-table.ts";
import { prepareRows, scaleOf } from "../fit/prepare-data.ts";
import { DECIDING } from "../fit/scores.ts";
import type { Task } from "../fit/understanding.ts";
import { createProgress } from "../progress.ts";
import type { SweepResult, SweepTrial } from "../report/sweep-result.ts";
import { defaultSpace, readSpace } from "../settings/sweep-space.ts";
import { findStudy } from "../sweep/find-study.ts";
import { runStudy } from "../sweep/run-study.ts";
import { requireStudyName, type Study, studyDifference, studyText, usualStudyName } from "../sweep/study.ts";
import { openTrialLog, readTrials, trialId } from "../sweep/trial-log.ts";
import { inputError } from "../table/input-error.ts";
import { requireOutputFolder } from "../table/output-folder.ts";
import { writeFileSafely } from "../table/write-file-safely.ts";
import { VERSION } from "../version.ts";

export interface SweepCommandOptions {
  readonly target: string;
  readonly task?: Task;
  readonly space?: string;
  readonly trials?: number;
  /** Seconds. */
  readonly budget?: number;
  readonly sampler?: string;
  readonly pruner?: string;
  readonly study?: string;
  readonly resume?: true;
  readonly folds?: number;
  readonly seed?: number;
  readonly epochs?: number;
  readonly out?: string;
  readonly signal: AbortSignal;
}

const USUAL = { sampler: "tpe", pruner: "hyperband", folds: 3, seed: 0, trials: 48 } as const;
const MOST_RUNTIMES = 4;

/** Searches a space of settings, each trial kept on disk as it ends, and writes the best configuration. */
export async function sweepCommand(file: string, options: SweepCommandOptions): Promise<SweepResult> {
  const startMs = nowMs();
  const runtimes = startRuntimes();
  try {
    const planned = await planStudy(file, options);
    const trials = await carryOut(planned, options, runtimes);
    await writeBest(planned.files.best, trials);
    return toResult(planned, trials, startMs);
  } finally {
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}

/** A study that is ready to begin or to go on. */
interface PlannedStudy {
  readonly folder: string;
  readonly files: SweepResult["files"];
  readonly isNew: boolean;
  readonly study: Study;
  readonly opened: OpenedTable;
  readonly dealt: DealtFolds;
  readonly sizes: Sizes;
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
  const before = await findStudy(files.study, name, options);
  const seed = options.seed ?? before?.seed ?? USUAL.seed;
  const opened = await openTable(file, { ...options, seed });
  const { known, used, table } = opened;
  const folds = options.folds ?? before?.folds;
  const dealing = { ...(folds !== undefined && { folds }), usual: USUAL.folds, repeats: 1, seed };
  const dealt = dealFolds(known, used, dealing, file);
  const sizes = sizesFor(dealt.folds[0]?.train.length ?? used.length, options.epochs ?? before?.epochs);
  const study: Study = {
    name,
    target: known.target,
    task: known.task,
    data: { file, sha256: table.sha256, bytes: (await stat(file)).size },
    space: await spaceOf(options.space, before, known.task, sizes),
    folds: dealt.count,
    seed,
    sampler: options.sampler ?? before?.sampler ?? USUAL.sampler,
    pruner: options.pruner ?? before?.pruner ?? USUAL.pruner,
    epochs: sizes.epochLimit,
  };
  if (before !== undefined) requireSame(before, study, folder);
  const finished = before ? await readTrials(files.trials, study.space) : [];
  return { folder, files, isNew: before === undefined, study, opened, dealt, sizes, finished };
}

async function spaceOf(
  file: string | undefined,
  before: Study | undefined,
  task: Task,
  { shape }: Sizes,
): Promise<Space> {
  if (file !== undefined) return readSpace(file, task);
  return before?.space ?? defaultSpace(task, { shape, strengths: PLAIN });
}

function requireSame(before: Study, study: Study, folder: string): void {
  const changed = studyDifference(before, study);
  if (changed === undefined) return;
  throw inputError(
    `The study "${study.name}" in ${folder} cannot go on: ${changed}. Take that back, or begin another with --study NAME.`,
  );
}

/** Trains the trials that are missing, each on disk as it ends. */
async function carryOut(
  planned: PlannedStudy,
  options: SweepCommandOptions,
  runtimes: readonly [Runtime, ...Runtime[]],
): Promise<readonly TrialRecord[]> {
  const { study, opened, files, finished, dealt, sizes } = planned;
  const { known, used, table } = opened;
  const budget = budgetOf(options);
  const progress = studyProgress(planned, budget.trials);
  const log = openTrialLog(files.trials, async () => {
    if (planned.isNew) await writeFileSafely(files.study, studyText(study));
  });
  const ended = [...finished];
  try {
    return await runStudy({
      study,
      known,
      examples: await prepareRows(runtimes[0], known, used, table.file).examplesOf(used),
      folds: dealt.folds,
      sizes,
      budget,
      runtimes,
      finished,
      onTrial: async (trial) => {
        await log.append(trial);
        ended.push(trial);
      },
      onEpoch: (epoch, running) => progress.update(epoch, running, ended.length),
      signal: options.signal,
    });
  } catch (error) {
    progress.done();
    if (!options.signal.aborted || ended.length === 0) throw error;
    await writeBest(files.best, ended);
    throw interrupted(planned, options.target, ended.length);
  } finally {
    progress.done();
    await log.close();
  }
}

/** Says what begins once it has begun, then how far it is. */
function studyProgress({ study, opened, dealt, sizes, finished }: PlannedStudy, trials: number | undefined) {
  const { known, used, test } = opened;
  const progress = createProgress(process.stderr);
  let hasBegun = false;
  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    progress.stage(
      `${known.task} of "${known.target}": ${used.length} rows in ${dealt.count} folds; ${test.length} test rows stay untouched. ` +
        `Study "${study.name}": ${finished.length > 0 ? `${finished.length} trials are there, going on` : "a new one"}.`,
    );
  };
  return {
    update: (epoch: number, running: number, done: number) => {
      begin();
      const share = trials === undefined ? epoch / sizes.epochLimit : done / trials;
      const of = trials === undefined ? "" : ` of ${trials}`;
      progress.update(share, `${done}${of} trials done; epoch ${epoch}, ${running} training`);
    },
    done: progress.done,
  };
}

function startRuntimes(): readonly [Runtime, ...Runtime[]] {
  const more = Math.min(MOST_RUNTIMES, availableParallelism()) - 1;
  return [nodeRuntime(), ...Array.from({ length: more }, () => nodeRuntime())];
}

function budgetOf({ trials, budget }: SweepCommandOptions): { trials?: number; seconds?: number } {
  if (trials === undefined && budget === undefined) return { trials: USUAL.trials };
  return { ...(trials !== undefined && { trials }), ...(budget !== undefined && { seconds: budget }) };
}

/** What is said when Ctrl-C ends a study that has trials. */
function interrupted({ folder, opened }: PlannedStudy, target: string, trialCount: number): Error {
  const name = /^occam-studies[/\\]([A-Za-z0-9_-]+)$/.exec(folder)?.[1];
  const where = name === undefined ? `--out ${inShell(folder)}` : `--study ${name}`;
  const command = `occam sweep ${inShell(opened.table.file)} --target ${inShell(target)} ${where} --resume`;
  const message = `interrupted: ${trialCount} finished trials are kept in ${folder}; go on with: ${command}`;
  return Object.assign(new Error(message), { code: "OCCAM_INTERRUPTED" });
}

function inShell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The lowest loss among trials that trained to the end; where none did, among all. */
function bestOf(trials: readonly TrialRecord[]): TrialRecord {
  const complete = trials.filter(({ state }) => state === "complete");
  const [first, ...rest] = complete.length > 0 ? complete : trials;
  return rest.reduce((best, trial) => (trial.loss < best.loss ? trial : best), first as TrialRecord);
}

async function writeBest(file: string, trials: readonly TrialRecord[]): Promise<void> {
  await writeFileSafely(file, `${JSON.stringify(bestOf(trials).values, null, 2)}\n`);
}

function toResult(
  { opened, study, finished, files }: PlannedStudy,
  trials: readonly TrialRecord[],
  startMs: number,
): SweepResult {
  const { known, used, test, table } = opened;
  const { name: metric, reduce } = DECIDING[known.task];
  const { deviation } = scaleOf(known, used);
  const toTrial = (trial: TrialRecord): SweepTrial => {
    const root = reduce(trial.loss);
    // The standard error of a root: that of the mean, divided by twice the root.
    const se = known.task === "regression" ? trial.standardError / (2 * root) : trial.standardError;
    return {
      id: trialId(trial),
      state: trial.state,
      values: trial.values,
      validation: { [metric]: root * deviation, se: se * deviation },
      epochs: trial.keptEpochs,
      seconds: trial.seconds,
    };
  };
  const { state: _, seconds: _seconds, ...best } = toTrial(bestOf(trials));
  return {
    occam: VERSION,
    command: "sweep",
    study: study.name,
    task: known.task,
    target: known.target,
    data: { file: table.file, sha256: table.sha256, rows: { used: used.length, test: test.length } },
    metric,
    folds: study.folds,
    seed: study.seed,
    sampler: study.sampler,
    pruner: study.pruner,
    trials: trials.map(toTrial),
    best,
    importances: Object.fromEntries(
      parameterImportances({ space: study.space, trials }).map(({ parameter, share }) => [
        parameter,
        share ?? Number.NaN,
      ]),
    ),
    resumed: finished.length,
    seconds: Math.round((nowMs() - startMs) / 10) / 100,
    files,
  };
}
