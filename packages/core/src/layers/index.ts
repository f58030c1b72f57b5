export { activation } from "./activation.ts";
export { ACTIVATIONS, type Activation, type ActivationName } from "./activations.ts";
export { add } from "./add-layer.ts";
export { alphaDropout } from "./alpha-dropout.ts";
export { averagePooling1d, averagePooling2d } from "./average-pooling.ts";
export { type BatchNormOptions, batchNorm } from "./batch-norm.ts";
export { concatenate } from "./concatenate.ts";
export { defineLayer, type InputOptions, input } from "./connection.ts";
export { type Conv1dOptions, type Conv2dOptions, conv1d, conv2d } from "./conv.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { type DepthwiseConv2dOptions, depthwiseConv2d } from "./depthwise-conv2d.ts";
export { type DropoutOptions, dropout } from "./dropout.ts";
export { type EmbeddingOptions, embedding } from "./embedding.ts";
export { gaussianDropout } from "./gaussian-dropout.ts";
export { type GaussianNoiseOptions, gaussianNoise } from "./gaussian-noise.ts";
export {
  type GlobalPoolingOptions,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
} from "./global-pooling.ts";
export { type GroupNormOptions, groupNorm } from "./group-norm.ts";
export {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
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
export { type LayerNormOptions, layerNorm } from "./layer-norm.ts";
export { maxPooling1d, maxPooling2d, type Pooling1dOptions, type Pooling2dOptions } from "./max-pooling.ts";
export { type Model, type ModelInput, type ModelOptions, model } from "./model.ts";
export { type PermuteOptions, permute } from "./permute.ts";
export { type PreluOptions, prelu } from "./prelu.ts";
export { flatten, type ReshapeOptions, reshape } from "./reshape.ts";
export { type ResidualOptions, residual } from "./residual.ts";
export { type SequentialOptions, sequential } from "./sequential.ts";
export { shared } from "./shared.ts";
export { spatialDropout1d, spatialDropout2d } from "./spatial-dropout.ts";
export { stochasticDepth } from "./stochastic-depth.ts";
export { type LayerSummary, type ModelSummary, modelSummary, type ParameterSummary, renderSummary } from "./summary.ts";
export type { WeightOptions } from "./weights.ts";
export type { Padding } from "./windows.ts";
