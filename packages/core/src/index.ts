/** @occam/core: neural networks that are only as complex as the data deserves. */

export type { InputColumn, NumericInput, TextInput } from "./data/columns.ts";
export { type ColumnPlan, type DroppedColumn, fitPreprocessing, type Preprocessing } from "./data/preprocessing.ts";
export { columnFeeds, featureGraph, featureNames, inputNames, transform } from "./data/preprocessing-graph.ts";
export { type SplitOptions, type SplitParts, splitRows, stratifyByQuantile } from "./data/split.ts";
export { type TableModelOptions, tableModel } from "./data/table-model.ts";
export { bootstrapInterval, type Interval, independentDifference, pairedDifference } from "./diagnosis/bootstrap.ts";
export { type Judgement, judge, type ModelLosses, type Verdict } from "./diagnosis/verdict.ts";
export { type ErrorCode, isOccamError, type OccamError } from "./errors.ts";
export * from "./layers/index.ts";
export * from "./losses/index.ts";
export * from "./metrics/index.ts";
export { readModel, writeModel } from "./onnx/codec.ts";
export * from "./optimizers/index.ts";
export { type Certificate, type CertifyOptions, certify } from "./pruning/certify.ts";
export type { Network } from "./pruning/network.ts";
export { type LayerUnits, type Pruned, type PruneOptions, prune, type RemovedUnit } from "./pruning/prune.ts";
export type { RemovalReason } from "./pruning/remove-units.ts";
export * from "./regularizers/index.ts";
export type { Held, LoadOptions, Runtime, Session } from "./runtime/runtime.ts";
export { type Candidate, defaultCandidates } from "./selection/candidates.ts";
export { type Choice, type Contender, oneStandardError } from "./selection/one-standard-error.ts";
export { mean } from "./tensor/mean.ts";
export { type RandomKey, randomNormal, randomPermutation, randomUniform } from "./tensor/random.ts";
export { type FloatTensor, type Tensor, type TensorLike, tensor } from "./tensor/tensor.ts";
export {
  type ExponentialAverageOptions,
  exponentialAverage,
  type StochasticWeightAveragingOptions,
  stochasticWeightAveraging,
  type WeightAveraging,
} from "./training/averaging.ts";
export {
  type EarlyStopping,
  generalizationLoss,
  progressQuotient,
  type StoppingRule,
} from "./training/early-stopping.ts";
export { type Ensemble, type EnsembleOptions, ensemble } from "./training/ensemble.ts";
export { evaluateRuns, fit, fitReplicas, type Run, type RunEvaluation, runOf } from "./training/fit.ts";
export type { Divergence, EpochLog } from "./training/history.ts";
export { divergenceError } from "./training/history.ts";
export type { MonteCarloOptions, MonteCarloPrediction } from "./training/monte-carlo.ts";
export type { Callback, Examples, FitOptions, ModelFeed, ReplicaOptions } from "./training/recipe.ts";
