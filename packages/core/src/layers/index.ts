export { ACTIVATIONS, type Activation, type ActivationName } from "./activations.ts";
export { add } from "./add-layer.ts";
export { alphaDropout } from "./alpha-dropout.ts";
export { type BatchNormOptions, batchNorm } from "./batch-norm.ts";
export { concatenate } from "./concatenate.ts";
export { defineLayer, type InputOptions, input } from "./connection.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { type DropoutOptions, dropout } from "./dropout.ts";
export { gaussianDropout } from "./gaussian-dropout.ts";
export { type GaussianNoiseOptions, gaussianNoise } from "./gaussian-noise.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  INITIALIZERS,
  type Initializer,
  lecunNormal,
  lecunUniform,
  ones,
  zeros,
} from "./initializers.ts";
export type {
  BlockFactory,
  BlockRecord,
  Connection,
  Layer,
  LayerFactory,
  LayerRecord,
  LayerScope,
  ParameterRole,
  ParameterSpec,
} from "./layer.ts";
export { type Model, type ModelInput, type ModelOptions, model } from "./model.ts";
export { type ResidualOptions, residual } from "./residual.ts";
export { type SequentialOptions, sequential } from "./sequential.ts";
export { spatialDropout1d, spatialDropout2d } from "./spatial-dropout.ts";
export { stochasticDepth } from "./stochastic-depth.ts";
export { type LayerSummary, type ModelSummary, modelSummary, type ParameterSummary, renderSummary } from "./summary.ts";
export type { WeightOptions } from "./weights.ts";
