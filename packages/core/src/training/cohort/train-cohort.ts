/** The training of one cohort of replicas: epochs, chunks, evaluation, early stopping, divergence, replacement. */
import { plainError } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { allAnswered, releaseAfter } from "../../runtime/with-session.ts";
import { joinRows, takeRows } from "../../tensor/tensor.ts";
import { outputsFor } from "../program/compile-evaluation.ts";
import { fromPackTensors } from "../program/pack-layout.ts";
import type { FitOptions, ReplicaOptions } from "../recipe/fit-options.ts";
import type { EpochLog } from "../recipe/history.ts";
import { epochsOf, type Recipe } from "../recipe/recipe.ts";
import { nowMs } from "./clock.ts";
import { causeOf } from "./divergence.ts";
import { finiteSteps, stateAfter } from "./divergence-search.ts";
import type { BegunChunk, Engine, HeldState } from "./engine.ts";
import { epochFeeds, laneFeeds } from "./epoch-feeds.ts";
import { epochLog, type TrainingData } from "./epoch-log.ts";
import type { Evaluation, ExampleBlocks } from "./evaluator.ts";
import { type Chunk, type FeedPlan, type Feeds, type Lane, laneStep } from "./feed-plan.ts";
import { evaluatedPart, openCohort } from "./open-cohort.ts";
import { createPace } from "./pace.ts";
import type { CohortPlan } from "./plan-cohorts.ts";
import { neverBegun, startOf, startState } from "./starting-values.ts";
import {
  advanceProgress,
  createTrainee,
  isSnapshotDue,
  isWorthKeeping,
  markDiverged,
  type Outcome,
  outcomeOf,
  type ParameterMap,
  reduceLearningRate,
  type Trainee,
} from "./trainee.ts";

export interface CohortOutcome {
  /** In the order of the cohort's replicas. */
  readonly outcomes: readonly Outcome[];
  /** A callback ended the whole training. */
  readonly isOver: boolean;
}

/** Trains the replicas of one cohort, as many at one time as its program holds. */
export async function trainCohort(
  model: Model,
  data: TrainingData,
  recipe: Recipe,
  options: FitOptions & ReplicaOptions,
  cohort: CohortPlan,
): Promise<CohortOutcome> {
  const trainees = new Map<number, Trainee>();
  const { plan, engine } = await openCohort(model, data, recipe, options, {
    cohort,
    wanted: outputsFor(recipe.metrics, recipe.loss),
    learningRateOf: ({ replica }) => (trainees.get(replica) as Trainee).plateau.learningRate,
  });
  return releaseAfter(engine, () => createCohort({ model, data, plan, cohort, engine, options, trainees }).train());
}

interface CohortParts {
  readonly model: Model;
  readonly data: TrainingData;
  readonly plan: FeedPlan;
  readonly cohort: CohortPlan;
  readonly engine: Engine;
  readonly options: FitOptions & ReplicaOptions;
  /** Those that have begun. */
  readonly trainees: Map<number, Trainee>;
}

