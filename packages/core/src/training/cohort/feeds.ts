/** What each run of a training graph is fed: rows, row weights, the optimizer's numbers, noise. All drawn from the seed. */

import { type Sweep, sweepAt } from "../../options/sweep.ts";
import type { HoldableTensor } from "../../runtime/runtime.ts";
import { randomPermutation } from "../../tensor/random.ts";
import { sizeOf, type Tensor, takeRows } from "../../tensor/tensor.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { BatchWeightInput } from "../program/batch-weight.ts";
import { AVERAGE_SHARE, stepScalarsAt, type TrainingProgram } from "../program/compile-training.ts";
import type { HyperparameterInput, Moment, NoiseInput, ScheduleInput } from "../program/graph-inputs.ts";
import { STREAM_OF } from "../program/noise.ts";
import { epochsOf, type Recipe } from "../recipe/recipe.ts";

export type Feeds = Readonly<Record<string, HoldableTensor>>;

/** The steps of one epoch that one run takes. */
export interface Chunk {
  /** Counted from 0, since the cohort began. */
  readonly epoch: number;
  /** First step within the epoch, from 0. */
  readonly first: number;
  readonly stepCount: number;
}

/** A place on the replica axis, and the replica in it. */
export interface Lane {
  readonly replica: number;
  /** Which value of each sweep it takes. */
  readonly candidate: number;
  /** The cohort's epoch, from 0, in which this replica began. */
  readonly startEpoch: number;
}

export interface FeedPlan {
  readonly program: TrainingProgram;
  readonly recipe: Recipe;
  /** Rows of the training examples; each replica's own rows are as many in the whole cohort. */
  readonly exampleCount: number;
  /** At most as many as a replica has rows. */
  readonly batchSize: number;
  /** Steps in an epoch: the last batch may be partly filled. */
  readonly stepsPerEpoch: number;
  /** Weight of each example for a replica, 1 on average over its rows; undefined where all count alike. */
  readonly exampleWeights: (replica: number) => Float64Array | undefined;
  /** The examples, where each chunk brings its own rows of them. */
  readonly streamed: Prepared | undefined;
  /** The learning rate of a replica now, but for its schedule. */
  readonly learningRateOf: (lane: Lane) => number;
  /** Whether a replica's running statistics go on from given ones. */
  readonly continuesStatistics: (replica: number) => boolean;
}

/** The seed of a replica. */
export function seedOf({ seed, seeds }: Pick<Recipe, "seed" | "seeds">, replica: number): number {
  return seeds?.[replica] ?? seed;
}

/** Rows of the examples in the order in which a replica takes them in one of its epochs. */
export function epochRows({ recipe, exampleCount, batchSize }: FeedPlan, replica: number, epoch: number): Int32Array {
  const own = recipe.rows?.[replica];
  const count = own?.length ?? exampleCount;
  const order = recipe.shuffle
    ? randomPermutation(count, { seed: seedOf(recipe, replica), stream: "shuffle", position: epoch })
    : Int32Array.from({ length: count }, (_, i) => i);
  const taken = recipe.dropLast ? order.subarray(0, count - (count % batchSize)) : order;
  return own === undefined ? taken : taken.map((at) => own[at] as number);
}

/** The order of rows in an epoch of the cohort: one where replicas share their batches, else one for each lane. */
export function epochOrders(plan: FeedPlan, epoch: number, lanes: readonly Lane[]): readonly Int32Array[] {
  const asked = plan.program.hasOwnBatches ? lanes : lanes.slice(0, 1);
  // Candidates meet on the same folds and seeds, so most orders are those of an earlier lane.
  const known: { readonly lane: Lane; readonly order: Int32Array }[] = [];
  const isSame = (a: Lane, b: Lane) =>
    a.startEpoch === b.startEpoch &&
    seedOf(plan.recipe, a.replica) === seedOf(plan.recipe, b.replica) &&
    plan.recipe.rows?.[a.replica] === plan.recipe.rows?.[b.replica];
  return asked.map((lane) => {
    const earlier = known.find((entry) => isSame(entry.lane, lane));
    if (earlier !== undefined) return earlier.order;
    const order = epochRows(plan, lane.replica, epoch - lane.startEpoch);
    known.push({ lane, order });
    return order;
  });
}

