import { describe, optionError, requireCount, requireRange } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { type LossName, toLoss } from "../../losses/index.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Metric } from "../../metrics/metric.ts";
import type { GradientClipping } from "../../optimizers/clipping.ts";
import { adam } from "../../optimizers/index.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { count, counts, flag, given, needed, optional, sweep } from "../../options/field.ts";
import { type Given, type Read, record } from "../../options/record.ts";
import { replicaCountOf, type Sweep, sweepAt } from "../../options/sweep.ts";
import type { ExampleMixing } from "../../regularizers/example-mixing.ts";
import type { ObjectiveTerm } from "../../regularizers/objective-term.ts";
import type { AnyPenalty } from "../../regularizers/penalty.ts";
import { type Regularizer, toPenalties } from "../../regularizers/regularizer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { FloatTensor, TensorLike } from "../../tensor/tensor.ts";
import { EXAMPLE_WEIGHT_FIELDS } from "../examples/example-weights.ts";
import type { WeightAveraging } from "./averaging.ts";
import { type EarlyStopping, type EarlyStoppingRule, toEarlyStopping } from "./early-stopping.ts";
import type { EpochLog } from "./history.ts";
import { needsValidation } from "./monitor.ts";
import { penaltiesOf, requireCompatible } from "./parameter-penalties.ts";
import { PLATEAU, type PlateauRule, type ReduceLearningRateOnPlateau, toPlateauRule } from "./plateau.ts";

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
type ReadFit = Read<typeof FIT.fields>;

/** How to train: the options with their defaults, checked. */
export interface Recipe {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly epochs: Sweep;
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly evenBatches: boolean;
  readonly penalties: readonly AnyPenalty[];
  readonly earlyStopping: EarlyStoppingRule | undefined;
  readonly plateau: PlateauRule | undefined;
  readonly gradientClipping: GradientClipping | undefined;
  readonly averaging: WeightAveraging | undefined;
  readonly mixing: ExampleMixing | undefined;
  readonly objectiveTerms: readonly ObjectiveTerm[];
  readonly labelSmoothing: Sweep;
  /** Training examples have weights, of their own or of their classes. */
  readonly isWeighted: boolean;
  readonly metrics: readonly Metric[];
  readonly keepsZeros: boolean;
  readonly snapshots: number;
  readonly replicaCount: number;
  /** Rows, validation rows and seeds of each replica, where they have their own. */
  readonly rows: readonly ArrayLike<number>[] | undefined;
  readonly validationRows: readonly ArrayLike<number>[] | undefined;
  readonly seeds: readonly number[] | undefined;
  /** The value of each sweep that a replica takes. */
  readonly candidates: readonly number[];
}

/** @throws RangeError with code OCCAM_OPTION for an option outside its range. */
export function toRecipe(model: Model, options: FitOptions & ReplicaOptions): Recipe {
  const read = FIT.read(options);
  const { epochs, batchSize, seed, shuffle, dropLast, evenBatches, optimizer = adam(), metrics = [] } = read;
  requireTrainable(model);
  requireReplicaOptions(read);
  requireFullBatches(model, batchSize);
  requireOneRemainder(read);
  requireWatchable(read);
  const loss = toLoss(read.loss);
  const penalties = toPenalties(read.regularizer);
  for (const spec of model.parameters) requireCompatible(spec, penaltiesOf(spec, { penalties }));
  return {
    loss,
    optimizer,
    epochs,
    batchSize,
    seed,
    shuffle,
    dropLast,
    evenBatches,
    penalties,
    earlyStopping: read.earlyStopping && toEarlyStopping(read.earlyStopping, metrics),
    plateau: read.reduceLearningRateOnPlateau && toPlateauRule(read.reduceLearningRateOnPlateau, metrics),
    gradientClipping: read.gradientClipping,
    averaging: read.averaging,
    mixing: requireMixing(model, read.mixing),
    objectiveTerms: requireTerms(model, loss, read.objectiveTerms ?? []),
    labelSmoothing: requireSmoothing(loss, read.labelSmoothing),
    isWeighted: read.exampleWeights !== undefined || read.classWeights !== undefined,
    metrics,
    keepsZeros: requireStart(read),
    snapshots: requireSnapshots(read),
    ...replicasOf(sweepsOf(model, penalties, optimizer, read), read),
    rows: read.rows,
    validationRows: read.validationRows,
    seeds: read.seeds,
  };
}

