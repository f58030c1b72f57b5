import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parameterImportances, type Runtime, type TrialRecord } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { dealFolds } from "../fit/deal-folds.ts";
import { PLAIN, sizesFor } from "../fit/network-plan.ts";
import { type OpenedTable, openTable } from "../fit/open-table.ts";
import { type PreparedRows, prepareRows } from "../fit/prepare-data.ts";
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
  const startMs = performance.now();
  const progress = createProgress(process.stderr);
  const runtimes = startRuntimes();
  try {
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
    const { known, used, test } = opened;
    const asked = options.folds ?? before?.folds;
    const dealt = dealFolds(
      known,
      used,
      { ...(asked === undefined ? {} : { folds: asked }), usual: USUAL.folds, repeats: 1, seed },
      file,
    );
    const sizes = sizesFor(dealt.folds[0]?.train.length ?? used.length, options.epochs ?? before?.epochs);
    const study: Study = {
      name,
      target: known.target,
      task: known.task,
      data: { file, sha256: opened.table.sha256, bytes: (await stat(file)).size },
      space: options.space
        ? await readSpace(options.space, known.task)
        : (before?.space ?? defaultSpace(known.task, { shape: sizes.shape, strengths: PLAIN })),
      folds: dealt.count,
      seed,
      sampler: options.sampler ?? before?.sampler ?? USUAL.sampler,
      pruner: options.pruner ?? before?.pruner ?? USUAL.pruner,
      epochs: sizes.epochLimit,
    };
    const changed = before && studyDifference(before, study);
    if (changed) {
      throw inputError(
        `The study "${name}" in ${folder} cannot go on: ${changed}. Take that back, or begin another with --study NAME.`,
      );
    }
    const finished = before ? await readTrials(files.trials, study.space) : [];
    const prepared = prepareRows(runtimes[0], known, used, file);
    const budget = budgetOf(options);
    progress.stage(
      `${known.task} of "${known.target}": ${used.length} rows in ${dealt.count} folds; ${test.length} test rows stay untouched. ` +
        `Study "${name}": ${finished.length > 0 ? `${finished.length} trials are there, going on` : "a new one"}.`,
    );
    const log = openTrialLog(files.trials, async () => {
      if (before === undefined) await writeFileSafely(files.study, studyText(study));
    });
    const ended = [...finished];
    try {
      const trials = await runStudy({
        study,
        known,
        examples: await prepared.examplesOf(used),
        folds: dealt.folds,
        sizes,
        budget,
        runtimes,
        finished,
        onTrial: async (trial) => {
          await log.append(trial);
          ended.push(trial);
        },
        onEpoch: (epoch, running) =>
          progress.update(
            budget.trials === undefined ? epoch / sizes.epochLimit : ended.length / budget.trials,
            `${ended.length}${budget.trials === undefined ? "" : ` of ${budget.trials}`} trials done; epoch ${epoch}, ${running} training`,
          ),
        signal: options.signal,
      });
      progress.done();
      const result = toResult({ opened, study, prepared, trials, finished, files, startMs });
      await writeBest(files.best, trials);
      return result;
    } catch (error) {
      progress.done();
      throw options.signal.aborted && ended.length > 0
        ? await interrupted(file, options, folder, files.best, ended)
        : error;
    } finally {
      await log.close();
    }
  } finally {
    progress.done();
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}

function startRuntimes(): readonly [Runtime, ...Runtime[]] {
  const more = Math.min(MOST_RUNTIMES, availableParallelism()) - 1;
  return [nodeRuntime(), ...Array.from({ length: more }, () => nodeRuntime())];
}

function budgetOf({ trials, budget }: SweepCommandOptions): { trials?: number; seconds?: number } {
  if (trials === undefined && budget === undefined) return { trials: USUAL.trials };
  return { ...(trials !== undefined && { trials }), ...(budget !== undefined && { seconds: budget }) };
}

/** What is said and kept when Ctrl-C ends a study that has trials. */
async function interrupted(
  file: string,
  { target }: SweepCommandOptions,
  folder: string,
  best: string,
  trials: readonly TrialRecord[],
): Promise<Error> {
  await writeBest(best, trials);
  const name = /^occam-studies[/\\]([A-Za-z0-9_-]+)$/.exec(folder)?.[1];
  const where = name === undefined ? `--out ${inShell(folder)}` : `--study ${name}`;
  return Object.assign(
    new Error(
      `interrupted: ${trials.length} finished trials are kept in ${folder}; go on with: occam sweep ${inShell(file)} --target ${inShell(target)} ${where} --resume`,
    ),
    { code: "OCCAM_INTERRUPTED" },
  );
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

interface ResultInput {
  readonly opened: OpenedTable;
  readonly study: Study;
  readonly prepared: PreparedRows;
  readonly trials: readonly TrialRecord[];
  readonly finished: readonly TrialRecord[];
  readonly files: SweepResult["files"];
  readonly startMs: number;
}

function toResult({ opened, study, prepared, trials, finished, files, startMs }: ResultInput): SweepResult {
  const { known, used, test, table } = opened;
  const { name: metric, reduce } = DECIDING[known.task];
  const { deviation } = prepared.targetScale;
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
    seconds: Math.round((performance.now() - startMs) / 10) / 100,
    files,
  };
}