export function chunkFeeds(plan: FeedPlan, chunk: Chunk, orders: readonly Int32Array[], lanes: readonly Lane[]): Feeds {
  return {
    stepCount: { shape: [], data: BigInt64Array.of(BigInt(chunk.stepCount)) },
    ...batchFeeds(plan, chunk, orders, lanes),
    ...batchWeightFeeds(plan, chunk, orders, lanes),
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
 * is the weighted mean over all examples. The places beyond the last example repeat the batch with weight 0: no place holds
 * a row that its replica does not train on.
 */
function batchFeeds(
  { program, batchSize, exampleWeights, streamed }: FeedPlan,
  { first, stepCount }: Chunk,
  orders: readonly Int32Array[],
  lanes: readonly Lane[],
): Feeds {
  const shape = program.hasOwnBatches ? [stepCount, orders.length, batchSize] : [stepCount, batchSize];
  const rows = new Int32Array(sizeOf(shape));
  const rowWeights = new Float32Array(rows.length);
  for (let step = 0; step < stepCount; step++) {
    const start = (first + step) * batchSize;
    orders.forEach((order, i) => {
      const batch = order.subarray(start, start + batchSize);
      const weights = exampleWeights((lanes[i] as Lane).replica);
      const at = (step * orders.length + i) * batchSize;
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

/** A number for each step and lane, in the shape that the program takes: [K] or [K, R]. */
function perStep(
  { program, recipe, stepsPerEpoch }: FeedPlan,
  chunk: Chunk,
  lanes: readonly Lane[],
  numberAt: (progress: Moment, lane: Lane) => number,
): HoldableTensor {
  const shape = program.isReplicated ? [chunk.stepCount, lanes.length] : [chunk.stepCount];
  const data = new Float32Array(chunk.stepCount * lanes.length);
  lanes.forEach((lane, r) => {
    const start = laneStep(chunk, lane, stepsPerEpoch);
    const stepCount = stepsPerEpoch * epochsOf(recipe, lane.replica);
    for (let i = 0; i < chunk.stepCount; i++) {
      data[i * lanes.length + r] = numberAt({ step: start + i, stepCount }, lane);
    }
  });
  return { shape, data };
}

/** What each step's batch counts for running statistics, by the weights of its rows. */
function batchWeightFeeds(plan: FeedPlan, chunk: Chunk, orders: readonly Int32Array[], lanes: readonly Lane[]): Feeds {
  const { program, batchSize, exampleWeights, continuesStatistics } = plan;
  if (program.batchWeights.length === 0) return {};
  const batchesOf = lanes.map(({ replica }, r) =>
    batchCounts(orders[program.hasOwnBatches ? r : 0] as Int32Array, batchSize, exampleWeights(replica)),
  );
  const shape = program.isReplicated ? [chunk.stepCount, lanes.length] : [chunk.stepCount];
  const empty = () => new Float32Array(sizeOf(shape));
  const feedsOf = ({ lost, ...names }: BatchWeightInput): Feeds => {
    const [share, ofAllSeen] = [empty(), empty()];
    lanes.forEach(({ replica, startEpoch }, r) => {
      const batches = batchesOf[r] as readonly BatchCount[];
      const weights = batches.map(({ weight, ofOneRow }) => weight * Math.max(0, 1 - lost * ofOneRow));
      const total = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0);
      // Earlier epochs count as this one does: exactly so where rows weigh alike.
      const earlier = (chunk.epoch - startEpoch) * total(weights) + total(weights.slice(0, chunk.first));
      let seen = continuesStatistics(replica) ? Infinity : earlier;
      for (let i = 0; i < chunk.stepCount; i++) {
        const [at, step] = [i * lanes.length + r, chunk.first + i];
        const weight = weights[step] as number;
        seen += weight;
        if (weight === 0) continue;
        share[at] = Math.min(1, weight / (batchSize - lost));
        ofAllSeen[at] = weight / seen;
      }
    });
    return { [names.share]: { shape, data: share }, [names.ofAllSeen]: { shape, data: ofAllSeen } };
  };
  return Object.assign({}, ...program.batchWeights.map(feedsOf));
}

interface BatchCount {
  /** Sum of the weights of its rows. */
  readonly weight: number;
  /** Sum of w^2 / (sum of w)^2: 1 / n for n rows that weigh alike. */
  readonly ofOneRow: number;
}

function batchCounts(order: Int32Array, batchSize: number, weights: Float64Array | undefined): readonly BatchCount[] {
  return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, step) => {
    const rows = order.subarray(step * batchSize, (step + 1) * batchSize);
    if (weights === undefined) return { weight: rows.length, ofOneRow: 1 / rows.length };
    let [weight, squares] = [0, 0];
    for (const row of rows) {
      const own = weights[row] as number;
      weight += own;
      squares += own * own;
    }
    return { weight, ofOneRow: weight === 0 ? 1 : squares / weight ** 2 };
  });
}

function scalarFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  const { optimizer } = plan.recipe;
  return Object.fromEntries(
    plan.program.stepScalars.map((name) => [
      `step/${name}`,
      perStep(plan, chunk, lanes, ({ step, stepCount }, lane) => {
        const rate = plan.learningRateOf(lane) * optimizer.schedule.factor(step, stepCount);
        return stepScalarsAt(optimizer, rate, step + 1)[name] as number;
      }),
    ]),
  );
}

function scheduleFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  return Object.fromEntries(
    plan.program.schedules.map(({ input, schedule }) => [
      input,
      perStep(plan, chunk, lanes, ({ step, stepCount }) => schedule.factor(step, stepCount)),
    ]),
  );
}

function averagingFeeds(plan: FeedPlan, chunk: Chunk, lanes: readonly Lane[]): Feeds {
  const { averaging } = plan.recipe;
  if (averaging === undefined) return {};
  return {
    [AVERAGE_SHARE]: perStep(plan, chunk, lanes, ({ step }) => averaging.share(step, plan.stepsPerEpoch)),
  };
}

/** Steps that a lane's replica took before the chunk. */
export function laneStep({ epoch, first }: Chunk, { startEpoch }: Lane, stepsPerEpoch: number): number {
  return (epoch - startEpoch) * stepsPerEpoch + first;
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
  const streamOf = Int32Array.from(keys, (key) => streamKeys.indexOf(key));
  return {
    ...Object.fromEntries(program.noise.map((noise) => [noise.input, noiseTensor(plan, chunk, noise, streams)])),
    ...(program.hasOwnNoise ? { [STREAM_OF]: { shape: [lanes.length], data: streamOf } } : {}),
  };
}

function noiseTensor(
  { program, recipe, stepsPerEpoch }: FeedPlan,
  chunk: Chunk,
  noise: NoiseInput,
  streams: readonly Lane[],
): HoldableTensor {
  const size = sizeOf(noise.shape);
  const shape = [chunk.stepCount, ...(program.hasOwnNoise ? [streams.length] : []), ...noise.shape];
  const total = chunk.stepCount * streams.length * size;
  const data = noise.dtype === "bool" ? new Uint8Array(total) : new Float32Array(total);
  for (let i = 0; i < chunk.stepCount; i++) {
    streams.forEach((lane, s) => {
      const step = laneStep(chunk, lane, stepsPerEpoch) + i;
      const at = (i * streams.length + s) * size;
      const key = { seed: seedOf(recipe, lane.replica), stream: noise.stream, position: step };
      const stepCount = stepsPerEpoch * epochsOf(recipe, lane.replica);
      noise.draw(data.subarray(at, at + size), key, lane.candidate, { step, stepCount });
    });
  }
  return data instanceof Uint8Array ? { shape, data, dtype: "bool" } : { shape, data };
}