/** Batches in an epoch of so many rows: the size of the largest, how many, and whether some are smaller. */
export function batchesOf(
  { batchSize = 32, dropLast = false, evenBatches = false }: Pick<FitOptions, "batchSize" | "dropLast" | "evenBatches">,
  rowCount: number,
): { readonly batchSize: number; readonly stepsPerEpoch: number; readonly isPartial: boolean } {
  const size = Math.min(batchSize, rowCount);
  const stepsPerEpoch = dropLast ? Math.floor(rowCount / size) : Math.ceil(rowCount / size);
  const largest = evenBatches ? Math.ceil(rowCount / stepsPerEpoch) : size;
  return { batchSize: largest, stepsPerEpoch, isPartial: !dropLast && rowCount < largest * stepsPerEpoch };
}

/** Epochs of a replica, of all that its sweep takes. */
export function epochsOf({ epochs, candidates }: Pick<Recipe, "epochs" | "candidates">, replica: number): number {
  return sweepAt(epochs, candidates[replica] as number);
}

/** How many values the sweeps of a model and its options have: 1 where there is no sweep. */
export function sweepLength(model: Model, options: FitOptions): number {
  const { optimizer = adam() } = options;
  return replicaCountOf(sweepsOf(model, toPenalties(options.regularizer), optimizer, options));
}

/** How many replicas there are, and which value of each sweep each takes. */
function replicasOf(
  sweeps: readonly (readonly [string, Sweep])[],
  options: ReplicaOptions,
): Pick<Recipe, "replicaCount" | "candidates"> {
  const { candidates } = options;
  if (candidates === undefined) {
    const replicaCount = replicaCountOf([...sweeps, ...listsOf(options)]);
    return { replicaCount, candidates: Array.from({ length: replicaCount }, (_, i) => i) };
  }
  const valueCount = replicaCountOf(sweeps);
  candidates.forEach((candidate, i) => {
    requireCount(`fitReplicas.candidates[${i}]`, candidate, 0);
    requireRange(`fitReplicas.candidates[${i}]`, candidate, 0, valueCount - 1);
  });
  return { replicaCount: replicaCountOf([["fitReplicas.candidates", candidates], ...listsOf(options)]), candidates };
}

function requireTrainable({ parameters }: Model): void {
  if (parameters.some(({ role, isFrozen }) => role !== "statistic" && isFrozen !== true)) return;
  throw optionError({ where: "fit", expected: "a model with parameters to train", received: "one without" });
}

/** What decides by validation examples needs some. */
function requireWatchable(options: ReadFit): void {
  if (options.validation !== undefined || options.validationRows !== undefined) return;
  for (const name of ["earlyStopping", "reduceLearningRateOnPlateau"] as const) {
    const watching = options[name];
    if (watching === undefined || !needsValidation(watching)) continue;
    throw optionError({
      where: `fit.${name}`,
      expected: "validation examples to watch",
      received: "none",
      fix: "give fit validation: { x, y }",
    });
  }
}

function requireReplicaOptions({ seeds, validation, validationRows }: ReadFit): void {
  seeds?.forEach((seed, replica) => {
    requireCount(`fitReplicas.seeds[${replica}]`, seed, 0);
  });
  if (validation === undefined || validationRows === undefined) return;
  throw optionError({ where: "fitReplicas.validationRows", expected: "no validation beside it", received: "both" });
}

/** What is given as one for each replica: counted like sweeps. */
function listsOf(options: ReplicaOptions): readonly (readonly [string, readonly number[]])[] {
  const lists = { ...options } as const;
  const names = ["rows", "validationRows", "seeds", "initialParameterSets"] as const;
  return names.flatMap((name) => {
    const list = lists[name];
    return list === undefined ? [] : [[`fitReplicas.${name}`, list.map((_, i) => i)] as const];
  });
}

function requireMixing(model: Model, mixing: ExampleMixing | undefined): ExampleMixing | undefined {
  if (mixing === undefined) return undefined;
  const where = `fit.mixing: ${mixing.name}`;
  mixing.weightShape(model.inputShape, where);
  const indexed = model.layers.find(({ indexCount }) => indexCount !== undefined);
  if (indexed === undefined) return mixing;
  throw optionError({
    where,
    expected: "inputs that can be blended",
    received: `indices, which ${indexed.name} looks up`,
    fix: "leave it out, or give one-hot columns to a dense layer",
  });
}

