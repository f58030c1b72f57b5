/** The training of a cohort of replicas: epochs, chunks, evaluation, early stopping, divergence. */
import { plainError } from "../errors.ts";
import type { Model } from "../layers/sequential.ts";
import { type FloatTensor, takeRows } from "../tensor/tensor.ts";
import { nowMs } from "./clock.ts";
import { compileEvaluation } from "./compile-evaluation.ts";
import { compileTraining } from "./compile-training.ts";
import { causeOf } from "./divergence.ts";
import { finiteSteps, shortened } from "./divergence-search.ts";
import { drawParameters } from "./draw-parameters.ts";
import { type Engine, type HeldState, openEngine } from "./engine.ts";
import type { HeldExamples } from "./evaluator.ts";
import {
  type Chunk,
  chunkFeeds,
  epochOrder,
  type FeedPlan,
  type Feeds,
  globalStep,
  hyperparameterFeeds,
} from "./feeds.ts";
import type { EpochLog } from "./history.ts";
import { createPace } from "./pace.ts";
import { fromPackTensors, toPackTensor } from "./pack-layout.ts";
import type { Prepared } from "./prepared.ts";
import type { FitOptions, Recipe } from "./recipe.ts";
import { summarize } from "./summarize.ts";
import {
  advanceProgress,
  createTrainee,
  isWorthKeeping,
  markDiverged,
  type Outcome,
  outcomeOf,
  type ParameterMap,
  type Trainee,
} from "./trainee.ts";

export interface TrainingData {
  readonly train: Prepared;
  readonly validation: Prepared | undefined;
  /** Weight of each training example, 1 on average; undefined where all count alike. */
  readonly exampleWeights: Float64Array | undefined;
}

/** Trains all replicas of a recipe together. */
export async function trainReplicas(
  model: Model,
  data: TrainingData,
  recipe: Recipe,
  options: FitOptions,
): Promise<readonly Outcome[]> {
  const program = compileTraining(model, recipe);
  const evaluation = compileEvaluation(model, recipe, program.packs, recipe.metrics.length > 0);
  const engine = await openEngine(options.runtime, program, evaluation, data.train);
  const exampleCount = data.train.x.shape[0] as number;
  const plan: FeedPlan = {
    program,
    recipe,
    exampleCount,
    stepsPerEpoch: Math.ceil(exampleCount / recipe.batchSize),
    exampleWeights: data.exampleWeights,
  };
  try {
    return await createCohort(model, data, plan, engine, options).train();
  } finally {
    await engine.release();
  }
}

