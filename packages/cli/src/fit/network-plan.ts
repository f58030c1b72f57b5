/** A network and how it is trained, from settings: for one, or for many that differ in numbers alone. */
import {
  type ActivationName,
  adam,
  dense,
  dropout,
  type FitOptions,
  gaussianNoise,
  groupLasso,
  heNormal,
  l1,
  l2,
  type Model,
  sequential,
} from "@occam/core";

/** What settings must have in common to train in one graph. */
export interface NetworkShape {
  /** Of each hidden layer. */
  readonly units: readonly number[];
  readonly activation: ActivationName;
  readonly batchSize: number;
}

/** Numbers that may differ among networks of one graph; 0 is off. */
export interface Strengths {
  readonly l1: number;
  readonly l2: number;
  readonly groupLasso: number;
  /** Share of the hidden units that is off in a step. */
  readonly dropout: number;
  /** Standard deviation of the noise on the features. */
  readonly inputNoise: number;
  readonly labelSmoothing: number;
  readonly weightDecay: number;
  readonly learningRate: number;
}

/** Small, so that early stopping finds its epoch finely. */
export const LEARNING_RATE = 1e-3;

export const PLAIN: Strengths = {
  l1: 0,
  l2: 0,
  groupLasso: 0,
  dropout: 0,
  inputNoise: 0,
  labelSmoothing: 0,
  weightDecay: 0,
  learningRate: LEARNING_RATE,
};

export interface NetworkPlan {
  readonly model: Model;
  readonly options: Pick<FitOptions, "optimizer" | "regularizer" | "labelSmoothing" | "batchSize">;
}

/** Hidden layers with dropout after each; penalties on every kernel. A part that nobody uses is left out, but for `kept` ones. */
export function networkPlan(
  { units, activation, batchSize }: NetworkShape,
  settings: readonly Strengths[],
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
  kept: readonly string[] = [],
): NetworkPlan {
  const of = (name: keyof Strengths) => settings.map((each) => each[name]);
  const isUsed = (name: keyof Strengths) => kept.includes(name) || settings.some((each) => each[name] !== 0);
  const rate = of("dropout");
  const hidden = units.flatMap((count) => [
    dense({ units: count, activation, kernelInitializer: heNormal() }),
    dropout({ rate }),
  ]);
  const noise = isUsed("inputNoise") ? [gaussianNoise({ deviation: of("inputNoise") })] : [];
  return {
    model: sequential({ inputShape: [inputs], layers: [...noise, ...hidden, dense({ units: outputs })] }),
    options: {
      optimizer: adam({
        // One for all is cheaper than one for each.
        learningRate: new Set(of("learningRate")).size === 1 ? (of("learningRate")[0] as number) : of("learningRate"),
        ...(isUsed("weightDecay") && { weightDecay: of("weightDecay") }),
      }),
      regularizer: [
        l1({ alpha: of("l1") }),
        l2({ alpha: of("l2") }),
        ...(isUsed("groupLasso") ? [groupLasso({ alpha: of("groupLasso") })] : []),
      ],
      ...(isUsed("labelSmoothing") && { labelSmoothing: of("labelSmoothing") }),
      batchSize,
    },
  };
}

export interface Sizes {
  readonly shape: NetworkShape;
  readonly epochLimit: number;
  readonly patience: number;
}

/** Sizes that grow with the table: enough network to overfit, enough steps to converge. */
export function sizesFor(rowCount: number, epochs: number | undefined): Sizes {
  const units = rowCount < 5_000 ? [64, 32] : [128, 64];
  const batchSize = rowCount < 2_000 ? 32 : rowCount < 10_000 ? 128 : 256;
  const stepsPerEpoch = Math.ceil(rowCount / batchSize);
  const epochLimit = epochs ?? Math.min(200, Math.max(40, Math.round(3_000 / stepsPerEpoch)));
  return {
    shape: { units, activation: "relu", batchSize },
    epochLimit,
    patience: Math.max(8, Math.round(epochLimit / 8)),
  };
}
