export { ACTIVATIONS, type Activation, type ActivationName } from "./activations.ts";
export { alphaDropout } from "./alpha-dropout.ts";
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
  zeros,
} from "./initializers.ts";
export type { Layer, LayerFactory, LayerScope, ParameterSpec } from "./layer.ts";
export { type Model, type SequentialOptions, sequential } from "./sequential.ts";
export { spatialDropout1d, spatialDropout2d } from "./spatial-dropout.ts";
export { type LayerSummary, type ModelSummary, modelSummary, type ParameterSummary, renderSummary } from "./summary.ts";
