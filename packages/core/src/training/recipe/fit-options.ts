/** What a training takes. */
import { describe, optionError } from "../../errors.ts";
import type { LossName } from "../../losses/index.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Metric } from "../../metrics/metric.ts";
import type { GradientClipping } from "../../optimizers/clipping.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { count, counts, flag, given, needed, optional, sweep } from "../../options/field.ts";
import { type Given, type Read, record } from "../../options/record.ts";
import type { ExampleMixing } from "../../regularizers/example-mixing.ts";
import type { ObjectiveTerm } from "../../regularizers/objective-term.ts";
import type { Regularizer } from "../../regularizers/regularizer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { FloatTensor, TensorLike } from "../../tensor/tensor.ts";
import { EXAMPLE_WEIGHT_FIELDS } from "../examples/example-weights.ts";
import type { WeightAveraging } from "./averaging.ts";
import type { EarlyStopping } from "./early-stopping.ts";
import type { EpochLog } from "./history.ts";
import type { ReduceLearningRateOnPlateau } from "./plateau.ts";

/** Examples: x [n, ...inputShape], or for a model of several inputs one such tensor for each by name; y as the loss takes it. */
export interface Examples {
  readonly x: ModelFeed;
  readonly y: TensorLike;
}

/** Examples that are looked at: losses and metrics take each by its weight. */
export interface WeightedExamples extends Examples {
  /** At least 0, one for each example. Weight k counts as the example k times, 0 as none. Default: all alike. */
  readonly weights?: ArrayLike<number>;
}

/** What a model is fed: one tensor, or for several inputs one for each by name. */
export type ModelFeed = TensorLike | Readonly<Record<string, TensorLike>>;

export interface Callback {
  /**
   * After each epoch, with the log of each replica that is training (by index). Give false to stop all of them and those
   * that wait, or the indices of those to stop; a promise of either is waited for. Where replicas take turns or differ in their
   * batches, `epoch` counts since the first of those that train together began; each log's `epoch` is the replica's own.
   */
  readonly onEpochEnd?: (
    epoch: number,
    logs: ReadonlyMap<number, EpochLog>,
  ) => CallbackAnswer | Promise<CallbackAnswer>;
}

export type CallbackAnswer = boolean | readonly number[] | undefined;

/** What `fitReplicas` takes besides: how replicas differ in their examples and random numbers. */
export const REPLICA_FIELDS = {
  /**
   * Rows of the training examples that each replica trains on, one list a replica: folds, bootstrap samples (rows may
   * repeat), sizes of a learning curve. Default: all rows.
   */
  rows: given<readonly ArrayLike<number>[]>(),
  /** Rows of the training examples that each replica is validated on, instead of `validation`. */
  validationRows: given<readonly ArrayLike<number>[]>(),
  /** Seed of each replica: initial weights, shuffles and masks. Default: `seed` for all. */
  seeds: given<readonly number[]>(),
  /**
   * Which value of each sweep a replica takes, so that a sweep of few values meets many folds or seeds. Default: its own, so
   * that sweeps have one value a replica.
   */
  candidates: given<readonly number[]>(),
  /** Starting values of each replica, instead of `initialParameters`. */
  initialParameterSets: given<readonly ReadonlyMap<string, FloatTensor>[]>(),
  /**
   * Replicas that train at one time; when one ends, the next takes its place. Default: as many as the caches of a core hold.
   */
  maxReplicas: given<number>(),
};

export type ReplicaOptions = Given<typeof REPLICA_FIELDS>;

