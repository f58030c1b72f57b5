/** How to train: a model's options, checked against it and each other. */
import type { Model } from "../../layers/model.ts";
import { toLoss } from "../../losses/index.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Metric } from "../../metrics/metric.ts";
import type { GradientClipping } from "../../optimizers/clipping.ts";
import { adam } from "../../optimizers/index.ts";
import type { Optimizer } from "../../optimizers/optimizer.ts";
import { type Sweep, sweepAt } from "../../options/sweep.ts";
import type { ExampleMixing } from "../../regularizers/example-mixing.ts";
import type { ObjectiveTerm } from "../../regularizers/objective-term.ts";
import type { AnyPenalty } from "../../regularizers/penalty.ts";
import { toPenalties } from "../../regularizers/regularizer.ts";
import type { WeightAveraging } from "./averaging.ts";
import { type EarlyStoppingRule, toEarlyStopping } from "./early-stopping.ts";
import { FIT, type FitOptions, type ReplicaOptions } from "./fit-options.ts";
import { penaltiesOf, requireCompatible } from "./parameter-penalties.ts";
import { type PlateauRule, toPlateauRule } from "./plateau.ts";
import { type Replicas, replicasOf, sweepsOf } from "./replicas-of.ts";
import {
  requireFullBatches,
  requireMixing,
  requireOneRemainder,
  requireReplicaOptions,
  requireSmoothing,
  requireSnapshots,
  requireStart,
  requireTerms,
  requireTrainable,
  requireWatchable,
} from "./requirements.ts";

/** How to train: the options with their defaults, checked. */
export interface Recipe extends Replicas {
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
  /** Rows, validation rows and seeds of each replica, where they have their own. */
  readonly rows: readonly ArrayLike<number>[] | undefined;
  readonly validationRows: readonly ArrayLike<number>[] | undefined;
  readonly seeds: readonly number[] | undefined;
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
