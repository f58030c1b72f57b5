/** What a network and its training are put together from: each setting adds its part. */
import type { ActivationName } from "../../layers/activations.ts";
import type { DenseOptions } from "../../layers/dense.ts";
import type { LayerRecord } from "../../layers/layer.ts";
import type { AdamOptions } from "../../optimizers/adam.ts";
import type { AnyPenalty } from "../../regularizers/penalty.ts";
import type { FitOptions } from "../../training/recipe/fit-options.ts";

/** Options of a training that settings may give. */
export type TrainingParts = Pick<
  FitOptions,
  "batchSize" | "earlyStopping" | "gradientClipping" | "labelSmoothing" | "objectiveTerms" | "mixing" | "averaging"
>;

export interface NetworkParts {
  /** Of each hidden layer. */
  readonly units: readonly number[];
  readonly activation: ActivationName;
  /** Layers that the features pass first. */
  readonly onInputs: readonly LayerRecord[];
  /** Layers behind each hidden layer. */
  readonly behindHidden: readonly LayerRecord[];
  /** Further options of the hidden layers. */
  readonly hidden: Partial<DenseOptions>;
  /** Further options of every layer with a kernel. */
  readonly kernels: Partial<DenseOptions>;
  /** On every kernel. */
  readonly penalties: readonly AnyPenalty[];
  /** On the weights out of the features, made for the table column that each feature comes from. */
  readonly onFeatures: readonly ((columns: readonly number[]) => AnyPenalty)[];
  readonly optimizer: AdamOptions;
  readonly training: TrainingParts;
}

export const NO_PARTS: NetworkParts = {
  units: [],
  activation: "relu",
  onInputs: [],
  behindHidden: [],
  hidden: {},
  kernels: {},
  penalties: [],
  onFeatures: [],
  optimizer: {},
  training: {},
};
