/** A search over a space of settings: trials that share a shape are replicas of one graph. */

import { optionError } from "../errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { nowMs } from "../training/cohort/clock.ts";
import { createBarrier } from "./barrier.ts";
import { SEARCH, type SearchBudget, type SearchOptions, type SearchStudy, type TrialRecord } from "./search-options.ts";
import { type Generation, trainGroup } from "./train-trials.ts";
import type { Suggested } from "./trial-record.ts";

/**
 * Searches until the budget is used up: suggests settings, trains those of one shape in one graph, stops the ones that the
 * pruner gives up, and reports each as it ends. A study goes on from `finished` as if it had never stopped, when it is
 * given the same space, sampler, pruner and seed.
 * @throws RangeError with code OCCAM_OPTION for a budget that is missing or too small for one trial, or without a number of
 * trials where the pruner compares all of them at once.
 */
export async function search(options: SearchOptions): Promise<readonly TrialRecord[]> {
  const study = SEARCH.read(options);
  const { budget, pruner, finished, sampler, space } = study;
  requireBudget(study);
  const records = new Map(finished.map((record) => [record.index, record]));
  const deadlineMs = nowMs() + (budget.seconds ?? Infinity) * 1000;
  const trialLimit = Math.min(budget.trials ?? Infinity, sampler.capacity(space));
  for (let next = 0; next < trialLimit; ) {
    const end = Math.min(trialLimit, generationEnd(next, study));
    const indices = Array.from({ length: end - next }, (_, i) => next + i);
    const missing = indices.filter((index) => !records.has(index));
    if (missing.length > 0) {
      if (nowMs() >= deadlineMs || isSpent(records, budget)) break;
      const ended = await trainGeneration(study, next, indices, records, deadlineMs);
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
function generationEnd(first: number, { pruner, together }: SearchStudy): number {
  return pruner.rivalsOf(first)?.end ?? first + together;
}

function isSpent(records: ReadonlyMap<number, TrialRecord>, { epochs = Infinity }: SearchBudget): boolean {
  return [...records.values()].reduce((sum, record) => sum + record.epochs, 0) >= epochs;
}

/**
 * Trains the trials of a generation, those that have ended before among them: a network's bits depend on the graph that it is
 * a replica of, so a study that goes on is the one that never stopped only in the same company. What has ended keeps its
 * record, and is not reported again.
 */
async function trainGeneration(
  study: SearchStudy,
  first: number,
  indices: readonly number[],
  records: ReadonlyMap<number, TrialRecord>,
  deadlineMs: number,
): Promise<readonly TrialRecord[]> {
  const { space, sampler, seed, runtimes, folds, shapeOf = () => "" } = study;
  const history = [...records.values()].filter(({ index }) => index < first).sort((a, b) => a.index - b.index);
  const suggested = indices.map(
    (index): Suggested => ({
      index,
      values: sampler.suggest(space, history, { seed, index }),
    }),
  );
  const groups = groupsOf(suggested, ({ values }) => shapeOf(values));
  const curves = new Map(
    [...records.values()].map(({ index, losses }): [number, readonly number[]] => [index, losses]),
  );
  // Every group trains on every fold by itself.
  const barrier = createBarrier(groups.length * folds.length);
  const hasEnded = ({ index }: { readonly index: number }) => records.has(index);
  const shared: Generation = { first, study, curves, hasEnded, barrier, deadlineMs };
  // All groups run at the same time and meet at the rungs; each runtime computes for its own in turn.
  const ended = await Promise.allSettled(
    groups.map((group, i) => trainGroup(shared, group, runtimes[i % runtimes.length] as Runtime)),
  );
  // Thrown only now, when no group uses its runtime any more.
  const failed = ended.find((group) => group.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return ended
    .flatMap((group) => (group.status === "fulfilled" ? group.value : []))
    .filter((trial) => !hasEnded(trial));
}

function groupsOf(
  suggested: readonly Suggested[],
  keyOf: (trial: Suggested) => string,
): readonly (readonly Suggested[])[] {
  const groups = new Map<string, Suggested[]>();
  for (const trial of suggested) groups.set(keyOf(trial), [...(groups.get(keyOf(trial)) ?? []), trial]);
  return [...groups.values()];
}

function requireBudget({ budget, folds, seeds, pruner, sampler, space }: SearchStudy): void {
  const { trials, seconds, epochs } = budget;
  const isEndless = trials === undefined && !Number.isFinite(sampler.capacity(space));
  if (isEndless && seconds === undefined && epochs === undefined) {
    throw optionError({
      where: "search.budget",
      expected: "trials, seconds or epochs",
      received: "none of them",
      fix: "for example { trials: 32 }",
    });
  }
  if (isEndless && pruner.rivalsOf(0)?.end === Infinity) {
    throw optionError({
      where: "search.budget.trials",
      expected: `a number of trials, as the pruner "${pruner.name}" compares all of them at once,`,
      received: "none",
      fix: "give one beside the other limits, or use hyperband or asha",
    });
  }
  const needed = pruner.maxEpochs * folds.length * seeds.length;
  if (epochs === undefined || epochs >= needed) return;
  throw optionError({
    where: "search.budget.epochs",
    expected: `at least ${needed} for one trial (${pruner.maxEpochs} epochs on ${folds.length} folds with ${seeds.length} seeds)`,
    received: String(epochs),
  });
}
