import { occamError, optionError, plainError } from "../errors.ts";
import type { Model } from "../layers/sequential.ts";
import type { Metric } from "../metrics/metric.ts";
import { encode } from "../onnx/encode.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type FloatTensor, type TensorLike, toFloatTensor } from "../tensor/tensor.ts";
import { compileEvaluation } from "./compile-evaluation.ts";
import { missingNumber } from "./divergence.ts";
import { type Evaluation, openEvaluator } from "./evaluator.ts";
import { exampleWeightsOf } from "./example-weights.ts";
import { type Divergence, divergenceError, type EpochLog } from "./history.ts";
import { inferenceGraph, type Surroundings } from "./inference-graph.ts";
import { packParameters, toPackTensor } from "./pack-layout.ts";
import { needsOwnPack } from "./parameter-penalties.ts";
import type { Prepared } from "./prepared.ts";
import { type Examples, type FitOptions, type Recipe, toRecipe } from "./recipe.ts";
import { summarize } from "./summarize.ts";
import { trainReplicas } from "./train-replicas.ts";
import type { Outcome } from "./trainee.ts";

/** A trained network. */
export interface Run {
  readonly model: Model;
  /** The kept weights by name ("dense0/kernel"): the best epoch's under early stopping, else the last's. */
  readonly parameters: ReadonlyMap<string, FloatTensor>;
  readonly history: readonly EpochLog[];
  /** The epoch, from 1, whose weights `parameters` holds. */
  readonly keptEpoch: number;
  readonly status: Outcome["status"];
  /** Where and why, when status is "diverged"; `parameters` are the last good ones. */
  readonly divergence?: Divergence;
  /** Mean data loss (`loss`), the penalties' sum (`penalty`) and the metrics asked for, in evaluation mode. */
  readonly evaluate: (examples: Examples, metrics?: readonly Metric[]) => Promise<Readonly<Record<string, number>>>;
  /** Loss of each example, in evaluation mode. */
  readonly lossPerExample: (examples: Examples) => Promise<Float64Array>;
  /** Probabilities [n, classes] for classification losses, values [n, outputs] for regression losses. */
  readonly predict: (x: TensorLike) => Promise<FloatTensor>;
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
  const { replicaCount } = toRecipe(model, options, 1);
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
export async function fitReplicas(model: Model, examples: Examples, options: FitOptions): Promise<readonly Run[]> {
  const rowCount = toFloatTensor(examples.x, "x").shape[0] ?? 0;
  const recipe = toRecipe(model, options, rowCount);
  const train = prepare(model, recipe, examples, "training examples");
  const validation = options.validation && prepare(model, recipe, options.validation, "validation examples");
  // One missing number would make the validation loss NaN in every epoch, and no epoch the best.
  const missing = validation && missingNumber(validation);
  if (missing !== undefined) throw plainError("OCCAM_DATA", `In the validation examples ${missing}`);
  const outcomes = await trainReplicas(
    model,
    { train, validation, exampleWeights: exampleWeightsOf(train, options) },
    recipe,
    options,
  );
  return outcomes.map((outcome, replica) => toRun(model, outcome, recipe, options, replica));
}

/** Examples as graphs take them, checked against the model. */
function prepare(model: Model, { loss }: Pick<Recipe, "loss">, { x, y }: Examples, where: string): Prepared {
  const features = toFloatTensor(x, `${where}: x`);
  requireFeatures(model, features, where);
  const targets = loss.toTargets(y, model.outputShape);
  if (targets.shape[0] !== features.shape[0]) {
    throw occamError("OCCAM_SHAPE", {
      where,
      expected: `as many targets as the ${features.shape[0]} rows of x`,
      received: `${targets.shape[0]}`,
    });
  }
  return { x: features, targets };
}

function requireFeatures(model: Model, x: FloatTensor, where: string): void {
  const expected = model.inputShape.join(", ");
  const fits = x.shape.slice(1).join(", ") === expected && (x.shape[0] ?? 0) > 0;
  if (fits) return;
  throw occamError("OCCAM_SHAPE", {
    where: `${where}: x`,
    expected: `[n, ${expected}] with n of at least 1`,
    received: `[${x.shape.join(", ")}]`,
  });
}

function toRun(model: Model, outcome: Outcome, recipe: Recipe, { runtime }: FitOptions, replica: number): Run {
  const { parameters } = outcome;
  const single: Recipe = { ...recipe, replicaCount: 1 };

  const look = (prepared: Prepared) => evaluateParameters(runtime, model, single, [parameters], prepared, [replica]);

  return {
    model,
    ...outcome,
    evaluate: async (examples, metrics = recipe.metrics) => {
      const prepared = prepare(model, recipe, examples, "evaluate");
      const found = await look(prepared);
      return { ...summarize(found, 0, prepared, { loss: recipe.loss, metrics }), penalty: found.penalty[0] as number };
    },
    lossPerExample: async (examples) =>
      (await look(prepare(model, recipe, examples, "lossPerExample"))).losses[0] as Float64Array,
    predict: async (x) => {
      const features = toFloatTensor(x, "predict: x");
      requireFeatures(model, features, "predict");
      const rows = features.shape[0] as number;
      const targets = {
        shape: [rows, ...model.outputShape],
        data: new Float32Array(rows * model.outputShape.reduce((a, b) => a * b, 1)),
      };
      const { predictions } = await look({ x: features, targets });
      return { shape: [rows, ...model.outputShape], data: predictions[0] as Float32Array };
    },
    toOnnx: async (surroundings, metadata) =>
      encode(inferenceGraph(model, parameters, recipe.loss, surroundings), metadata),
  };
}

/** A network and its weights: all that an evaluation needs of a run. */
export type TrainedNetwork = Pick<Run, "model" | "parameters">;

/** Losses and predictions of one network. */
export interface RunEvaluation {
  /** Loss of each example. */
  readonly losses: Float64Array;
  /** Probabilities or values, [n, outputs]. */
  readonly predictions: FloatTensor;
}

/**
 * Losses and predictions of several runs of one model on the same examples, in one batched graph.
 * @throws as `Run.evaluate`.
 */
export async function evaluateRuns(
  runs: readonly TrainedNetwork[],
  examples: Examples,
  { runtime, loss }: Pick<FitOptions, "runtime" | "loss">,
): Promise<readonly RunEvaluation[]> {
  const { model } = runs[0] as TrainedNetwork;
  const recipe = { ...toRecipe(model, { runtime, loss }, 1), replicaCount: runs.length };
  const prepared = prepare(model, recipe, examples, "evaluateRuns");
  const sets = runs.map(({ parameters }) => parameters);
  const found = await evaluateParameters(
    runtime,
    model,
    recipe,
    sets,
    prepared,
    runs.map((_, i) => i),
  );
  const shape = [prepared.x.shape[0] as number, ...model.outputShape];
  return runs.map((_, i) => ({
    losses: found.losses[i] as Float64Array,
    predictions: { shape, data: found.predictions[i] as Float32Array },
  }));
}

async function evaluateParameters(
  runtime: Runtime,
  model: Model,
  recipe: Recipe,
  sets: readonly ReadonlyMap<string, FloatTensor>[],
  prepared: Prepared,
  replicas: readonly number[],
): Promise<Evaluation> {
  const packs = packParameters(model.parameters, sets.length, (spec) => needsOwnPack(spec, recipe));
  const evaluator = await openEvaluator(runtime, compileEvaluation(model, recipe, packs, true));
  try {
    const held = await evaluator.holdParameters(packs.map((pack) => toPackTensor(pack, sets, sets.length > 1)));
    return await evaluator.evaluate(held, await evaluator.holdExamples(prepared), replicas);
  } finally {
    await evaluator.release();
  }
}
