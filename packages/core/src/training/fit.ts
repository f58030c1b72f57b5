import { occamError, optionError, plainError, requireCount } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import type { Metric } from "../metrics/metric.ts";
import { encode } from "../onnx/encode.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { releaseAfter } from "../runtime/with-session.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { missingAmong, missingNumber } from "./cohort/divergence.ts";
import { requireParameters } from "./cohort/draw-parameters.ts";
import { type Evaluation, openEvaluator, type ReplicaMoment } from "./cohort/evaluator.ts";
import { isBatchable } from "./cohort/plan-cohorts.ts";
import { summarize } from "./cohort/summarize.ts";
import { trainReplicas } from "./cohort/train-replicas.ts";
import type { Outcome } from "./cohort/trainee.ts";
import { exampleWeightsOf } from "./examples/example-weights.ts";
import { heldOut, heldOutRows } from "./examples/held-out.ts";
import type { Prepared } from "./examples/prepared.ts";
import { type MonteCarloOptions, type MonteCarloPrediction, sampledPredictions } from "./monte-carlo.ts";
import { openPredictor, type Predictor } from "./predictor.ts";
import { prepareExamples, requireIndices, toFeatures } from "./prepare-examples.ts";
import { compileEvaluation, outputsFor } from "./program/compile-evaluation.ts";
import { inferenceGraph, type Surroundings } from "./program/inference-graph.ts";
import { packParameters, toPackTensor } from "./program/pack-layout.ts";
import type { Examples, FitOptions, ModelFeed, ReplicaOptions, WeightedExamples } from "./recipe/fit-options.ts";
import { causeText, type Divergence, divergenceError, type EpochLog, type Measures } from "./recipe/history.ts";
import { needsOwnPack } from "./recipe/parameter-penalties.ts";
import { type Recipe, toRecipe } from "./recipe/recipe.ts";

interface PredictFunction {
  (x: ModelFeed): Promise<FloatTensor>;
  /** Monte Carlo dropout: mean and spread of passes with the noise of training. */
  (x: ModelFeed, options: MonteCarloOptions): Promise<MonteCarloPrediction>;
}

/** A trained network. */
export interface Run {
  readonly model: Model;
  /** The kept weights by name ("dense0/kernel"): the best epoch's under early stopping, else the last's. */
  readonly parameters: ReadonlyMap<string, FloatTensor>;
  readonly history: readonly EpochLog[];
  /** The engine that trained it; undefined for a network that was not trained here. */
  readonly engine?: Outcome["engine"];
  /** The epoch, from 1, whose weights `parameters` holds. */
  readonly keptEpoch: number;
  readonly status: Outcome["status"];
  /** Steps that led to the kept weights, of all that were planned: where schedules stood. */
  readonly progress: Outcome["progress"];
  /** Where and why, when status is "diverged"; `parameters` are the last good ones. */
  readonly divergence?: Divergence;
  /** Mean data loss (`loss`), the penalties' sum (`penalty`) and the metrics asked for, in evaluation mode; by the examples' weights. */
  readonly evaluate: (
    examples: WeightedExamples,
    metrics?: readonly Metric[],
  ) => Promise<Measures & { readonly penalty: number }>;
  /** Loss of each example, in evaluation mode. */
  readonly lossPerExample: (examples: Examples) => Promise<Float64Array>;
  /** Probabilities [n, classes] for classification losses, values [n, outputs] for regression losses. */
  readonly predict: PredictFunction;
  /**
   * The network ready to predict again and again: each call of `predict` alone loads it anew. `rowCount`: rows that a
   * call usually has, which decide on threads. Default 1.
   * @throws RangeError with code OCCAM_OPTION when rowCount is not a whole number of at least 1.
   */
  readonly createPredictor: (options?: { readonly rowCount?: number }) => Promise<Predictor>;
  /** The networks at the ends of the parts that `snapshots` asked for; empty without. */
  readonly snapshots: readonly Run[];
  /** The inference model as an ONNX file: opset 17, IR 8, standard operators, weights inside. */
  readonly toOnnx: (surroundings?: Surroundings, metadata?: Readonly<Record<string, string>>) => Promise<Uint8Array>;
}

/**
 * Trains one network: minimizes the mean loss over the examples plus the sum of the penalties.
 * @throws RangeError with code OCCAM_OPTION for a bad option (an array of hyperparameters needs `fitReplicas`);
 * Error with code OCCAM_SHAPE or OCCAM_DATA for examples that do not fit the model, OCCAM_DIVERGED when numbers stop
 * being finite (its `run` holds the last good weights), OCCAM_ABORTED when `signal` says stop.
 */
