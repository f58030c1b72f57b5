/** What each run of a training graph is fed: rows, row weights, the optimizer's numbers, noise. All drawn from the seed. */
import { type Sweep, sweepAt } from "../../options/sweep.ts";
import type { Schedule } from "../../regularizers/schedules.ts";
import type { HoldableTensor } from "../../runtime/runtime.ts";
import { sizeOf, type Tensor, takeRows } from "../../tensor/tensor.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { BatchWeightInput } from "../program/batch-weight.ts";
import { AVERAGE_SHARE, stepScalarsAt } from "../program/compile-training.ts";
import type { HyperparameterInput, Moment, NoiseInput, ScheduleInput } from "../program/graph-inputs.ts";
import { STREAM_OF } from "../program/noise.ts";
import { epochsOf } from "../recipe/recipe.ts";
import { type EpochCounts, shareOfFull, shareOfSeen } from "./batch-counts.ts";
import type { EpochBatches } from "./epoch-batches.ts";
import { type Chunk, type FeedPlan, type Feeds, type Lane, laneStep, seedOf } from "./feed-plan.ts";
import { type NoiseMoment, type NoiseMoments, noiseTensor } from "./noise-tensor.ts";

export function chunkFeeds(plan: FeedPlan, chunk: Chunk, batches: EpochBatches, lanes: readonly Lane[]): Feeds {
  return {
    stepCount: { shape: [], data: BigInt64Array.of(BigInt(chunk.stepCount)) },
    ...batchFeeds(plan, chunk, batches, lanes),
    ...batchWeightFeeds(plan, chunk, batches, lanes),
    ...scalarFeeds(plan, chunk, lanes),
    ...scheduleFeeds(plan, chunk, lanes),
    ...averagingFeeds(plan, chunk, lanes),
    ...noiseFeeds(plan, chunk, lanes),
  };
}

/** The values of each sweep that are asked for. */
export function hyperparameterFeeds(
  inputs: readonly HyperparameterInput[],
  candidates: readonly number[],
  isReplicated: boolean,
): Feeds {
  const tensorOf = (sweep: Sweep): Tensor => ({
    shape: isReplicated ? [candidates.length] : [],
    data: Float32Array.from(candidates, (candidate) => sweepAt(sweep, candidate)),
  });
  return Object.fromEntries(inputs.map(({ input, sweep }) => [input, tensorOf(sweep)]));
}

/** Factors of schedules at one moment of each replica: what an evaluation is fed. */
export function momentFeeds(
  inputs: readonly ScheduleInput[],
  moments: readonly Moment[],
  isReplicated: boolean,
): Feeds {
  const shape = isReplicated ? [moments.length] : [];
  return Object.fromEntries(
    inputs.map(({ input, schedule }) => [
      input,
      { shape, data: Float32Array.from(moments, ({ step, stepCount }) => schedule.factor(step, stepCount)) },
    ]),
  );
}

/**
 * Rows of each step, and their weights: the example's weight over the number of rows, so that the mean over all steps
 * is the weighted mean over all examples. The places beyond a batch's last example repeat the batch with weight 0: no place holds
 * a row that its replica does not train on.
 */
function batchFeeds(
  { program, batchSize, exampleWeights, streamed }: FeedPlan,
  { first, stepCount }: Chunk,
  { rows: batches }: EpochBatches,
  lanes: readonly Lane[],
): Feeds {
  const shape = program.hasOwnBatches ? [stepCount, batches.length, batchSize] : [stepCount, batchSize];
  const rows = new Int32Array(sizeOf(shape));
  const rowWeights = new Float32Array(rows.length);
  for (let step = 0; step < stepCount; step++) {
    batches.forEach((own, i) => {
      const batch = own[first + step] as Int32Array;
      const weights = exampleWeights((lanes[i] as Lane).replica);
      const at = (step * batches.length + i) * batchSize;
      for (let place = 0; place < batchSize; place++) {
        const row = batch[place % batch.length] as number;
        rows[at + place] = row;
        if (place < batch.length) rowWeights[at + place] = (weights?.[row] ?? 1) / batch.length;
      }
    });
  }
  const weights = { rowWeights: { shape, data: rowWeights } };
  if (streamed === undefined) return { rows: { shape, data: rows }, ...weights };
  return { ...streamedRows(streamed, { shape, data: rows }), ...weights };
}

/** The examples that the rows name, each once, and where each then is. */
function streamedRows(
  { x, targets }: Prepared,
  rows: { readonly shape: readonly number[]; readonly data: Int32Array },
) {
  const distinct = Int32Array.from(new Set(rows.data));
  const placeOf = new Map(Array.from(distinct, (row, place) => [row, place]));
  return {
    x: takeRows(x, distinct),
    targets: takeRows(targets, distinct),
    rows: { shape: rows.shape, data: rows.data.map((row) => placeOf.get(row) as number) },
  };
}

