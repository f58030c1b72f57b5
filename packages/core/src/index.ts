/** @occam/core: neural networks that are only as complex as the data deserves. */

export type { InputColumn, NumericInput, TextInput } from "./data/columns.ts";
export type { Fold } from "./data/fold.ts";
export { type KFoldOptions, kFold } from "./data/k-fold.ts";
export { leaveOneOut } from "./data/leave-one-out.ts";
export {
  type ColumnPlan,
  type DroppedColumn,
  type DroppedReason,
  fitPreprocessing,
  type Preprocessing,
} from "./data/preprocessing.ts";
export {
  columnFeeds,
  featureColumns,
  featureGraph,
  featureNames,
  inputNames,
  transform,
} from "./data/preprocessing-graph.ts";
export { type SplitOptions, type SplitParts, splitRows, stratifyByQuantile } from "./data/split.ts";
export { type TableModelOptions, tableModel } from "./data/table-model.ts";
export { type TimeOrderedFoldsOptions, timeOrderedFolds } from "./data/time-ordered-folds.ts";
export { type BiasVariance, type BiasVarianceOptions, biasVariance } from "./diagnosis/bias-variance.ts";
export { bootstrapInterval, type Interval, independentDifference, pairedDifference } from "./diagnosis/bootstrap.ts";
export { type Diagnosis, type DiagnosisReason, diagnose, diagnosisOf, type Verdict } from "./diagnosis/diagnose.ts";
export {
  type Evidence,
  type EvidenceInput,
  evidenceOf,
  type ModelLosses,
  type Reference,
} from "./diagnosis/evidence.ts";
export type {
  DiagnosisFacts,
  ExpectedGain,
  FindingKind,
  Found,
  GainSource,
  MeasuredCandidate,
  Severity,
  TrainingCourse,
} from "./diagnosis/findings/finding.ts";
export {
  FINDINGS,
  type Finding,
  type FindingCode,
  type FindingFacts,
  type FindingOf,
  findingsOf,
} from "./diagnosis/findings/index.ts";
export { isStillImproving } from "./diagnosis/findings/still-improving.ts";
export { type ColumnScore, columnScore, type Leakage, type LeakageInput, leakageAlarms } from "./diagnosis/leakage.ts";
export { type LearningCurveOptions, type LearningCurvePoint, learningCurve } from "./diagnosis/learning-curve.ts";
export { effectiveDegreesOfFreedom } from "./diagnosis/network/degrees-of-freedom.ts";
export { type InspectionOptions, inspectNetwork, type NetworkInspection } from "./diagnosis/network/inspect-network.ts";
export type { LastLayerFreedom } from "./diagnosis/network/last-layer-freedom.ts";
export { type LayerOutput, layerOutputs } from "./diagnosis/network/layer-outputs.ts";
export { type Reliability, type ReliabilityBin, reliability } from "./diagnosis/network/reliability.ts";
export { type Sharpness, type SharpnessOptions, sharpness } from "./diagnosis/network/sharpness.ts";
export { type UnitActivity, unitActivities } from "./diagnosis/network/unit-activity.ts";
export { type UnitImportance, unitImportances } from "./diagnosis/network/unit-importance.ts";
export { type WeightStatistics, weightStatistics } from "./diagnosis/network/weight-statistics.ts";
export {
  type Probabilities,
  type ProbabilityMap,
  probabilitiesOf,
  probabilityFeatures,
} from "./diagnosis/probabilities.ts";
export { type TrainSubsets, trainTogether } from "./diagnosis/train-subsets.ts";
export { type ErrorCode, isOccamError, type OccamError } from "./errors.ts";
export * from "./layers/index.ts";
export * from "./losses/index.ts";
export * from "./metrics/index.ts";
export { readModel, writeModel } from "./onnx/codec.ts";
export * from "./optimizers/index.ts";
export { type Certificate, type CertifyOptions, certify } from "./pruning/certify.ts";
export {
  ablation,
  magnitude,
  PRUNING_IMPORTANCES,
  type PruningImportance,
  type PruningImportanceName,
  taylor,
} from "./pruning/importance/index.ts";
export type { Network } from "./pruning/network.ts";
export { type LayerUnits, type Pruned, type PruneOptions, prune, type RemovedUnit } from "./pruning/prune.ts";
export { type IterativelyPruned, type IterativeOptions, pruneIteratively } from "./pruning/prune-iteratively.ts";
export { type BudgetOptions, type BudgetPruned, pruneToBudget } from "./pruning/prune-to-budget.ts";
export type { RemovalReason } from "./pruning/remove-units.ts";
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
export { search } from "./selection/search.ts";
export type {
  FoldExamples,
  SearchBudget,
  SearchOptions,
  SearchPlan,
  TrialRecord,
} from "./selection/search-options.ts";
export * from "./selection/space/index.ts";
export { type StabilityOptions, type StableSelection, stabilitySelection } from "./selection/stability-selection.ts";
export type { Trial } from "./selection/trial.ts";
export { type WeightFacts, weightFacts } from "./selection/weight-facts.ts";
export {
  type CorrectedTTest,
  type CorrectedTTestOptions,
  correctedTTest,
} from "./statistics/corrected-t-test.ts";
export { mean } from "./statistics/mean.ts";
export { type RandomKey, randomNormal, randomPermutation, randomUniform } from "./tensor/random.ts";
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
  Divergence,
  DivergenceCause,
  EpochLog,
  LargeNumber,
  Measures,
  MissingNumber,
  NotFinite,
} from "./training/recipe/history.ts";
export { divergenceError } from "./training/recipe/history.ts";
export type {
  Callback,
  CallbackAnswer,
  Examples,
  FitOptions,
  ModelFeed,
  ReplicaOptions,
} from "./training/recipe/recipe.ts";
