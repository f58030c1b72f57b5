/** What the feeds of a cohort's runs hang on: the program, who is where on the replica axis, and which steps a run takes. */
import type { Drawn, HoldableTensor } from "../../runtime/runtime.ts";
import type { Prepared } from "../examples/prepared.ts";
import type { TrainingProgram } from "../program/compile-training.ts";
import type { Recipe } from "../recipe/recipe.ts";

export type Feeds = Readonly<Record<string, HoldableTensor | Drawn>>;

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
  /** What runs the steps draws noise by itself, where it is of a distribution that it knows. */
  readonly drawsInside: boolean;
  /** The learning rate of a replica now, but for its schedule. */
  readonly learningRateOf: (lane: Lane) => number;
  /** Whether a replica's running statistics go on from given ones. */
  readonly continuesStatistics: (replica: number) => boolean;
}

/** The seed of a replica. */
export function seedOf({ seed, seeds }: Pick<Recipe, "seed" | "seeds">, replica: number): number {
  return seeds?.[replica] ?? seed;
}

/** Steps that a lane's replica took before the chunk. */
export function laneStep({ epoch, first }: Chunk, { startEpoch }: Lane, stepsPerEpoch: number): number {
  return (epoch - startEpoch) * stepsPerEpoch + first;
}