function createCohort({ model, data, plan, cohort, engine, options, trainees }: CohortParts) {
  const { program, recipe, stepsPerEpoch } = plan;
  const pace = createPace(plan, cohort.size);
  /** Replicas that have not begun. */
  const queue = [...cohort.replicas];
  /** Who is where on the state's replica axis; some may have ended. */
  let lanes: readonly Lane[] = [];
  let state: HeldState = [];
  let isOver = false;
  /** When the runtime began with the chunk that it is at. */
  let sinceMs = nowMs();

  const traineeIn = (lane: Lane) => trainees.get(lane.replica) as Trainee;
  const isTraining = (lane: Lane) => traineeIn(lane).status === "training";
  const evaluated = (held: HeldState) => evaluatedPart(program, held);

  const train = async (): Promise<CohortOutcome> => {
    await start();
    const examples = await holdAll();
    for (let epoch = 0; lanes.some(isTraining); epoch++) {
      // Those that train in this epoch, however it ends for them; others on the axis have ended before.
      const active = lanes.filter(isTraining);
      const last = await trainEpoch(epoch);
      await logEpoch(active, lookAt(examples), last);
      await callBack(epoch + 1);
      for (const lane of active) {
        advanceProgress(traineeIn(lane), recipe);
        reduceLearningRate(traineeIn(lane), recipe);
      }
      await keepWeights(active);
      for (const lane of active) completeIfDone(traineeIn(lane));
      await replaceEnded(epoch + 1);
    }
    const outcomes = cohort.replicas.map((replica) => {
      const trainee = trainees.get(replica);
      return trainee
        ? { ...outcomeOf(trainee, { stepsPerEpoch, epochs: epochsOf(recipe, replica) }), engine: engine.name }
        : neverBegun(model, recipe, options, cohort, replica);
    });
    return { outcomes, isOver };
  };

  const start = async (): Promise<void> => {
    const first = begin(0, cohort.size);
    lanes = first.lanes;
    state = await engine.holdState(first.state);
  };

  /** The next replicas of the queue, at most `count`, and their state before the first step. */
  const begin = (epoch: number, count: number) => {
    const next = queue
      .splice(0, count)
      .map((replica): Lane => ({ replica, candidate: recipe.candidates[replica] as number, startEpoch: epoch }));
    for (const lane of next) {
      trainees.set(lane.replica, createTrainee(recipe, lane, startOf(model, recipe, options, lane.replica)));
    }
    return {
      lanes: next,
      state: startState(
        program,
        next.map((lane) => traineeIn(lane).initial),
      ),
    };
  };

  const holdAll = async () => ({
    train: engine.examples,
    validation: data.validation && (await engine.toBlocks(data.validation)),
  });

  /** Begins one chunk while the runtime is at the one before; gives back the last one, which it may still be at. */
  const trainEpoch = async (epoch: number): Promise<ChunkUnderWay | undefined> => {
    const feedsAt = epochFeeds(plan, epoch, lanes, laneFeeds(plan, options, lanes));
    let underWay: ChunkUnderWay | undefined;
    let chunk: Chunk | undefined = pace.chunkAt(epoch, 0);
    while (chunk !== undefined && lanes.some(isTraining)) {
      if (options.signal?.aborted) throw plainError("OCCAM_ABORTED", `Training was stopped in epoch ${epoch + 1}.`);
      const feeds = feedsAt(chunk);
      const next = { chunk, feeds, from: state, running: engine.step(state, feeds) };
      if (underWay === undefined) sinceMs = nowMs();
      state = next.running.state;
      await settle(underWay);
      underWay = next;
      chunk = pace.following(chunk);
    }
    return underWay;
  };

  /** Waits for a chunk's end, and ends the replicas that diverged in it. */
  const settle = async (underWay: ChunkUnderWay | undefined): Promise<void> => {
    if (underWay === undefined) return;
    const areFinite = await underWay.running.areFinite;
    const now = nowMs();
    pace.learn(underWay.chunk.stepCount, now - sinceMs);
    sinceMs = now;
    await endDiverged(underWay, areFinite);
    engine.free(underWay.from);
  };

  const endDiverged = async (underWay: ChunkUnderWay, areFinite: readonly boolean[]): Promise<void> => {
    const { chunk, feeds, from } = underWay;
    for (const [row, lane] of lanes.entries()) {
      if (!isTraining(lane) || areFinite[row]) continue;
      const trainee = traineeIn(lane);
      const good = await finiteSteps(engine, from, feeds, { stepCount: chunk.stepCount, row });
      const epoch = chunk.epoch - lane.startEpoch;
      const step = laneStep(chunk, lane, stepsPerEpoch) + good + 1;
      markDiverged(trainee, { epoch: epoch + 1, step, cause: causeOf(data.train, recipe.rows?.[lane.replica]) });
      trainee.kept ??= { parameters: await parametersAfter(underWay, good, row), epoch };
    }
  };

  const parametersAfter = async (
    { feeds, from }: ChunkUnderWay,
    stepCount: number,
    row: number,
  ): Promise<ParameterMap> =>
    fromPackTensors(program.packs, await stateAfter(engine, from, feeds, stepCount, evaluated), row);

  /** Begins to look at all examples with the weights as they are, or will be. */
  const lookAt = (examples: {
    readonly train: ExampleBlocks;
    readonly validation: ExampleBlocks | undefined;
  }): Promise<readonly (Evaluation | undefined)[]> => {
    const moments = lanes.map((lane) => {
      const stepCount = stepsPerEpoch * epochsOf(recipe, lane.replica);
      const step = Math.min(stepCount, (traineeIn(lane).history.length + 1) * stepsPerEpoch);
      return { candidate: lane.candidate, progress: { step, stepCount } };
    });
    const look = async (blocks: ExampleBlocks | undefined) =>
      blocks && engine.evaluate(evaluated(state), blocks, moments);
    return allAnswered([look(examples.train), look(examples.validation)]);
  };

  const logEpoch = async (
    active: readonly Lane[],
    looking: ReturnType<typeof lookAt>,
    last: ChunkUnderWay | undefined,
  ): Promise<void> => {
    await allAnswered<unknown>([looking, settle(last)]);
    const [train, validation] = (await looking) as readonly [Evaluation, Evaluation | undefined];
    for (const lane of active.filter(isTraining)) {
      const trainee = traineeIn(lane);
      const log = epochLog(data, recipe, trainee, { row: lanes.indexOf(lane), train, validation });
      trainee.history.push(log);
      if (Number.isFinite(log.train.loss)) continue;
      markDiverged(trainee, {
        epoch: log.epoch,
        step: log.epoch * stepsPerEpoch,
        cause: causeOf(data.train, recipe.rows?.[lane.replica]),
      });
    }
  };

  const callBack = async (epoch: number): Promise<void> => {
    const current = lanes.map(traineeIn).filter(({ status }) => status === "training");
    const logs = new Map(current.map(({ replica, history }) => [replica, history.at(-1) as EpochLog]));
    const answers = await Promise.all((options.callbacks ?? []).map((callback) => callback.onEpochEnd?.(epoch, logs)));
    const stopped = new Set(answers.flatMap((answer) => (typeof answer === "object" ? answer : [])));
    isOver = answers.includes(false);
    const hasMore = ({ replica, history }: Trainee) => history.length < epochsOf(recipe, replica);
    for (const trainee of current.filter(hasMore)) {
      if (isOver || stopped.has(trainee.replica)) trainee.status = "stopped";
    }
    if (isOver) queue.length = 0;
  };

  /** Copies weights out where they have become the ones to keep: the best epoch's, or the last epoch's. */
  const keepWeights = async (active: readonly Lane[]): Promise<void> => {
    const kept = active.filter((lane) => isWorthKeeping(traineeIn(lane), recipe));
    const due = active.filter((lane) => isSnapshotDue(traineeIn(lane), recipe));
    const read = [...new Set([...kept, ...due])];
    if (read.length === 0) return;
    const places = read.map((lane) => lanes.indexOf(lane));
    const tensors = program.isReplicated
      ? await engine.readRows(evaluated(state), places, lanes.length)
      : await engine.readState(evaluated(state));
    const weightsOf = (lane: Lane) => ({
      parameters: fromPackTensors(program.packs, tensors, read.indexOf(lane)),
      epoch: traineeIn(lane).history.length,
    });
    for (const lane of kept) traineeIn(lane).kept = weightsOf(lane);
    for (const lane of due) traineeIn(lane).snapshots.push(weightsOf(lane));
  };

  const completeIfDone = (trainee: Trainee): void => {
    if (trainee.status === "training" && trainee.history.length >= epochsOf(recipe, trainee.replica))
      trainee.status = "completed";
  };

  /** Replicas that wait take the places of those that have ended; with none waiting, the state is rewritten without the ended. */
  const replaceEnded = async (epoch: number): Promise<void> => {
    const staying = lanes.filter(isTraining);
    if (staying.length === lanes.length || staying.length + queue.length === 0) return;
    const places = staying.map((lane) => lanes.indexOf(lane));
    const kept = (await engine.readState(state)).map((tensor) =>
      program.isReplicated ? takeRows(tensor, places) : undefined,
    );
    const next = begin(epoch, cohort.size - staying.length);
    engine.free(state);
    state = await engine.holdState(next.state.map((fresh, i) => joinRows(kept[i], fresh)));
    lanes = [...staying, ...next.lanes];
  };

  return { train };
}

/** A chunk that the runtime may still be at. */
interface ChunkUnderWay {
  readonly chunk: Chunk;
  readonly feeds: Feeds;
  /** The state before it. */
  readonly from: HeldState;
  readonly running: BegunChunk;
}