/** A number for each step and lane, in the shape that the program takes: [K] or [K, R]. `step` counts from the lane's first. */
function perStep(
  { program, stepsPerEpoch }: FeedPlan,
  chunk: Chunk,
  lanes: readonly Lane[],
  numberAt: (step: number, lane: Lane) => number,
): HoldableTensor {
  const shape = program.isReplicated ? [chunk.stepCount, lanes.length] : [chunk.stepCount];
  const data = new Float32Array(chunk.stepCount * lanes.length);
  lanes.forEach((lane, r) => {
    const start = laneStep(chunk, lane, stepsPerEpoch);
    for (let i = 0; i < chunk.stepCount; i++) data[i * lanes.length + r] = numberAt(start + i, lane);
  });
  return { shape, data };
}

/** Where a lane's schedules stand at a step: beyond the last epoch they stay as they are in its last step. */
export function momentOf({ recipe, stepsPerEpoch }: FeedPlan, step: number, { replica }: Lane): Moment {
  const stepCount = stepsPerEpoch * epochsOf(recipe, replica);
  return { step: Math.min(step, stepCount - 1), stepCount };
}

/** The factor of a schedule there. */
function factorAt(plan: FeedPlan, schedule: Schedule, at: number, lane: Lane): number {
  const { step, stepCount } = momentOf(plan, at, lane);
  return schedule.factor(step, stepCount);
}

/** What each step's batch counts for running statistics, by the weights of its rows. */
function batchWeightFeeds(plan: FeedPlan, chunk: Chunk, { counts }: EpochBatches, lanes: readonly Lane[]): Feeds {
  const { program, batchSize, stepsPerEpoch } = plan;
  const feedsOf = ({ lost, share, ofAllSeen }: BatchWeightInput, i: number): Feeds => {
    const countsOf = (lane: Lane) => counts[i]?.[lanes.indexOf(lane)] as EpochCounts;
    return {
      [share]: perStep(plan, chunk, lanes, (step, lane) =>
        shareOfFull(countsOf(lane), step % stepsPerEpoch, batchSize - lost),
      ),
      [ofAllSeen]: perStep(plan, chunk, lanes, (step, lane) =>
        plan.continuesStatistics(lane.replica)
          ? 0
          : shareOfSeen(countsOf(lane), step % stepsPerEpoch, Math.floor(step / stepsPerEpoch)),
      ),
    };
  };
  return Object.assign({}, ...program.batchWeights.map(feedsOf));
}

function scalarFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  const { optimizer } = plan.recipe;
  return Object.fromEntries(
    plan.program.stepScalars.map((name) => [
      `step/${name}`,
      perStep(plan, chunk, lanes, (step, lane) => {
        const rate = plan.learningRateOf(lane) * factorAt(plan, optimizer.schedule, step, lane);
        return stepScalarsAt(optimizer, rate, step + 1)[name] as number;
      }),
    ]),
  );
}

function scheduleFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  return Object.fromEntries(
    plan.program.schedules.map(({ input, schedule }) => [
      input,
      perStep(plan, chunk, lanes, (step, lane) => factorAt(plan, schedule, step, lane)),
    ]),
  );
}

function averagingFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  const { averaging } = plan.recipe;
  if (averaging === undefined) return {};
  return {
    [AVERAGE_SHARE]: perStep(plan, chunk, lanes, (step) => averaging.share(step, plan.stepsPerEpoch)),
  };
}

/** Noise of each step: one for all lanes, or one for each stream, that is for each seed and start among the lanes. */
function noiseFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  const { program, recipe } = plan;
  if (program.noise.length === 0) return {};
  const keyOf = ({ replica, startEpoch }: Lane) => `${seedOf(recipe, replica)}/${startEpoch}`;
  const keys = lanes.map(keyOf);
  const streams = program.hasOwnNoise
    ? lanes.filter((_, i) => keys.indexOf(keys[i] as string) === i)
    : lanes.slice(0, 1);
  const streamKeys = streams.map(keyOf);
  const streamOf = keys.map((key) => streamKeys.indexOf(key));
  const steps = Array.from({ length: chunk.stepCount }, (_, i) => i);
  const moments: NoiseMoments = {
    shape: program.hasOwnNoise ? [chunk.stepCount, streams.length] : [chunk.stepCount],
    moments: steps.flatMap((i) => streams.map((lane) => noiseMoment(plan, chunk, lane, i))),
    ...(program.hasOwnNoise && { streamOf }),
  };
  const tensorOf = (noise: NoiseInput) => noiseTensor(noise, noise.stream, moments, plan.drawsInside);
  return {
    ...Object.fromEntries(program.noise.map((noise) => [noise.input, tensorOf(noise)])),
    ...(program.hasOwnNoise && { [STREAM_OF]: { shape: [lanes.length], data: Int32Array.from(streamOf) } }),
  };
}

/** Step `i` of a chunk, as a lane counts it. */
function noiseMoment(plan: FeedPlan, chunk: Chunk, lane: Lane, i: number): NoiseMoment {
  const { replica, candidate } = lane;
  const step = laneStep(chunk, lane, plan.stepsPerEpoch) + i;
  return { seed: seedOf(plan.recipe, replica), position: step, candidate, progress: momentOf(plan, step, lane) };
}