export async function fit(model: Model, examples: Examples, options: FitOptions): Promise<Run> {
  const { replicaCount } = toRecipe(model, options);
  if (replicaCount > 1) {
    throw optionError({
      where: "fit",
      expected: "one value for every hyperparameter",
      received: `${replicaCount}`,
      fix: "use fitReplicas to train a sweep",
    });
  }
  const [run] = (await fitReplicas(model, examples, options)) as readonly [Run, ...Run[]];
  if (run.divergence !== undefined) throw Object.assign(divergenceError(run.divergence), { run });
  return run;
}

/**
 * Trains a whole sweep in one compiled graph: every hyperparameter may be an array with one value for each replica
 * (penalty strengths, dropout rates, learning rates, weight decay, patience). Replicas start from the same weights and
 * see the same batches and random numbers, so that they differ by their hyperparameters alone. A replica that diverges
 * ends with status "diverged"; the others go on.
 * @throws as `fit`, but never OCCAM_DIVERGED.
 */
export async function fitReplicas(
  model: Model,
  examples: Examples,
  options: FitOptions & ReplicaOptions,
): Promise<readonly Run[]> {
  const asked = toRecipe(model, options);
  const train = prepareExamples(model, asked.loss, examples, "training examples");
  const exampleWeights = exampleWeightsOf(train, asked.loss, options, asked.rows);
  const recipe = { ...asked, validationRows: heldOutRows(asked.validationRows, options.exampleWeights) };
  const validation =
    options.validation &&
    heldOut(
      prepareExamples(model, recipe.loss, options.validation, "validation examples"),
      options.validation.weights,
      "fit.validation",
    );
  // One missing number would make the validation loss NaN in every epoch, and no epoch the best.
  const missing = validation ? missingNumber(validation) : missingAmong(train, recipe.validationRows);
  if (missing !== undefined) throw plainError("OCCAM_DATA", `In the validation examples ${causeText(missing)}`);
  requireMeasurable(recipe, [train, ...(validation ? [validation] : [])]);
  const outcomes = await trainReplicas(
    model,
    {
      train,
      validation,
      exampleWeights,
      heldOutWeights: options.exampleWeights && Float64Array.from(options.exampleWeights),
    },
    recipe,
    options,
  );
  return outcomes.map((outcome, replica) => toRun(model, outcome, recipe, options, replica));
}

/** @throws Error with code OCCAM_DATA for targets between 0 and 1 where a metric counts right and wrong labels. */
function requireMeasurable({ loss, metrics }: Recipe, examples: readonly Prepared[]): void {
  const counting = metrics.find(({ task }) => task === "classification");
  if (!loss.isByLabel || counting === undefined) return;
  for (const { targets } of examples) {
    const soft = targets.data.findIndex((value) => value !== 0 && value !== 1);
    if (soft < 0) continue;
    throw occamError("OCCAM_DATA", {
      where: `fit.metrics: ${counting.name}`,
      expected: "targets of 0 or 1",
      received: `${targets.data[soft]} in row ${Math.floor(soft / (targets.shape[1] as number))}`,
      fix: "leave the metric out: the loss takes probabilities as targets, a count of right labels does not",
    });
  }
}

function toRun(model: Model, outcome: Outcome, recipe: Recipe, options: FitOptions, replica: number): Run {
  const { runtime } = options;
  const candidate = recipe.candidates[replica] as number;
  const { parameters, progress, snapshots, ...facts } = outcome;
  const network = { model, parameters, loss: recipe.loss, candidate, progress };
  const look = (prepared: Prepared, metrics: readonly Metric[] = []) =>
    evaluateParameters(runtime, model, { ...recipe, metrics }, [parameters], prepared, [{ candidate, progress }]);

  return {
    model,
    ...facts,
    parameters,
    progress,
    snapshots: snapshots.map((snapshot) =>
      toRun(model, { ...outcome, ...snapshot, snapshots: [] }, recipe, options, replica),
    ),
    evaluate: async (examples, metrics = recipe.metrics) => {
      const prepared = heldOut(prepareExamples(model, recipe.loss, examples, "evaluate"), examples.weights, "evaluate");
      const found = await look(prepared, metrics);
      const measures = summarize(found, 0, prepared, { loss: recipe.loss, metrics }, { weights: prepared.weights });
      return { ...measures, penalty: found.penalty[0] as number };
    },
    lossPerExample: async (examples) =>
      (await look(prepareExamples(model, recipe.loss, examples, "lossPerExample"))).losses[0] as Float64Array,
    // One function for both forms; what it gives depends on whether options are given.
    predict: (async (x: ModelFeed, monteCarlo?: MonteCarloOptions) => {
      const features = toFeatures(model, x, "predict");
      requireIndices(model, features, "predict");
      if (monteCarlo !== undefined) {
        return sampledPredictions(runtime, network, features, monteCarlo);
      }
      const predictor = await openPredictor(runtime, network, features.shape[0] as number);
      return releaseAfter(predictor, () => predictor.predict(features));
    }) as PredictFunction,
    createPredictor: async ({ rowCount = 1 } = {}) => {
      requireCount("createPredictor.rowCount", rowCount);
      const { predict, release } = await openPredictor(runtime, network, rowCount);
      return { predict: (x) => predict(toFeatures(model, x, "predict")), release };
    },
    toOnnx: async (surroundings, metadata) =>
      encode(inferenceGraph(model, [parameters], recipe.loss, surroundings), metadata),
  };
}

