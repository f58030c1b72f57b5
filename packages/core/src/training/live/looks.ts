/** Ways of looking at the replicas of a training in evaluation mode. */
import { plainError } from "../../errors.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { missingNumber } from "../cohort/divergence.ts";
import { summarize } from "../cohort/summarize.ts";
import { heldOut } from "../examples/held-out.ts";
import { prepareExamples, requireIndices, toFeatures } from "../prepare-examples.ts";
import type { ModelFeed, WeightedExamples } from "../recipe/fit-options.ts";
import { causeText, type Measures } from "../recipe/history.ts";
import type { Look } from "./live-replicas.ts";
import type { Setup } from "./setup.ts";

/** What examples show of one replica. */
export interface ReplicaEvaluation {
  /** Mean data loss (`loss`) and the metrics asked for, by the examples' weights. */
  readonly measures: Measures;
  /** Sum of the penalties' values, never part of the loss. */
  readonly penalty: number;
  /** Probabilities [n, classes] for classification losses, values [n, outputs] for regression losses. */
  readonly predictions: FloatTensor;
}

export function isFiniteEvaluation({ measures, penalty }: ReplicaEvaluation): boolean {
  return Number.isFinite(measures.loss) && Number.isFinite(penalty);
}

/** @throws Error with code OCCAM_SHAPE or OCCAM_DATA for examples that do not fit the model, or hold what is no finite number. */
export function evaluationLook({ model, engine, plan }: Setup, examples: WeightedExamples): Look<ReplicaEvaluation> {
  const { recipe } = plan;
  const prepared = heldOut(prepareExamples(model, recipe.loss, examples, "evaluate"), examples.weights, "evaluate");
  const missing = missingNumber(prepared);
  if (missing !== undefined) throw plainError("OCCAM_DATA", `In the examples to evaluate ${causeText(missing)}`);
  const blocks = engine.passing(prepared);
  return async (parameters, moments) => {
    const found = await engine.evaluate(parameters, blocks, moments);
    return moments.map((_, place) => ({
      measures: summarize(found, place, prepared, recipe, { weights: prepared.weights }),
      penalty: found.penalty[place] as number,
      predictions: { shape: prepared.targets.shape, data: found.predictions[place] as Float32Array },
    }));
  };
}

export async function predictionLook({ model, predictions }: Setup, x: ModelFeed): Promise<Look<FloatTensor>> {
  const features = featuresOf({ model }, x, "predict");
  const evaluator = await predictions();
  const shape = [features.shape[0] as number, ...model.outputShape];
  return async (parameters, moments) => {
    const found = await evaluator.evaluate(parameters, evaluator.passing({ x: features }), moments);
    return found.predictions.map((data) => ({ shape, data }));
  };
}

export async function activationLook(
  { model, activations }: Setup,
  x: ModelFeed,
): Promise<Look<readonly FloatTensor[]>> {
  const features = featuresOf({ model }, x, "activations");
  const evaluator = await activations();
  const shapes = model.layers.map(({ outputShape }) => [features.shape[0] as number, ...outputShape]);
  return async (parameters, moments) => {
    const found = await evaluator.evaluate(parameters, evaluator.passing({ x: features }), moments);
    return found.layers.map((ofLayers) => ofLayers.map((data, i) => ({ shape: shapes[i] as number[], data })));
  };
}

function featuresOf({ model }: Pick<Setup, "model">, x: ModelFeed, where: string): FloatTensor {
  const features = toFeatures(model, x, where);
  requireIndices(model, features, where);
  return features;
}