/** Every number of a training that a sweep may vary. */
function sweepsOf(
  model: Model,
  penalties: readonly AnyPenalty[],
  optimizer: Optimizer,
  options: FitOptions,
): readonly (readonly [string, Sweep])[] {
  const ofPenalties = [...model.parameters.flatMap((spec) => spec.penalties), ...penalties].flatMap(
    ({ name, hyperparameters }) =>
      Object.entries(hyperparameters).map(([key, value]) => [`${name}.${key}`, value] as const),
  );
  const ofLayers = model.layers.flatMap((layer) =>
    Object.entries(layer.hyperparameters).map(([key, value]) => [`${layer.name}.${key}`, value] as const),
  );
  const ofActivities = model.layers.flatMap((layer) =>
    (layer.activityPenalties ?? []).flatMap(({ name, hyperparameters }) =>
      Object.entries(hyperparameters).map(([key, value]) => [`${layer.name}: ${name}.${key}`, value] as const),
    ),
  );
  const ofConstraints = model.parameters.flatMap(({ constraints }) =>
    constraints.flatMap(({ name, hyperparameters }) =>
      Object.entries(hyperparameters).map(([key, value]) => [`${name}.${key}`, value] as const),
    ),
  );
  const ofRates = model.parameters.map(
    ({ name, learningRateFactor = 1 }) => [`${name}: learningRateFactor`, learningRateFactor] as const,
  );
  return [
    ...ofPenalties,
    ...ofConstraints,
    ...ofRates,
    ...ofLayers,
    ...ofActivities,
    [`${optimizer.name}.learningRate`, optimizer.learningRate],
    [`${optimizer.name}.weightDecay`, optimizer.weightDecay],
    ["fit.epochs", options.epochs ?? 1],
    ["earlyStopping.patience", options.earlyStopping?.patience ?? 1],
    [`${PLATEAU.name}.factor`, options.reduceLearningRateOnPlateau?.factor ?? 1],
    [`${PLATEAU.name}.patience`, options.reduceLearningRateOnPlateau?.patience ?? 1],
    ...(options.objectiveTerms ?? []).map(({ name, alpha }) => [`${name}.alpha`, alpha] as const),
    ["labelSmoothing", options.labelSmoothing ?? 0],
    [options.gradientClipping?.name ?? "gradientClipping", options.gradientClipping?.limit ?? 0],
  ];
}

function requireSnapshots({ snapshots, epochs }: ReadFit): number {
  requireRange("fit.snapshots", snapshots, 0, Math.min(...[epochs].flat()));
  return snapshots;
}

function requireStart({ keepZeros, initialParameters, initialParameterSets }: ReadFit): boolean {
  if (!keepZeros || initialParameters !== undefined || initialParameterSets !== undefined) return keepZeros;
  throw optionError({
    where: "fit.keepZeros",
    expected: "initialParameters beside it, whose zeros are kept,",
    received: "none",
    fix: "give fit initialParameters, or leave keepZeros out",
  });
}

function requireTerms(
  { layers }: Model,
  { name, entropy }: Loss,
  terms: readonly ObjectiveTerm[],
): readonly ObjectiveTerm[] {
  const bad = terms.find(({ needsEntropy }) => needsEntropy && entropy === undefined);
  if (bad !== undefined) {
    throw optionError({ where: `fit.objectiveTerms: ${bad.name}`, expected: "a classification loss", received: name });
  }
  const joining = layers.find(({ fewestRows }) => fewestRows !== undefined);
  const ofOneRow = terms.find(({ needsOwnGradients }) => needsOwnGradients);
  if (joining === undefined || ofOneRow === undefined) return terms;
  throw optionError({
    where: `fit.objectiveTerms: ${ofOneRow.name}`,
    expected: "a network in which the loss of a row hangs on no other row of its batch",
    received: joining.name,
    fix: "use layerNorm or groupNorm instead",
  });
}

function requireOneRemainder({ dropLast, evenBatches }: Pick<Recipe, "dropLast" | "evenBatches">): void {
  if (!dropLast || !evenBatches) return;
  throw optionError({
    where: "fit.evenBatches",
    expected: "no dropLast beside it",
    received: "both",
    fix: "even batches have no small last one to drop",
  });
}

function requireFullBatches({ layers }: Model, batchSize: number): void {
  const joining = layers.find(({ fewestRows }) => fewestRows !== undefined && fewestRows > batchSize);
  if (joining === undefined) return;
  throw optionError({
    where: "fit.batchSize",
    expected: `at least ${joining.fewestRows}, of which ${joining.name} takes the mean`,
    received: `${batchSize}`,
  });
}

function requireSmoothing({ name, uninformed }: Loss, strength: Sweep): Sweep {
  if (strength === 0 || uninformed !== undefined) return strength;
  throw optionError({ where: "fit.labelSmoothing", expected: "a classification loss", received: name });
}

function requireRuntime(where: string, runtime: Runtime): void {
  if (typeof runtime?.load === "function") return;
  throw optionError({
    where,
    expected: "a runtime",
    received: describe(runtime),
    fix: 'import { nodeRuntime } from "@occam/core/node" and give nodeRuntime()',
  });
}
