export type { Sweep } from "../options/sweep.ts";
export type { Activations, ActivityPenalty, ActivityRegularizer } from "./activity-penalty.ts";
export { type ConfidencePenaltyOptions, confidencePenalty } from "./confidence-penalty.ts";
export type { Constraint } from "./constraint.ts";
export * from "./conventions.ts";
export { type ElasticNetOptions, elasticNet } from "./elastic-net.ts";
export { cutmix, type ExampleMixing, type MixingOptions, mixup } from "./example-mixing.ts";
export { type GroupLassoOptions, groupLasso } from "./group-lasso.ts";
export { type InputGradientOptions, inputGradient } from "./input-gradient.ts";
export { type InputGroupLassoOptions, inputGroupLasso } from "./input-group-lasso.ts";
export { type KlSparsityOptions, klSparsity } from "./kl-sparsity.ts";
export { type KernelGate, type L0Options, l0 } from "./l0.ts";
export { type L1Options, l1 } from "./l1.ts";
export { type L2Options, l2 } from "./l2.ts";
export { type MaxNormOptions, maxNorm } from "./max-norm.ts";
export { type MinMaxNormOptions, minMaxNorm } from "./min-max-norm.ts";
export { nonNegative } from "./non-negative.ts";
export type { NormMetric } from "./norm-constraint.ts";
export type { BatchView, ObjectiveTerm } from "./objective-term.ts";
export { type OrthogonalOptions, orthogonal } from "./orthogonal.ts";
export type { AnyPenalty, KernelAxes, Penalty, StructuredPenalty } from "./penalty.ts";
export { penaltyFactors } from "./penalty-factors.ts";
export type { KernelRegularizer, Regularizer } from "./regularizer.ts";
export {
  constantSchedule,
  cosineSchedule,
  cyclicCosineSchedule,
  flatThenCosineSchedule,
  linearSchedule,
  type Schedule,
  scheduled,
  stepSchedule,
  warmUpSchedule,
} from "./schedules.ts";
export { type SparseGroupLassoOptions, sparseGroupLasso } from "./sparse-group-lasso.ts";
export { type SpectralNormOptions, spectralNorm } from "./spectral-norm.ts";
export { type UnitNormOptions, unitNorm } from "./unit-norm.ts";
