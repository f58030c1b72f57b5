/** Trials of one shape on every fold: one batched graph a fold, in step with each other at the pruner's rungs. */
import type { Fold } from "../data/fold.ts";
import { optionError } from "../errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { mean } from "../statistics/mean.ts";
import { nowMs } from "../training/cohort/clock.ts";
import { fitReplicas, type Run } from "../training/fit.ts";
import { type EarlyStoppingRule, keptEpochOf, toEarlyStopping } from "../training/recipe/early-stopping.ts";
import type { Callback, Examples, FitOptions, ReplicaOptions } from "../training/recipe/fit-options.ts";
import type { EpochLog } from "../training/recipe/history.ts";
import { sweepLength } from "../training/recipe/replicas-of.ts";
import type { Barrier } from "./barrier.ts";
import { type FoldNetwork, type FoldTraining, networkOf } from "./fold-scores.ts";
import type { FoldExamples, SearchStudy, TrialRecord } from "./search-options.ts";
import { lossScaleOf, type Suggested, toTrialRecord } from "./trial-record.ts";

/** Trials that are suggested from the same history, and what is known of all trials while they train. */
export interface Generation {
  /** Number of its first trial. */
  readonly first: number;
  readonly study: SearchStudy;
  /** Mean validation losses of each trial, epoch by epoch. */
  readonly curves: Map<number, readonly number[]>;
  /** Whether a trial ended in an earlier part of the study: it trains again, as company, and is not reported. */
  readonly hasEnded: (trial: { readonly index: number }) => boolean;
  readonly barrier: Barrier;
  readonly deadlineMs: number;
}

/** Trains trials of one shape on all folds, with all seeds. None, where time ran out. */
export async function trainGroup(
  generation: Generation,
  trials: readonly Suggested[],
  runtime: Runtime,
): Promise<readonly TrialRecord[]> {
  const { study, barrier } = generation;
  const startMs = nowMs();
  const group = createGroup(generation, trials);
  const ended = await Promise.allSettled(
    study.folds.map(async (_, fold) => {
      try {
        return await trainFold(group, fold, runtime);
      } finally {
        barrier.leave();
      }
    }),
  );
  // Thrown only now, when no fold uses the runtime any more.
  const failed = ended.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  await group.written;
  if (group.isOutOfTime) return [];
  const runs = ended.map((each) => (each.status === "fulfilled" ? each.value : []));
  const seconds = (nowMs() - startMs) / 1000 / trials.length;
  const records: TrialRecord[] = [];
  for (const [t, trial] of trials.entries()) {
    const before = group.pruned.get(trial.index);
    const record = before ?? recordOf(group, t, endsOfRuns(group, runs, t), { isPruned: false, seconds });
    if (before === undefined) await report(generation, record);
    records.push(record);
  }
  return records;
}

async function report({ study, hasEnded }: Generation, record: TrialRecord): Promise<void> {
  if (!hasEnded(record)) await study.onTrial?.(record);
}

/** Trials that train together, and what each of their networks has logged. */
interface Group {
  readonly generation: Generation;
  readonly trials: readonly Suggested[];
  readonly seeds: readonly number[];
  readonly startMs: number;
  /** Of each trial: the logs of each of its networks, fold by fold, seed after seed. */
  readonly logs: readonly (readonly EpochLog[][])[];
  /** Of each trial, whether each of its networks trains no more. */
  readonly hasEnded: readonly boolean[][];
  /** Records of trials that were pruned, by their index. */
  readonly pruned: Map<number, TrialRecord>;
  /** Early stopping of each fold's plan, and which value of each sweep a trial takes. */
  readonly stopping: {
    readonly rule: EarlyStoppingRule | undefined;
    readonly candidateOf: (trial: number) => number;
  }[];
  isOutOfTime: boolean;
  /** All that was reported so far has been taken. */
  written: Promise<void>;
}