/**
 * A network with given weights as a run that predicts, evaluates and exports: one that was pruned, or read from a file. Its
 * history is empty.
 * @throws Error with code OCCAM_SHAPE or OCCAM_DATA for parameters that are not the model's.
 */
export function runOf(
  { model, parameters }: { readonly model: Model; readonly parameters: ReadonlyMap<string, FloatTensor> },
  options: Pick<FitOptions, "runtime" | "loss" | "metrics">,
): Run {
  const outcome: Outcome = {
    parameters: requireParameters(model, parameters),
    history: [],
    keptEpoch: 0,
    status: "completed",
    progress: { step: 1, stepCount: 1 },
    snapshots: [],
  };
  return toRun(model, outcome, toRecipe(model, options), options, 0);
}

/** A network and its weights: all that an evaluation needs of a run. */
export type TrainedNetwork = Pick<Run, "model" | "parameters"> & Partial<Pick<Run, "progress">>;

/** Where schedules stand for a network that was not trained here. */
const NO_STEPS: Run["progress"] = { step: 0, stepCount: 1 };

/** Losses and predictions of one network. */
export interface RunEvaluation {
  /** Loss of each example. */
  readonly losses: Float64Array;
  /** Probabilities or values, [n, outputs]. */
  readonly predictions: FloatTensor;
}

/**
 * Losses and predictions of several runs of one model on the same examples, in one batched graph; none of no runs.
 * @throws as `Run.evaluate`.
 */
export async function evaluateRuns(
  runs: readonly TrainedNetwork[],
  examples: Examples,
  { runtime, loss }: Pick<FitOptions, "runtime" | "loss">,
): Promise<readonly RunEvaluation[]> {
  const [first] = runs;
  if (first === undefined) return [];
  const { model } = first;
  const recipe = toRecipe(model, { runtime, loss });
  const prepared = prepareExamples(model, recipe.loss, examples, "evaluateRuns");
  const shape = [prepared.x.shape[0] as number, ...model.outputShape];
  // Runs of a model without a form for replicas are looked at one by one.
  const groups = isBatchable(model) ? [runs] : runs.map((run) => [run]);
  const evaluations: RunEvaluation[] = [];
  for (const group of groups) {
    const sets = group.map(({ parameters }) => parameters);
    const moments = group.map(({ progress = NO_STEPS }, candidate) => ({ candidate, progress }));
    const found = await evaluateParameters(runtime, model, recipe, sets, prepared, moments);
    group.forEach((_, i) => {
      const data = found.predictions[i] as Float32Array;
      evaluations.push({ losses: found.losses[i] as Float64Array, predictions: { shape, data } });
    });
  }
  return evaluations;
}

async function evaluateParameters(
  runtime: Runtime,
  model: Model,
  recipe: Recipe,
  sets: readonly ReadonlyMap<string, FloatTensor>[],
  prepared: Prepared,
  replicas: readonly ReplicaMoment[],
): Promise<Evaluation> {
  const packs = packParameters(model.parameters, sets.length, (spec) => needsOwnPack(spec, recipe));
  const wanted = { ...outputsFor(recipe.metrics, recipe.loss), predictions: true };
  const evaluator = await openEvaluator(
    runtime,
    compileEvaluation(model, recipe, packs, { replicaCount: sets.length, wanted }),
  );
  return releaseAfter(evaluator, async () => {
    const held = await evaluator.holdParameters(packs.map((pack) => toPackTensor(pack, sets, sets.length > 1)));
    return evaluator.evaluate(held, await evaluator.toBlocks(prepared), replicas);
  });
}
