/** A search over a space of settings: trials that share a shape are replicas of one graph. */

import type { Fold } from "../data/fold.ts";
import { optionError, requireCount, requireRange } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";
import { nowMs } from "../training/cohort/clock.ts";
import { fitReplicas, type Run } from "../training/fit.ts";
import type { Callback, Examples, FitOptions } from "../training/recipe/recipe.ts";
import { type Barrier, createBarrier } from "./barrier.ts";
import type { Pruner } from "./pruners/index.ts";
import type { Sampler } from "./samplers/index.ts";
import type { Space, SpaceValues } from "./space/index.ts";

/** How settings of one shape are trained: sweeps have one value a setting, in their order. */
export interface SearchPlan {
  readonly model: Model;
  readonly options: Omit<FitOptions, "runtime" | "validation" | "epochs" | "seed" | "signal">;
}

export interface SearchBudget {
  /** Trials in all, those of an earlier part of the study among them. */
  readonly trials?: number;
  /** Time for this call. Trials that have not ended by then are dropped, and run again when the study goes on. */
  readonly seconds?: number;
  /** Epochs of single networks in all (a trial of 5 folds that runs 10 epochs takes 50). */
  readonly epochs?: number;
}

export interface SearchOptions {
  readonly space: Space;
  readonly build: (settings: readonly SpaceValues[]) => SearchPlan;
  /** Settings with the same answer train in one graph. Default: all do. */
  readonly shapeOf?: (values: SpaceValues) => string;
  readonly examples: Examples;
  /** A trial is trained on each fold with each seed, and judged by the mean of its validation losses. */
  readonly folds: readonly Fold[];
  readonly seeds?: readonly number[];
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly budget: SearchBudget;
  /** One runtime or a pool of them: groups of different shapes run side by side. Results do not depend on how many. */
  readonly runtimes: readonly [Runtime, ...Runtime[]];
  /** Trials that are suggested together, where the pruner does not say. Default 16. */
  readonly together?: number;
  /** Decides what is suggested. Default 0. */
  readonly seed?: number;
  /** Trials of the study that have ended already, by their number. */
  readonly finished?: readonly TrialRecord[];
  /** Called for each trial as soon as its group has ended. */
  readonly onTrial?: (trial: TrialRecord) => void | Promise<void>;
  readonly onEpoch?: (epoch: number, running: number) => void;
  readonly signal?: AbortSignal;
}

/** A trial that has ended. */
export interface TrialRecord {
  /** Its number in the study, from 0. */
  readonly index: number;
  readonly values: SpaceValues;
  /** pruned: stopped because it would not win; failed: its numbers stopped being finite on every fold. */
  readonly state: "complete" | "pruned" | "failed";
  /** Validation loss: the mean over folds of the kept epochs' losses; Infinity for a failed one. */
  readonly loss: number;
  /** Over folds; not a number for a single one. */
  readonly standardError: number;
  /** Mean validation loss after each epoch. */
  readonly losses: readonly number[];
  readonly trainLoss: number;
  /** Mean number of epochs of the kept weights. */
  readonly keptEpochs: number;
  /** Epochs of all its networks. */
  readonly epochs: number;
  readonly seconds: number;
}

/**
 * Searches until the budget is used up: suggests settings, trains those of one shape in one graph, stops the ones that the
 * pruner gives up, and reports each as it ends. A study goes on from `finished` as if it had never stopped, when it is
 * given the same space, sampler, pruner and seed.
 * @throws RangeError with code OCCAM_OPTION for a budget that is missing or too small for one trial.
 */
export async function search(options: SearchOptions): Promise<readonly TrialRecord[]> {
  const { budget, pruner, finished = [], sampler, space } = options;
  requireBudget(budget, options);
  const records = new Map(finished.map((record) => [record.index, record]));
  const deadlineMs = nowMs() + (budget.seconds ?? Infinity) * 1000;
  const trialLimit = Math.min(budget.trials ?? Infinity, sampler.capacity(space));
  for (let next = 0; next < trialLimit; ) {
    const end = Math.min(trialLimit, generationEnd(next, options));
    const indices = Array.from({ length: end - next }, (_, i) => next + i);
    const missing = indices.filter((index) => !records.has(index));
    if (missing.length > 0) {
      if (nowMs() >= deadlineMs || isSpent(records, budget)) break;
      const ended = await trainGeneration(options, next, indices, records, deadlineMs);
      for (const record of ended) records.set(record.index, record);
      if (ended.length < missing.length) break;
    }
    next = end;
  }
  const trials = [...records.values()].sort((a, b) => a.index - b.index);
  if (trials.length > 0) return trials;
  throw optionError({
    where: "search.budget",
    expected: `time for at least one trial of up to ${pruner.maxEpochs} epochs`,
    received: `${budget.seconds} seconds`,
    fix: "raise the budget",
  });
}