function createCohort(model: Model, data: TrainingData, plan: FeedPlan, engine: Engine, options: FitOptions) {
  const { program, recipe } = plan;
  const trainees = Array.from({ length: recipe.replicaCount }, (_, replica) => createTrainee(replica));
  const pace = createPace(plan);
  /** Replicas in the order of the state's replica axis; some of them may have ended. */
  let rows: readonly number[] = trainees.map(({ replica }) => replica);
  let state: HeldState = [];

  /** The packs that are looked at and kept: the weights, or their averages. */
  const evaluated = (held: HeldState) =>
    held.slice(program.evaluatedFrom, program.evaluatedFrom + program.packs.length);
  const isTraining = () => trainees.some(({ status }) => status === "training");
  const traineesInState = () => rows.map((replica) => trainees[replica] as Trainee);

  const train = async (): Promise<readonly Outcome[]> => {
    state = await engine.holdState(initialState());
    try {
      const examples = await holdAll();
      for (let epoch = 0; epoch < recipe.epochs && isTraining(); epoch++) {
        await trainEpoch(epoch);
        await logEpoch(epoch, examples);
        callBack(epoch + 1);
        for (const trainee of traineesInState()) advanceProgress(trainee, recipe, epoch + 1);
        await keepWeights(epoch + 1);
        await dropEnded();
      }
    } finally {
      engine.free(state);
    }
    return trainees.map((trainee) => outcomeOf(trainee, drawParameters(model, recipe.seed, options.initialParameters)));
  };

  const initialState = (): FloatTensor[] => {
    const parameters = drawParameters(model, recipe.seed, options.initialParameters);
    const replicas = trainees.map(() => parameters);
    return program.state.map(({ pack, isSlot }) => {
      const tensor = toPackTensor(pack, replicas, program.isReplicated);
      return isSlot ? { ...tensor, data: new Float32Array(tensor.data.length) } : tensor;
    });
  };

  const holdAll = async () => ({
    train: await engine.holdExamples(data.train),
    validation: data.validation && (await engine.holdExamples(data.validation)),
  });

  const trainEpoch = async (epoch: number): Promise<void> => {
    const order = epochOrder(plan, epoch);
    const constants = hyperparameterFeeds(program.hyperparameters, rows, program.isReplicated);
    const feedsAt = (chunk: Chunk) => ({ ...constants, ...chunkFeeds(plan, chunk, order, rows) });
    let chunk: Chunk | undefined = pace.chunkAt(epoch, 0);
    let feeds = feedsAt(chunk);
    while (chunk !== undefined) {
      if (options.signal?.aborted) throw plainError("OCCAM_ABORTED", `Training was stopped in epoch ${epoch + 1}.`);
      const startMs = nowMs();
      const running = engine.step(state, feeds);
      // The next chunk's random numbers are drawn while the runtime computes.
      const following = pace.following(chunk);
      const nextFeeds = following && feedsAt(following);
      const { state: next, areFinite } = await running;
      pace.learn(chunk.stepCount, nowMs() - startMs);
      await endDiverged(chunk, feeds, areFinite);
      engine.free(state);
      state = next;
      chunk = isTraining() ? following : undefined;
      feeds = nextFeeds ?? feeds;
    }
  };

  /** Ends the replicas whose weights are no longer finite; `state` still holds the weights from before the chunk. */
  const endDiverged = async (chunk: Chunk, feeds: Feeds, areFinite: readonly boolean[]): Promise<void> => {
    const bad = traineesInState().filter(({ status }, row) => status === "training" && !areFinite[row]);
    if (bad.length === 0) return;
    for (const trainee of bad) {
      const row = rows.indexOf(trainee.replica);
      const good = await finiteSteps(engine, state, feeds, { stepCount: chunk.stepCount, row });
      const step = globalStep(chunk, plan.stepsPerEpoch) + good + 1;
      markDiverged(trainee, { epoch: chunk.epoch + 1, step, cause: causeOf(data.train) });
      trainee.kept ??= { parameters: await parametersAfter(feeds, good, row), epoch: chunk.epoch };
    }
  };

  const parametersAfter = async (feeds: Feeds, stepCount: number, row: number): Promise<ParameterMap> => {
    const { state: after } = await engine.step(state, shortened(feeds, stepCount));
    const tensors = await engine.readState(evaluated(after));
    engine.free(after);
    return fromPackTensors(program.packs, tensors, row);
  };

  const logEpoch = async (
    epoch: number,
    examples: { train: HeldExamples; validation: HeldExamples | undefined },
  ): Promise<void> => {
    const train = await engine.evaluate(evaluated(state), examples.train, rows);
    const validation = examples.validation && (await engine.evaluate(evaluated(state), examples.validation, rows));
    traineesInState().forEach((trainee, row) => {
      if (trainee.status !== "training") return;
      const log: EpochLog = {
        epoch: epoch + 1,
        train: summarize(train, row, data.train, recipe),
        ...(validation && data.validation && { validation: summarize(validation, row, data.validation, recipe) }),
        penalty: train.penalty[row] as number,
      };
      trainee.history.push(log);
      if (!Number.isFinite(log.train.loss)) {
        markDiverged(trainee, {
          epoch: epoch + 1,
          step: (epoch + 1) * plan.stepsPerEpoch,
          cause: causeOf(data.train),
        });
      }
    });
  };

  const callBack = (epoch: number): void => {
    const current = traineesInState().filter(({ status }) => status === "training");
    const logs = new Map(current.map(({ replica, history }) => [replica, history.at(-1) as EpochLog]));
    const goesOn = (options.callbacks ?? []).map((callback) => callback.onEpochEnd?.(epoch, logs) !== false);
    if (goesOn.every(Boolean)) return;
    for (const trainee of current) trainee.status = "stopped";
  };

  /** Copies weights out where they have become the ones to keep: the best epoch's, or the last epoch's. */
  const keepWeights = async (epoch: number): Promise<void> => {
    const wanted = traineesInState().filter((trainee) => isWorthKeeping(trainee, recipe, epoch));
    if (wanted.length === 0) return;
    const tensors = await engine.readState(evaluated(state));
    for (const trainee of wanted) {
      trainee.kept = { parameters: fromPackTensors(program.packs, tensors, rows.indexOf(trainee.replica)), epoch };
    }
  };

  /** Once a fifth of the rows have ended, the state is rewritten without them. */
  const dropEnded = async (): Promise<void> => {
    const staying = rows.filter((replica) => trainees[replica]?.status === "training");
    if (staying.length === 0 || staying.length > rows.length * COMPACTED_SHARE) return;
    const tensors = await engine.readState(state);
    engine.free(state);
    state = await engine.holdState(
      tensors.map((tensor) =>
        takeRows(
          tensor,
          staying.map((replica) => rows.indexOf(replica)),
        ),
      ),
    );
    rows = staying;
  };

  return { train };
}

/** Rewriting the state is cheap beside an epoch of training rows that nobody needs. */
const COMPACTED_SHARE = 0.8;
