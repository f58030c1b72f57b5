/** @occam/core: neural networks that are only as complex as the data deserves. Tables, selection, diagnosis, pruning and data have faces of their own. */
export { type ErrorCode, isOccamError, type OccamError } from "./errors.ts";
export * from "./layers/index.ts";
export * from "./losses/index.ts";
export * from "./metrics/index.ts";
export * from "./optimizers/index.ts";
export * from "./regularizers/index.ts";
export type { Held, LoadOptions, Runtime, Session } from "./runtime/runtime.ts";
export { type FloatTensor, type Tensor, type TensorLike, tensor } from "./tensor/tensor.ts";
export { type Ensemble, type EnsembleOptions, ensemble } from "./training/ensemble.ts";
export {
  evaluateRuns,
  fit,
  fitReplicas,
  type Run,
  type RunEvaluation,
  runOf,
  type TrainedNetwork,
} from "./training/fit.ts";
export type { ReplicaCheckpoint, TrainingCheckpoint } from "./training/live/checkpoint.ts";
export type { OpenTrainingOptions } from "./training/live/live-options.ts";
export type { ReplicaEvaluation } from "./training/live/looks.ts";
export { openTraining, type Training, type TrainingPosition } from "./training/live/open-training.ts";
export type { StepDraws, StepMask } from "./training/live/step-draws.ts";
export type { MonteCarloOptions, MonteCarloPrediction } from "./training/monte-carlo.ts";
export type { Predictor } from "./training/predictor.ts";
export {
  type ExponentialAverageOptions,
  exponentialAverage,
  type StochasticWeightAveragingOptions,
  stochasticWeightAveraging,
  type WeightAveraging,
} from "./training/recipe/averaging.ts";
export {
  type EarlyStopping,
  generalizationLoss,
  progressQuotient,
  type StoppingRule,
} from "./training/recipe/early-stopping.ts";
export type {
  Callback,
  CallbackAnswer,
  Examples,
  FitOptions,
  ModelFeed,
  ReplicaOptions,
  WeightedExamples,
} from "./training/recipe/fit-options.ts";
export type {
  Divergence,
  DivergenceCause,
  EpochLog,
  LargeNumber,
  Measures,
  MissingNumber,
  NotFinite,
} from "./training/recipe/history.ts";
export { divergenceError } from "./training/recipe/history.ts";
export type { ReduceLearningRateOnPlateau } from "./training/recipe/plateau.ts";
export { type RecomputeStatisticsOptions, recomputeStatistics } from "./training/recompute-statistics.ts";
