/** @occam/core: neural networks that are only as complex as the data deserves. */

export type { InputColumn, NumericInput, TextInput } from "./data/columns.ts";
export type { Fold } from "./data/fold.ts";
export { type KFoldOptions, kFold } from "./data/k-fold.ts";
export { leaveOneOut } from "./data/leave-one-out.ts";
export { type ColumnPlan, type DroppedColumn, fitPreprocessing, type Preprocessing } from "./data/preprocessing.ts";
export { columnFeeds, featureGraph, featureNames, inputNames, transform } from "./data/preprocessing-graph.ts";
export { type SplitOptions, type SplitParts, splitRows, stratifyByQuantile } from "./data/split.ts";
export { type TableModelOptions, tableModel } from "./data/table-model.ts";
export { type TimeOrderedFoldsOptions, timeOrderedFolds } from "./data/time-ordered-folds.ts";
export { bootstrapInterval, type Interval, independentDifference, pairedDifference } from "./diagnosis/bootstrap.ts";
export { type Judgement, judge, type ModelLosses, type Verdict } from "./diagnosis/verdict.ts";
export { type ErrorCode, isOccamError, type OccamError } from "./errors.ts";
export * from "./layers/index.ts";
export * from "./losses/index.ts";
export * from "./metrics/index.ts";
export { readModel, writeModel } from "./onnx/codec.ts";
export * from "./optimizers/index.ts";
export * from "./regularizers/index.ts";
export type { Held, LoadOptions, Runtime, Session } from "./runtime/runtime.ts";
export { type AlphaPath, type AlphaPathOptions, type AlphaPoint, alphaPath } from "./selection/alpha-path.ts";
export { type Candidate, defaultCandidates } from "./selection/candidates.ts";
export { type CrossValidateOptions, crossValidate, type ValidatedCandidate } from "./selection/cross-validate.ts";
export { type Importance, type ImportanceOptions, parameterImportances } from "./selection/importances.ts";
export { type NestedOptions, type NestedValidation, nestedCrossValidation } from "./selection/nested.ts";
export { type Choice, type Contender, oneStandardError } from "./selection/one-standard-error.ts";
export * from "./selection/pruners/index.ts";
export * from "./selection/rules/index.ts";
export * from "./selection/samplers/index.ts";
export {
  type SearchBudget,
  type SearchOptions,
  type SearchPlan,
  search,
  type TrialRecord,
} from "./selection/search.ts";
export * from "./selection/space/index.ts";
export { type StabilityOptions, type StableSelection, stabilitySelection } from "./selection/stability-selection.ts";
export {
  type CorrectedTTest,
  type CorrectedTTestOptions,
  correctedTTest,
} from "./selection/statistics/corrected-t-test.ts";
export type { Trial } from "./selection/trial.ts";
export { type WeightFacts, weightFacts } from "./selection/weight-facts.ts";
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
export { evaluateRuns, fit, fitReplicas, type Run, type RunEvaluation } from "./training/fit.ts";
export type { Divergence, EpochLog } from "./training/history.ts";
export { divergenceError } from "./training/history.ts";
export type { MonteCarloOptions, MonteCarloPrediction } from "./training/monte-carlo.ts";
export type { Predictor } from "./training/predictor.ts";
export type { Callback, CallbackAnswer, Examples, FitOptions, ModelFeed, ReplicaOptions } from "./training/recipe.ts";
