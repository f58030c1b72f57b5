import {
  add,
  argMax,
  cast,
  concat,
  constant,
  greater,
  indexToText,
  input,
  mul,
  reshape,
  scalar,
} from "../../graph/ops/index.ts";
import type { Graph, Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import type { Loss } from "../../losses/loss.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";
import { constantsOf } from "./constants-of.ts";
import { forward } from "./forward.ts";
import { createInputs } from "./graph-inputs.ts";

/** What stands around the network in an exported model. */
export interface Surroundings {
  /** Inputs of the exported graph and the features [N, ...inputShape] that they become. Default: the
   * model's own inputs, "x" for one without a name. */
  readonly features?: { readonly inputs: readonly Value[]; readonly x: Value };
  /** Text of each class: the output `label` holds it instead of the class index. */
  readonly classes?: readonly string[];
  /** A weight for each class: `label` is the class of highest weight times probability. Default: 1 for all. */
  readonly decisionWeights?: readonly number[];
  /** Value in the target's own units from the network's outputs, for regression. */
  readonly toTargetUnits?: (outputs: Value) => Value;
}

/**
 * The network for use, or the mean prediction of several with the same layers: outputs `label` and `probabilities` for
 * classification, `value` for regression. Of labels that do not exclude each other `label` is 0 or 1 for each.
 * Standard ONNX operators only; parameters are inside.
 */
export function inferenceGraph(
  model: Model,
  members: readonly ReadonlyMap<string, FloatTensor>[],
  loss: Loss,
  surroundings: Surroundings = {},
): Graph {
  const { inputs, x } = surroundings.features ?? plainFeatures(model);
  const predictions = meanOf(members.map((parameters) => predictionsOf(model, x, parameters, loss)));
  if (loss.task === "regression") {
    return { name: "occam", inputs, outputs: [["value", surroundings.toTargetUnits?.(predictions) ?? predictions]] };
  }
  const index = loss.isByLabel
    ? labelsOf(predictions)
    : argMax(weighted(predictions, surroundings), predictions.shape.length - 1);
  const label = surroundings.classes === undefined ? index : indexToText(index, surroundings.classes);
  return {
    name: "occam",
    inputs,
    outputs: [
      ["label", label],
      ["probabilities", predictions],
    ],
  };
}

function weighted(probabilities: Value, { decisionWeights }: Surroundings): Value {
  return decisionWeights === undefined
    ? probabilities
    : mul(probabilities, constant(Float32Array.from(decisionWeights), [decisionWeights.length], "float32"));
}

/** Probabilities or values of a network whose parameters are constants of the graph. */
export function predictionsOf(model: Model, x: Value, parameters: ReadonlyMap<string, FloatTensor>, loss: Loss): Value {
  const scope = { mode: "inference", parameters: constantsOf(parameters), inputs: createInputs(false) } as const;
  return loss.toPredictions(forward(model, x, scope).outputs);
}

function meanOf(values: readonly Value[]): Value {
  return values.length === 1 ? (values[0] as Value) : mul(values.reduce(add), scalar(1 / values.length));
}

function plainFeatures(model: Model): { readonly inputs: readonly Value[]; readonly x: Value } {
  const inputs = model.inputs.map(({ name, shape }) => input(name, "float32", ["N", ...shape]));
  if (inputs.length === 1) return { inputs, x: inputs[0] as Value };
  const flat = inputs.map((value, i) => reshape(value, ["N", sizeOf(model.inputs[i]?.shape ?? [])]));
  return { inputs, x: concat(flat, 1) };
}

/** Whether each label is likelier than not, 0 or 1: [N, labels], or [N] for a single one. At one half it is not. */
function labelsOf(probabilities: Value): Value {
  const labels = cast(greater(probabilities, scalar(0.5)), "int64");
  return probabilities.shape.at(-1) === 1 ? reshape(labels, probabilities.shape.slice(0, -1)) : labels;
}