function createGroup(generation: Generation, trials: readonly Suggested[]): Group {
  const { folds, seeds } = generation.study;
  const count = folds.length * seeds.length;
  return {
    generation,
    trials,
    seeds,
    startMs: nowMs(),
    logs: trials.map(() => Array.from({ length: count }, () => [])),
    hasEnded: trials.map(() => new Array<boolean>(count).fill(false)),
    pruned: new Map(),
    stopping: [],
    isOutOfTime: false,
    written: Promise.resolve(),
  };
}

/** All trials and seeds on one fold. */
async function trainFold(group: Group, fold: number, runtime: Runtime): Promise<readonly Run[]> {
  const { trials, seeds, generation } = group;
  const { build, pruner, signal } = generation.study;
  const plan = build(
    trials.map(({ values }) => values),
    fold,
  );
  const replicas = trials.flatMap((_, candidate) => seeds.map((seed) => ({ candidate, seed })));
  const data = dataOf(generation.study, fold, replicas.length);
  const valueCount = sweepLength(plan.model, { ...plan.options, runtime });
  // Trials that differ in no number share one value.
  const candidateOf = (trial: number) => Math.min(trial, valueCount - 1);
  const { earlyStopping, metrics = [] } = plan.options;
  group.stopping[fold] = { rule: earlyStopping && toEarlyStopping(earlyStopping, metrics), candidateOf };
  return fitReplicas(plan.model, data.examples, {
    ...plan.options,
    ...data.options,
    runtime,
    epochs: pruner.maxEpochs,
    candidates: replicas.map(({ candidate }) => candidateOf(candidate)),
    seeds: replicas.map(({ seed }) => seed),
    // Rungs compare networks at the same epoch, so all train at one time.
    maxReplicas: replicas.length,
    callbacks: [...(plan.options.callbacks ?? []), reviewer(group, fold)],
    ...(signal && { signal }),
  });
}

function dataOf(
  { examples, folds }: SearchStudy,
  fold: number,
  replicaCount: number,
): {
  readonly examples: Examples;
  readonly options: Pick<FitOptions & ReplicaOptions, "validation" | "rows" | "validationRows">;
} {
  const own = folds[fold] as Fold | FoldExamples;
  if ("examples" in own) return { examples: own.examples, options: { validation: own.validation } };
  if (examples === undefined) {
    throw optionError({ where: "search.examples", expected: "what the folds' rows are rows of", received: "none" });
  }
  const forAll = (rows: Int32Array) => Array.from({ length: replicaCount }, () => rows);
  return { examples, options: { rows: forAll(own.train), validationRows: forAll(own.validation) } };
}

/** After each epoch: logs what the networks of a fold came to, and ends those of trials that the pruner gives up. */
function reviewer(group: Group, fold: number): Callback {
  const { generation, trials, seeds } = group;
  const { study, barrier, deadlineMs } = generation;
  const count = trials.length * seeds.length;
  const placeOf = (replica: number) => ({
    trial: Math.floor(replica / seeds.length),
    network: fold * seeds.length + (replica % seeds.length),
  });
  return {
    onEpochEnd: async (_, logs) => {
      if (nowMs() >= deadlineMs) group.isOutOfTime = true;
      if (group.isOutOfTime) return false;
      const running = new Set<number>();
      for (const [replica, log] of logs) {
        const { trial, network } = placeOf(replica);
        group.logs[trial]?.[network]?.push(log);
        running.add(trial);
      }
      for (let replica = 0; replica < count; replica++) {
        const { trial, network } = placeOf(replica);
        const hasBegun = (group.logs[trial]?.[network]?.length ?? 0) > 0;
        if (!logs.has(replica) && hasBegun) (group.hasEnded[trial] as boolean[])[network] = true;
      }
      const epoch = Math.max(...[...logs.values()].map((log) => log.epoch));
      study.onEpoch?.(epoch, running.size);
      // Those that come to a rung wait for each other, whatever their shape and fold.
      const isAtRung = [...running].some((t) => study.pruner.rungsOf((trials[t] as Suggested).index).includes(epoch));
      for (const t of running) updateCurve(group, t);
      if (isAtRung) await barrier.meet(epoch);
      for (const t of running) {
        updateCurve(group, t);
        review(group, t, epoch);
      }
      return [...logs.keys()].filter((replica) =>
        group.pruned.has((trials[placeOf(replica).trial] as Suggested).index),
      );
    },
  };
}

