/** The program for @occam/core that a state means, and what it makes. */
import type { Model, OpenTrainingOptions, Runtime } from "@occam/core";
import { type Call, made, madeOptions, type Options } from "./calls.ts";
import { NO_PARTS, type Numbers, type Parts, REGULARIZERS } from "./regularizers.ts";
import type { Sample } from "./sample.ts";
import type { PlaygroundState, Strengths } from "./state.ts";

/** A model and how to train it, as calls. */
export interface Program {
  readonly model: Call;
  /** Options of training: loss, optimizer, batch size, seed and what regularizers add. */
  readonly options: Options;
}

/** Replicas of a state's network: by default its panels. */
export interface Replicas {
  readonly strengths: readonly Strengths[];
  /** One for each replica, in place of the state's. */
  readonly seeds?: readonly number[];
}

export function describeProgram(
  { network, learning, panels }: Pick<PlaygroundState, "network" | "learning" | "panels">,
  { task, inputCount }: Pick<Sample, "task" | "inputCount">,
  { strengths, seeds }: Replicas = { strengths: panels },
): Program {
  const parts = partsOf(strengths, task);
  const penalties = [...sparsePenalty(parts.sparse), ...parts.penalties];
  const hidden = network.hidden.flatMap((units): readonly Call[] => [
    { call: "dense", options: { units, activation: network.activation, ...parts.hiddenOptions } },
    ...parts.ofHidden,
  ]);
  const output: Call = { call: "dense", options: { units: 1 } };
  const isClasses = task === "classification";
  return {
    model: {
      call: "sequential",
      options: { inputShape: [inputCount], layers: [...parts.ofInputs, ...hidden, output] },
    },
    options: {
      loss: isClasses ? "sigmoidCrossEntropy" : "meanSquaredError",
      optimizer: optimizerOf(learning, parts.optimizerOptions),
      batchSize: learning.batchSize,
      ...(seeds === undefined ? { seed: learning.seed } : { seeds }),
      ...(penalties.length > 0 && { regularizer: penalties }),
      ...parts.trainingOptions,
      metrics: [{ metric: isClasses ? "accuracy" : "rmse" }],
    },
  };
}

/** What the calls give. */
export function makeProgram({ model, options }: Program, runtime: Runtime) {
  return {
    model: made<Model>(model),
    // The names are those of the library's options; it checks their values.
    options: { ...madeOptions<Omit<OpenTrainingOptions, "runtime">>(options), runtime },
  };
}

/** Regularizers that are on in some replica enter all of them, with 0 where they are off: so all are one graph. */
function partsOf(strengths: readonly Strengths[], task: Sample["task"]): Parts {
  return REGULARIZERS.reduce((parts, { name, needsClasses, enter }) => {
    const own = strengths.map((each) => each[name] ?? 0);
    const hasNoPlace = needsClasses === true && task !== "classification";
    if (hasNoPlace || own.every((strength) => strength === 0)) return parts;
    return enter(parts, numbersOf(own));
  }, NO_PARTS);
}

function numbersOf(own: readonly number[]): Numbers {
  return own.length === 1 ? (own[0] as number) : own;
}

/** Two proximal maps on one kernel are not that of their sum: both strengths together are one penalty, a share of which is L1. */
function sparsePenalty({ l1, groupLasso }: Parts["sparse"]): readonly Call[] {
  if (groupLasso === undefined) return l1 === undefined ? [] : [{ call: "l1", options: { alpha: l1 } }];
  if (l1 === undefined) return [{ call: "groupLasso", options: { alpha: groupLasso } }];
  const [ofWeights, ofGroups] = [l1, groupLasso].map((numbers) => [numbers].flat()) as [number[], number[]];
  const alpha = ofWeights.map((each, i) => each + (ofGroups[i] as number));
  const mix = ofWeights.map((each, i) => (alpha[i] === 0 ? 0 : each / (alpha[i] as number)));
  return [{ call: "sparseGroupLasso", options: { alpha: numbersOf(alpha), mix: numbersOf(mix) } }];
}

/** As SGD with momentum is usually begun. */
export const MOMENTUM = 0.9;

function optimizerOf({ optimizer, learningRate }: PlaygroundState["learning"], more: Options): Call {
  const options = { learningRate, ...more };
  if (optimizer === "momentum") return { call: "sgd", options: { ...options, momentum: MOMENTUM } };
  return { call: optimizer, options };
}