/** Trials that are suggested from the same history: those that the pruner compares, or `together` of them. */
function generationEnd(first: number, { pruner, together = 16 }: SearchOptions): number {
  return pruner.cohortOf(first)?.end ?? first + together;
}

function isSpent(records: ReadonlyMap<number, TrialRecord>, { epochs = Infinity }: SearchBudget): boolean {
  return [...records.values()].reduce((sum, record) => sum + record.epochs, 0) >= epochs;
}

interface Suggested {
  readonly index: number;
  readonly values: SpaceValues;
}

/**
 * Trains the trials of a generation that have not ended. Those of the same generation that have are part of what the pruner
 * compares, so that a study that goes on decides as if it had never stopped.
 */
async function trainGeneration(
  options: SearchOptions,
  first: number,
  indices: readonly number[],
  records: ReadonlyMap<number, TrialRecord>,
  deadlineMs: number,
): Promise<readonly TrialRecord[]> {
  const { space, sampler, seed = 0, runtimes, shapeOf = () => "" } = options;
  const history = [...records.values()].filter(({ index }) => index < first).sort((a, b) => a.index - b.index);
  const suggested = indices
    .filter((index) => !records.has(index))
    .map((index): Suggested => ({ index, values: sampler.suggest(space, history, { seed, index }) }));
  const groups = groupsOf(suggested, ({ values }) => shapeOf(values));
  const curves = new Map(
    [...records.values()].map(({ index, losses }): [number, readonly number[]] => [index, losses]),
  );
  const barrier = createBarrier(groups.length);
  const lanes = runtimes.map((runtime, lane) => ({
    runtime,
    groups: groups.filter((_, i) => i % runtimes.length === lane),
  }));
  const shared: Generation = { first, options, curves, barrier, deadlineMs };
  // All groups run at the same time and meet at the rungs; each runtime computes for its own in turn.
  const ended = await Promise.allSettled(
    lanes.flatMap(({ runtime, groups: own }) => own.map((group) => trainGroup(shared, group, runtime))),
  );
  // Thrown only now, when no group uses its runtime any more.
  const failed = ended.find((group) => group.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return ended.flatMap((group) => (group.status === "fulfilled" ? group.value : []));
}

function groupsOf(
  suggested: readonly Suggested[],
  keyOf: (trial: Suggested) => string,
): readonly (readonly Suggested[])[] {
  const groups = new Map<string, Suggested[]>();
  for (const trial of suggested) groups.set(keyOf(trial), [...(groups.get(keyOf(trial)) ?? []), trial]);
  return [...groups.values()];
}

interface Generation {
  /** Number of its first trial. */
  readonly first: number;
  readonly options: SearchOptions;
  /** Mean validation losses of each trial, epoch by epoch. */
  readonly curves: Map<number, readonly number[]>;
  readonly barrier: Barrier;
  readonly deadlineMs: number;
}

/** Trains trials of one shape, all folds and seeds of them, in one graph. */
async function trainGroup(
  { first, options, curves, barrier, deadlineMs }: Generation,
  group: readonly Suggested[],
  runtime: Runtime,
): Promise<readonly TrialRecord[]> {
  const { build, folds, seeds = [0], examples, pruner, signal } = options;
  const startMs = nowMs();
  const plan = build(group.map(({ values }) => values));
  const perTrial = folds.length * seeds.length;
  const replicas = group.flatMap((_, candidate) =>
    folds.flatMap((fold) => seeds.map((seed) => ({ candidate, fold, seed }))),
  );
  const stopped = new Set<number>();
  const latest = new Map<number, number>();
  let isOutOfTime = false;

  const onEpochEnd: Callback["onEpochEnd"] = async (epoch, logs) => {
    if (nowMs() >= deadlineMs) {
      isOutOfTime = true;
      return false;
    }
    for (const [replica, log] of logs) latest.set(replica, log.validation?.loss ?? Number.NaN);
    const running = group.filter((_, t) => replicasOf(t, perTrial).some((replica) => logs.has(replica)));
    for (const trial of running) {
      const own = replicasOf(group.indexOf(trial), perTrial).map((replica) => latest.get(replica) ?? Number.NaN);
      curves.set(trial.index, [...(curves.get(trial.index) ?? []), mean(own)]);
    }
    options.onEpoch?.(epoch, running.length);
    if (running.some(({ index }) => pruner.rungsOf(index).includes(epoch))) await barrier.meet(epoch);
    const last = Math.max(-1, ...curves.keys());
    // What others of this generation did later is not known yet, whether or not they have ended.
    const seen = (index: number) => (index < first ? Infinity : epoch);
    const trials = Array.from({ length: last + 1 }, (_, index) => ({
      losses: (curves.get(index) ?? []).slice(0, seen(index)),
    }));
    const losing = running.filter(({ index }) => pruner.review({ trials, trial: index, epoch }) === "stop");
    for (const trial of losing) stopped.add(trial.index);
    return losing.flatMap((trial) => replicasOf(group.indexOf(trial), perTrial));
  };

  try {
    const runs = await fitReplicas(plan.model, examples, {
      ...plan.options,
      runtime,
      epochs: pruner.maxEpochs,
      candidates: replicas.map(({ candidate }) => candidate),
      rows: replicas.map(({ fold }) => fold.train),
      validationRows: replicas.map(({ fold }) => fold.validation),
      seeds: replicas.map(({ seed }) => seed),
      // Rungs compare networks at the same epoch, so all train at one time.
      maxReplicas: replicas.length,
      callbacks: [...(plan.options.callbacks ?? []), { onEpochEnd }],
      ...(signal && { signal }),
    });
    if (isOutOfTime) return [];
    const seconds = (nowMs() - startMs) / 1000 / group.length;
    const records = group.map((trial, t) =>
      toRecord(trial, runs.slice(t * perTrial, (t + 1) * perTrial), {
        seedCount: seeds.length,
        isPruned: stopped.has(trial.index),
        losses: curves.get(trial.index) ?? [],
        seconds,
      }),
    );
    for (const record of records) await options.onTrial?.(record);
    return records;
  } finally {
    barrier.leave();
  }
}

function replicasOf(trial: number, perTrial: number): readonly number[] {
  return Array.from({ length: perTrial }, (_, i) => trial * perTrial + i);
}

function toRecord(
  { index, values }: Suggested,
  runs: readonly Run[],
  facts: {
    readonly seedCount: number;
    readonly isPruned: boolean;
    readonly losses: readonly number[];
    readonly seconds: number;
  },
): TrialRecord {
  const kept = runs.map(({ history, keptEpoch, status }) =>
    status === "diverged" ? undefined : history[keptEpoch - 1],
  );
  const ofFolds = foldMeans(
    kept.map((log) => log?.validation?.loss ?? Infinity),
    facts.seedCount,
  );
  const loss = mean(ofFolds);
  const hasFailed = runs.every(({ status }) => status === "diverged");
  return {
    index,
    values,
    state: hasFailed ? "failed" : facts.isPruned ? "pruned" : "complete",
    loss: Number.isFinite(loss) ? loss : Infinity,
    standardError: standardError(ofFolds),
    losses: facts.losses,
    trainLoss: mean(Float64Array.from(kept, (log) => log?.train.loss ?? Infinity)),
    keptEpochs: mean(Float64Array.from(runs, ({ keptEpoch }) => keptEpoch)),
    epochs: runs.reduce((sum, { history }) => sum + history.length, 0),
    seconds: facts.seconds,
  };
}

function foldMeans(losses: readonly number[], seedCount: number): Float64Array {
  return Float64Array.from({ length: losses.length / seedCount }, (_, fold) =>
    mean(Float64Array.from(losses.slice(fold * seedCount, (fold + 1) * seedCount))),
  );
}

function requireBudget(budget: SearchBudget, { folds, seeds = [0], pruner, sampler, space }: SearchOptions): void {
  const { trials, seconds, epochs } = budget;
  if (
    trials === undefined &&
    seconds === undefined &&
    epochs === undefined &&
    !Number.isFinite(sampler.capacity(space))
  ) {
    throw optionError({
      where: "search.budget",
      expected: "trials, seconds or epochs",
      received: "none of them",
      fix: "for example { trials: 32 }",
    });
  }
  if (trials !== undefined) requireCount("search.budget.trials", trials);
  if (seconds !== undefined) requireRange("search.budget.seconds", seconds, Number.MIN_VALUE, Infinity);
  if (folds.length === 0) throw optionError({ where: "search.folds", expected: "at least one", received: "none" });
  const needed = pruner.maxEpochs * folds.length * seeds.length;
  if (epochs === undefined || epochs >= needed) return;
  throw optionError({
    where: "search.budget.epochs",
    expected: `at least ${needed} for one trial (${pruner.maxEpochs} epochs on ${folds.length} folds with ${seeds.length} seeds)`,
    received: String(epochs),
  });
}
