/** The replicas of a training, which take steps and are looked at. */
import type { FloatTensor } from "../../tensor/tensor.ts";
import { nowMs } from "../cohort/clock.ts";
import { causeOf } from "../cohort/divergence.ts";
import { finiteSteps, stateAfter } from "../cohort/divergence-search.ts";
import type { HeldState } from "../cohort/engine.ts";
import type { ReplicaMoment } from "../cohort/evaluator.ts";
import type { Feeds, Lane } from "../cohort/feed-plan.ts";
import { evaluatedPart } from "../cohort/open-cohort.ts";
import { createPace } from "../cohort/pace.ts";
import type { ParameterMap } from "../cohort/trainee.ts";
import { fromPackTensors } from "../program/pack-layout.ts";
import type { Divergence } from "../recipe/history.ts";
import { epochsOf } from "../recipe/recipe.ts";
import { namedState, type TrainingCheckpoint } from "./checkpoint.ts";
import { liveFeeds } from "./live-feeds.ts";
import type { Setup } from "./setup.ts";
import { type Ending, type Group, holdStanding } from "./standing.ts";

/** Looks at the weights of some replicas: one answer for each of `moments`. */
export type Look<T> = (parameters: HeldState, moments: readonly ReplicaMoment[]) => Promise<readonly T[]>;

export interface LiveReplicas {
  readonly step: () => number;
  /** Of each replica: where it stopped, if it did. */
  readonly divergences: () => readonly (Divergence | undefined)[];
  /** Takes steps, as long as some replica can. */
  readonly advance: (stepCount: number) => Promise<void>;
  readonly checkpoint: () => Promise<TrainingCheckpoint>;
  /** Weights, or their averages where there are such. */
  readonly parameters: () => Promise<readonly ParameterMap[]>;
  /** What `look` finds of each replica. */
  readonly look: <T>(look: Look<T>) => Promise<readonly T[]>;
  /** The same, and replicas of which it finds what is not `sound` stop where everything last was. */
  readonly inspect: <T>(look: Look<T>, sound: (found: T) => boolean) => Promise<readonly T[]>;
  readonly free: () => void;
}

export async function holdReplicas(setup: Setup, start: TrainingCheckpoint): Promise<LiveReplicas> {
  const { plan, engine, train, model } = setup;
  const { program, recipe, stepsPerEpoch, streamed } = plan;
  const standing = await holdStanding(setup, start.replicas);
  const pace = createPace(plan, setup.lanes.length);
  let { step } = start;
  let feedsFor = liveFeeds(setup, standing.training().lanes);

  const advance = async (stepCount: number): Promise<void> => {
    const end = step + stepCount;
    while (step < end && standing.training().lanes.length > 0) {
      const inEpoch = stepsPerEpoch - (step % stepsPerEpoch);
      await take(Math.min(end - step, pace.stepCount(), streamed ? inEpoch : Infinity));
    }
  };

  const take = async (stepCount: number): Promise<void> => {
    const feeds = feedsFor(step, stepCount);
    const startMs = nowMs();
    const { state, areFinite } = engine.step(standing.training().state, feeds);
    const finite = await areFinite;
    pace.learn(stepCount, nowMs() - startMs);
    const diverged = await lastGood(feeds, stepCount, finite);
    standing.replace(state);
    step += stepCount;
    await stop(diverged);
    // The clock of those that train goes on. Where none does, it stands where the last one did.
    if (standing.training().lanes.length > 0) return;
    step = Math.max(...Array.from(diverged.values(), ({ divergence }) => divergence.step - 1));
  };

  /** Of the replicas whose weights are no longer finite, what they were before. */
  const lastGood = async (feeds: Feeds, stepCount: number, areFinite: readonly boolean[]) => {
    const { lanes, state } = standing.training();
    const found = new Map<number, Ending>();
    for (const [row, lane] of lanes.entries()) {
      if (areFinite[row]) continue;
      const good = await finiteSteps(engine, state, feeds, { stepCount, row });
      const tensors = namedState(program, await stateAfter(engine, state, feeds, good), row);
      found.set(lane.replica, { tensors, divergence: divergenceAt(step + good, lane) });
    }
    return found;
  };

  /** `taken`: steps before the one that went wrong. */
  const divergenceAt = (taken: number, { replica }: Lane): Divergence => ({
    epoch: Math.floor(taken / stepsPerEpoch) + 1,
    step: taken + 1,
    cause: causeOf(train, recipe.rows?.[replica]),
  });

  const stop = async (ended: ReadonlyMap<number, Ending>): Promise<void> => {
    await standing.stop(ended);
    if (ended.size > 0) feedsFor = liveFeeds(setup, standing.training().lanes);
  };

  const momentOf = ({ replica, candidate }: Lane): ReplicaMoment => {
    const stepCount = stepsPerEpoch * epochsOf(recipe, replica);
    const taken = standing.stopped().get(replica)?.divergence?.step ?? step;
    return { candidate, progress: { step: Math.min(taken, stepCount), stepCount } };
  };

  const lookAt = async <T>({ lanes, state }: Group, look: Look<T>): Promise<ReadonlyMap<number, T>> => {
    const found = lanes.length === 0 ? [] : await look(evaluatedPart(program, state), lanes.map(momentOf));
    return new Map(lanes.map(({ replica }, row) => [replica, found[row] as T]));
  };

  /** `training`: what was found of those that train. */
  const withStopped = async <T>(training: ReadonlyMap<number, T>, look: Look<T>): Promise<readonly T[]> => {
    const stopped = await standing.withStopped((group) => lookAt(group, look));
    const found = new Map([...training, ...(stopped ?? [])]);
    return setup.lanes.map(({ replica }) => found.get(replica) as T);
  };

  const look = async <T>(own: Look<T>): Promise<readonly T[]> =>
    withStopped(await lookAt(standing.training(), own), own);

  const inspect = async <T>(own: Look<T>, sound: (found: T) => boolean): Promise<readonly T[]> => {
    const { lanes } = standing.training();
    const found = await lookAt(standing.training(), own);
    const bad = lanes.filter(({ replica }) => !sound(found.get(replica) as T));
    const divergence = (lane: Lane) => divergenceAt(Math.max(0, step - 1), lane);
    await stop(new Map(bad.map((lane) => [lane.replica, { divergence: divergence(lane) }])));
    standing.markSound();
    const all = await withStopped(found, own);
    const unsound = [...standing.stopped().keys()].filter((replica) => !sound(all[replica] as T));
    if (unsound.length === 0) return all;
    standing.fallBack(unsound);
    return withStopped(found, own);
  };

  const parametersOf: Look<ParameterMap> = async (parameters, moments) => {
    const tensors = await engine.readState(parameters);
    return moments.map((_, row) => {
      const own = fromPackTensors(program.packs, tensors, row);
      return new Map(model.parameters.map(({ name }) => [name, own.get(name) as FloatTensor]));
    });
  };

  return {
    step: () => step,
    divergences: () => setup.lanes.map(({ replica }) => standing.stopped().get(replica)?.divergence),
    advance,
    checkpoint: async () => ({ step, replicas: await standing.read() }),
    parameters: () => look(parametersOf),
    look,
    inspect,
    free: standing.free,
  };
}
