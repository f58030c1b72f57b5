import { add, reduceSum } from "../../graph/ops/index.ts";
import type { Graph, Value } from "../../graph/value.ts";
import type { Layer } from "../../layers/layer.ts";
import type { Model } from "../../layers/model.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Metric } from "../../metrics/metric.ts";
import { sizeOf } from "../../tensor/tensor.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { forward, withReplicas } from "./forward.ts";
import {
  createInputs,
  declareInput,
  type GraphInputs,
  type HyperparameterInput,
  type ScheduleInput,
} from "./graph-inputs.ts";
import { type Pack, packShape, unpack } from "./pack-layout.ts";
import { penaltiesInForce, penaltyValues } from "./penalize.ts";
import { threadCount } from "./thread-count.ts";

/** A graph that looks at a block of examples in evaluation mode, and what to feed it. */
export interface EvaluationProgram {
  /**
   * Outputs: losses [R, N] and penalty [R], where there is any; predictions and logits [R, N, width] where wanted; what layer i
   * gives as `layers/i`, [R, N, ...outputShape]. No R for one replica. Without losses it takes no targets, and penalty is left out.
   */
  readonly graph: Graph;
  /** Names of the outputs of layers, in their order; none where they are not wanted. */
  readonly layerOutputs: readonly string[];
  readonly hyperparameters: readonly HyperparameterInput[];
  readonly schedules: readonly ScheduleInput[];
  readonly packs: readonly Pack[];
  /** Names of the inputs that hold the packs, in their order. */
  readonly parameterInputs: readonly string[];
  readonly isReplicated: boolean;
  readonly replicaCount: number;
  readonly threads: number;
  /** Numbers of the widest layer for one example, in all replicas together. */
  readonly numbersPerRow: number;
}

/** What an evaluation gives. */
export interface WantedOutputs {
  readonly predictions: boolean;
  readonly logits: boolean;
  /** Losses and penalty are left out: it looks at features alone. */
  readonly losses?: false;
  /** What every layer gives. */
  readonly layers?: true;
}

/** What metrics look at. */
export function outputsFor(metrics: readonly Metric[], { hasLogits }: Pick<Loss, "hasLogits">): WantedOutputs {
  const isRead = metrics.some(({ readsLogits }) => readsLogits);
  return { predictions: metrics.length > 0, logits: hasLogits === true && isRead };
}

const outputShapeOf = ({ outputShape }: Layer) => outputShape;

/** Evaluations look at hundreds of rows at a time. */
const EVALUATED_ROWS = 256;

export function compileEvaluation(
  model: Model,
  recipe: Recipe,
  packs: readonly Pack[],
  { replicaCount, wanted }: { readonly replicaCount: number; readonly wanted: WantedOutputs },
): EvaluationProgram {
  const isReplicated = replicaCount > 1;
  const inputs = createInputs(isReplicated);
  const x = declareInput(inputs, "x", "float32", ["N", ...model.inputShape]);
  const targets =
    wanted.losses === false ? undefined : declareInput(inputs, "targets", "float32", ["N", ...model.outputShape]);
  const weights = packs.map((pack) =>
    declareInput(inputs, `in/${pack.name}`, "float32", packShape(pack, isReplicated)),
  );
  const { outputs, ofLayers } = forward(model, x, { mode: "inference", parameters: unpack(packs, weights), inputs });
  const layers = wanted.layers ? ofLayers.map((value, i) => layerOutput(value, i, model, inputs)) : [];
  const penalty = targets && penaltyOf(weights, recipe, packs, inputs);
  const graph: Graph = {
    name: "evaluation",
    inputs: inputs.values,
    outputs: [
      ...(targets ? ([["losses", recipe.loss.perExample(outputs, targets)]] as const) : []),
      ...(wanted.predictions ? ([["predictions", recipe.loss.toPredictions(outputs)]] as const) : []),
      ...(wanted.logits ? ([["logits", outputs]] as const) : []),
      ...(penalty ? ([["penalty", penalty]] as const) : []),
      ...layers,
    ],
  };
  return {
    graph,
    layerOutputs: layers.map(([name]) => name),
    hyperparameters: inputs.hyperparameters,
    schedules: inputs.schedules,
    packs,
    parameterInputs: packs.map(({ name }) => `in/${name}`),
    isReplicated,
    replicaCount,
    threads: threadCount(model, replicaCount, EVALUATED_ROWS),
    numbersPerRow: numbersPerRow(model, replicaCount),
  };
}

function layerOutput(value: Value, index: number, { layers }: Model, inputs: GraphInputs): Graph["outputs"][number] {
  return [`layers/${index}`, withReplicas(value, (layers[index] as Layer).outputShape.length, inputs)];
}

/** Numbers of the widest layer for one example, in all replicas together. */
export function numbersPerRow({ inputShape, layers }: Model, replicaCount: number): number {
  return replicaCount * Math.max(1, ...[inputShape, ...layers.map(outputShapeOf)].map(sizeOf));
}

/** The sum of all penalties on all weights, for each replica; undefined where there is none. */
function penaltyOf(
  weights: readonly Value[],
  recipe: Recipe,
  packs: readonly Pack[],
  inputs: GraphInputs,
): Value | undefined {
  const penalties = penaltiesInForce(packs, recipe, inputs);
  const lead = inputs.isReplicated ? 1 : 0;
  const terms = weights.flatMap((weight, i) =>
    penaltyValues(weight, penalties[i] ?? []).map((each) =>
      reduceSum(each, each.shape.map((_, axis) => axis).slice(lead)),
    ),
  );
  return terms.length === 0 ? undefined : terms.reduce(add);
}
