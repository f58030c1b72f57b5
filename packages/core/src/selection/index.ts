/** Published as @occam/core/selection: validation over folds, alpha paths, searches, and the rules that choose. */

export {
  type CorrectedTTest,
  type CorrectedTTestOptions,
  correctedTTest,
} from "../statistics/corrected-t-test.ts";
export { type AlphaPath, type AlphaPathOptions, type AlphaPoint, alphaPath } from "./alpha-path.ts";
export { type CrossValidateOptions, crossValidate, type ValidatedCandidate } from "./cross-validate.ts";
export { type Importance, type ImportanceOptions, parameterImportances } from "./importances.ts";
export { type NestedOptions, type NestedValidation, nestedCrossValidation } from "./nested.ts";
export { type CandidateLosses, type Choice, oneStandardError } from "./one-standard-error.ts";
export * from "./pruners/index.ts";
export * from "./rules/index.ts";
export * from "./samplers/index.ts";
export { search } from "./search.ts";
export type {
  FoldExamples,
  SearchBudget,
  SearchOptions,
  SearchPlan,
  TrialRecord,
} from "./search-options.ts";
export * from "./space/index.ts";
export { type StabilityOptions, type StableSelection, stabilitySelection } from "./stability-selection.ts";
export type { Trial } from "./trial.ts";
export { type WeightFacts, weightFacts } from "./weight-facts.ts";