/**
 * The mean validation loss of a trial after each epoch that all its networks have come to; a network that ended before stands
 * with its last loss. Networks that have not begun are waited for, so that no missing loss is taken for one.
 */
function updateCurve({ generation, logs, hasEnded, trials, seeds }: Group, t: number): void {
  const own = logs[t] as readonly EpochLog[][];
  const ended = hasEnded[t] as readonly boolean[];
  const { folds } = generation.study;
  const known = Math.min(...own.map((log, network) => (ended[network] ? Infinity : log.length)));
  const longest = Math.max(...own.map((log) => log.length));
  if (own.some((log) => log.length === 0)) return;
  const lossOf = (log: readonly EpochLog[], network: number, epoch: number) =>
    (log[Math.min(epoch, log.length) - 1]?.validation?.loss ?? Number.NaN) *
    lossScaleOf(folds, Math.floor(network / seeds.length));
  const curve = Array.from({ length: Math.min(known, longest) }, (_, i) =>
    mean(own.map((log, network) => lossOf(log, network, i + 1))),
  );
  generation.curves.set((trials[t] as Suggested).index, curve);
}

/** Asks the pruner about a trial whose networks have all come to an epoch; one that is given up is reported at once. */
function review(group: Group, t: number, epoch: number): void {
  const { generation, trials, pruned } = group;
  const { curves, first, study } = generation;
  const trial = trials[t] as Suggested;
  if (pruned.has(trial.index) || (curves.get(trial.index)?.length ?? 0) < epoch) return;
  // What others of this generation did later is not known yet, whether or not they have ended.
  const seen = (index: number) => (index < first ? Infinity : epoch);
  const known = Array.from({ length: Math.max(...curves.keys()) + 1 }, (_, index) => ({
    losses: (curves.get(index) ?? []).slice(0, seen(index)),
  }));
  if (study.pruner.review({ trials: known, trial: trial.index, epoch }) !== "stop") return;
  const seconds = (nowMs() - group.startMs) / 1000 / trials.length;
  const record = recordOf(group, t, endsOfLogs(group, t, epoch), { isPruned: true, seconds, epoch });
  pruned.set(trial.index, record);
  group.written = group.written.then(() => report(generation, record));
}

/** Of each fold. */
function trainingsOf(
  { stopping }: Group,
  t: number,
  networks: readonly (readonly FoldNetwork[])[],
): readonly FoldTraining[] {
  return networks.map((own, fold) => {
    const { rule, candidateOf } = stopping[fold] as Group["stopping"][number];
    return { networks: own, stopping: rule, candidate: candidateOf(t) };
  });
}

function endsOfRuns(group: Group, runs: readonly (readonly Run[])[], t: number): readonly FoldTraining[] {
  const count = group.seeds.length;
  return trainingsOf(
    group,
    t,
    runs.map((ofFold) => ofFold.slice(t * count, (t + 1) * count).map(networkOf)),
  );
}

/** As its runs would tell, had they ended with this epoch. */
function endsOfLogs(group: Group, t: number, epoch: number): readonly FoldTraining[] {
  const { logs, seeds, stopping } = group;
  const networks = stopping.map(({ rule, candidateOf }, fold) =>
    seeds.map((_, seed): FoldNetwork => {
      const history = (logs[t]?.[fold * seeds.length + seed] ?? []).slice(0, epoch);
      return { history, keptEpoch: keptEpochOf(rule, candidateOf(t), history), hasDiverged: false };
    }),
  );
  return trainingsOf(group, t, networks);
}

function recordOf(
  { generation, trials }: Group,
  t: number,
  trainings: readonly FoldTraining[],
  { epoch, ...more }: { readonly isPruned: boolean; readonly seconds: number; readonly epoch?: number },
): TrialRecord {
  const { study, curves } = generation;
  const trial = trials[t] as Suggested;
  const losses = (curves.get(trial.index) ?? []).slice(0, epoch);
  return toTrialRecord(trial, trainings, { ...more, losses, folds: study.folds });
}