/** Options of `fit`, which other functions that train take over. */
export const FIT_FIELDS = {
  ...EXAMPLE_WEIGHT_FIELDS,
  /** Where graphs run: `nodeRuntime()` from @occam/core/node or `webRuntime()` from @occam/core/web. */
  runtime: needed<Runtime>(requireRuntime),
  loss: needed<LossName | Loss>(),
  /** Default adam({ learningRate: 0.001 }). */
  optimizer: given<Optimizer>(),
  /** Passes over the training examples; schedules end with them. One for each replica where an array is given. Default 1. */
  epochs: optional(counts(), 1),
  /** Examples a step. Default 32; the whole set where it is smaller. */
  batchSize: optional(count(), 32),
  /** Examples to report losses and metrics of after every epoch, and to stop early by; each by its weight, where there are any. */
  validation: given<WeightedExamples>(),
  /** Decides initial weights, shuffles and masks. Default 0. */
  seed: optional(count(0), 0),
  /** Draw a new order of the examples in every epoch. Default true. */
  shuffle: optional(flag(), true),
  /**
   * Leaves the examples beyond the last full batch out of an epoch: others in each, as they are shuffled; without `shuffle` they
   * are never trained on. Default false: the last batch takes them, and counts as a step like the others.
   */
  dropLast: optional(flag(), false),
  /**
   * Deals the examples into as many batches as `batchSize` needs, whose sizes differ by one at most, so that none is small and all
   * examples count alike: 33 examples in batches of 32 become 17 and 16, not 32 and 1. Default false.
   */
  evenBatches: optional(flag(), false),
  /** Penalties on every kernel, besides those of the layers. */
  regularizer: given<Regularizer>(),
  earlyStopping: given<EarlyStopping>(),
  /** Lowers the learning rate where a watched value stops improving. Keras's ReduceLROnPlateau. */
  reduceLearningRateOnPlateau: given<ReduceLearningRateOnPlateau>(),
  /** Bounds gradients before the optimizer sees them: clipValue, clipNorm or clipGlobalNorm. */
  gradientClipping: given<GradientClipping>(),
  /**
   * Training targets t become (1 - s) t + s u, with the strength s in [0, 1) and u = 1 / classes (1/2 for
   * sigmoidCrossEntropy); evaluation keeps t. Szegedy et al. 2016. One for each replica where an array is given.
   */
  labelSmoothing: optional(sweep(0, 1 - Number.EPSILON), 0),
  /** Penalties on what the network does with a batch: confidencePenalty, inputGradient. Not part of the reported `penalty`. */
  objectiveTerms: given<readonly ObjectiveTerm[]>(),
  /** Blends training examples with each other: mixup or cutmix. */
  mixing: given<ExampleMixing>(),
  /** Evaluates and keeps an average of the weights: exponentialAverage or stochasticWeightAveraging. */
  averaging: given<WeightAveraging>(),
  /**
   * Keeps the network at the end of each of so many equal parts of the training: the members of a snapshot ensemble, with
   * `cyclicCosineSchedule` of as many cycles. Huang, Li, Pleiss, Liu, Hopcroft & Weinberger 2017. Default 0.
   */
  snapshots: optional(count(0), 0),
  /** Computed after every epoch, in evaluation mode. */
  metrics: given<readonly Metric[]>(),
  /** Starting values by parameter name; parameters that are left out are drawn. */
  initialParameters: given<ReadonlyMap<string, FloatTensor>>(),
  /**
   * Kernel weights that are exactly 0 in the given starting values stay 0: what was pruned does not come back. Han, Pool, Tran &
   * Dally 2015. Default false.
   */
  keepZeros: optional(flag(), false),
  callbacks: given<readonly Callback[]>(),
  /** Ends the training between two chunks of steps, with an error of code OCCAM_ABORTED. */
  signal: given<AbortSignal>(),
};

export type FitOptions = Given<typeof FIT_FIELDS>;

/** Options of `fit` and `fitReplicas`. */
export const FIT = record("fit", { ...REPLICA_FIELDS, ...FIT_FIELDS });

/** The options with their defaults, each checked by itself. */
export type ReadFit = Read<typeof FIT.fields>;

function requireRuntime(where: string, runtime: Runtime): void {
  if (typeof runtime?.load === "function") return;
  throw optionError({
    where,
    expected: "a runtime",
    received: describe(runtime),
    fix: 'import { nodeRuntime } from "@occam/core/node" and give nodeRuntime()',
  });
}
