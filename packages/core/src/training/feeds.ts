/** What each run of a training graph is fed: rows, row weights, the optimizer's numbers, noise. All drawn from the seed. */

import { type Sweep, sweepAt } from "../regularizers/hyperparameter.ts";
import type { HoldableTensor } from "../runtime/runtime.ts";
import { randomPermutation } from "../tensor/random.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import { AVERAGE_SHARE, stepScalarsAt, type TrainingProgram } from "./compile-training.ts";
import type { Recipe } from "./recipe.ts";
import type { HyperparameterInput, NoiseInput } from "./trace.ts";

export type Feeds = Readonly<Record<string, HoldableTensor>>;

/** The steps of one epoch that one run takes. */
export interface Chunk {
  /** Counted from 0. */
  readonly epoch: number;
  /** First step within the epoch, from 0. */
  readonly first: number;
  readonly stepCount: number;
}

export interface FeedPlan {
  readonly program: TrainingProgram;
  readonly recipe: Recipe;
  readonly exampleCount: number;
  /** Steps in an epoch: the last batch may be partly filled. */
  readonly stepsPerEpoch: number;
  /** Weight of each example, 1 on average; undefined where all count alike. */
  readonly exampleWeights: Float64Array | undefined;
}

/** Order of the examples in an epoch. */
export function epochOrder({ recipe, exampleCount }: FeedPlan, epoch: number): Int32Array {
  if (!recipe.shuffle) return Int32Array.from({ length: exampleCount }, (_, i) => i);
  return randomPermutation(exampleCount, { seed: recipe.seed, stream: "shuffle", position: epoch });
}

export function chunkFeeds(plan: FeedPlan, chunk: Chunk, order: Int32Array, replicas: readonly number[]): Feeds {
  return {
    stepCount: { shape: [], data: BigInt64Array.of(BigInt(chunk.stepCount)) },
    ...batchFeeds(plan, chunk, order),
    ...scalarFeeds(plan, chunk, replicas),
    ...averagingFeeds(plan, chunk),
    ...Object.fromEntries(plan.program.noise.map((noise) => [noise.input, noiseTensor(plan, chunk, noise)])),
  };
}

/** Hyperparameters of the given replicas. */
export function hyperparameterFeeds(
  inputs: readonly HyperparameterInput[],
  replicas: readonly number[],
  isReplicated: boolean,
): Feeds {
  const tensorOf = (sweep: Sweep): Tensor => ({
    shape: isReplicated ? [replicas.length] : [],
    data: Float32Array.from(replicas, (replica) => sweepAt(sweep, replica)),
  });
  return Object.fromEntries(inputs.map(({ input, sweep }) => [input, tensorOf(sweep)]));
}

/**
 * Rows of each step, and their weights: the example's weight over the number of rows, so that the mean over all steps
 * is the weighted mean over all examples. The places beyond the last example repeat row 0 with weight 0.
 */
function batchFeeds(
  { recipe: { batchSize }, exampleWeights }: FeedPlan,
  { first, stepCount }: Chunk,
  order: Int32Array,
): Feeds {
  const shape = [stepCount, batchSize];
  const rows = new Int32Array(stepCount * batchSize);
  const rowWeights = new Float32Array(stepCount * batchSize);
  for (let step = 0; step < stepCount; step++) {
    const start = (first + step) * batchSize;
    const batch = order.subarray(start, start + batchSize);
    rows.set(batch, step * batchSize);
    for (let i = 0; i < batch.length; i++) {
      rowWeights[step * batchSize + i] = (exampleWeights?.[batch[i] as number] ?? 1) / batch.length;
    }
  }
  return { rows: { shape, data: rows }, rowWeights: { shape, data: rowWeights } };
}

function scalarFeeds({ program, recipe, stepsPerEpoch }: FeedPlan, chunk: Chunk, replicas: readonly number[]): Feeds {
  const { optimizer } = recipe;
  const total = stepsPerEpoch * recipe.epochs;
  const shape = program.isReplicated ? [chunk.stepCount, replicas.length] : [chunk.stepCount];
  const columns = new Map(
    program.stepScalars.map((name) => [name, new Float32Array(chunk.stepCount * replicas.length)]),
  );
  for (let i = 0; i < chunk.stepCount; i++) {
    const step = globalStep(chunk, stepsPerEpoch) + i;
    const factor = optimizer.schedule.factor(step, total);
    replicas.forEach((replica, r) => {
      const numbers = stepScalarsAt(optimizer, sweepAt(optimizer.learningRate, replica) * factor, step + 1);
      for (const [name, column] of columns) column[i * replicas.length + r] = numbers[name] as number;
    });
  }
  return Object.fromEntries([...columns].map(([name, data]) => [`step/${name}`, { shape, data }]));
}

function averagingFeeds({ recipe: { averaging }, stepsPerEpoch }: FeedPlan, chunk: Chunk): Feeds {
  if (averaging === undefined) return {};
  const start = globalStep(chunk, stepsPerEpoch);
  const data = Float32Array.from({ length: chunk.stepCount }, (_, i) => averaging.share(start + i, stepsPerEpoch));
  return { [AVERAGE_SHARE]: { shape: [chunk.stepCount], data } };
}

/** Steps taken before the chunk. */
export function globalStep({ epoch, first }: Chunk, stepsPerEpoch: number): number {
  return epoch * stepsPerEpoch + first;
}

function noiseTensor({ recipe, stepsPerEpoch }: FeedPlan, chunk: Chunk, noise: NoiseInput): HoldableTensor {
  const size = sizeOf(noise.shape);
  const shape = [chunk.stepCount, ...noise.shape];
  const data =
    noise.dtype === "bool" ? new Uint8Array(chunk.stepCount * size) : new Float32Array(chunk.stepCount * size);
  for (let step = 0; step < chunk.stepCount; step++) {
    const position = globalStep(chunk, stepsPerEpoch) + step;
    noise.draw(data.subarray(step * size, (step + 1) * size), { seed: recipe.seed, stream: noise.stream, position });
  }
  return data instanceof Uint8Array ? { shape, data, dtype: "bool" } : { shape, data };
}
