export type { Sweep } from "../options/sweep.ts";
export type { Activations, ActivityPenalty, ActivityRegularizer } from "./activity-penalty.ts";
export { CONFIDENCE_PENALTY, type ConfidencePenaltyOptions, confidencePenalty } from "./confidence-penalty.ts";
export type { Constraint } from "./constraint.ts";
export * from "./conventions.ts";
export { ELASTIC_NET, type ElasticNetOptions, elasticNet } from "./elastic-net.ts";
export { cutmix, type ExampleMixing, MIXINGS, type MixingOptions, mixup } from "./example-mixing.ts";
export { GROUP_LASSO, type GroupLassoOptions, groupLasso } from "./group-lasso.ts";
export { INPUT_GRADIENT, type InputGradientOptions, inputGradient } from "./input-gradient.ts";
export { KL_SPARSITY, type KlSparsityOptions, klSparsity } from "./kl-sparsity.ts";
export { type KernelGate, L0, type L0Options, l0 } from "./l0.ts";
export { L1, type L1Options, l1 } from "./l1.ts";
export { L2, type L2Options, l2 } from "./l2.ts";
export { MAX_NORM, type MaxNormOptions, maxNorm } from "./max-norm.ts";
export { MIN_MAX_NORM, type MinMaxNormOptions, minMaxNorm } from "./min-max-norm.ts";
export { nonNegative } from "./non-negative.ts";
export type { BatchView, ObjectiveTerm } from "./objective-term.ts";
export { ORTHOGONAL, type OrthogonalOptions, orthogonal } from "./orthogonal.ts";
export type { AnyPenalty, KernelAxes, Penalty, StructuredPenalty } from "./penalty.ts";
export type { KernelRegularizer, Regularizer } from "./regularizer.ts";
export {
  constantSchedule,
  cosineSchedule,
  cyclicCosineSchedule,
  flatThenCosineSchedule,
  linearSchedule,
  SCHEDULES,
  type Schedule,
  scheduled,
  stepSchedule,
  warmUpSchedule,
} from "./schedules.ts";
export { SPARSE_GROUP_LASSO, type SparseGroupLassoOptions, sparseGroupLasso } from "./sparse-group-lasso.ts";
export { SPECTRAL_NORM, type SpectralNormOptions, spectralNorm } from "./spectral-norm.ts";
export { unitNorm } from "./unit-norm.ts";

import type { Sweep } from "../options/sweep.ts";
import { type ActivityPenalty, toActivityPenalties } from "./activity-penalty.ts";
import { confidencePenalty } from "./confidence-penalty.ts";
import type { Constraint } from "./constraint.ts";
import { elasticNet } from "./elastic-net.ts";
import { groupLasso } from "./group-lasso.ts";
import { inputGradient } from "./input-gradient.ts";
import { klSparsity } from "./kl-sparsity.ts";
import { type KernelGate, l0 } from "./l0.ts";
import { l1 } from "./l1.ts";
import { l2 } from "./l2.ts";
import { maxNorm } from "./max-norm.ts";
import { minMaxNorm } from "./min-max-norm.ts";
import { nonNegative } from "./non-negative.ts";
import type { ObjectiveTerm } from "./objective-term.ts";
import { orthogonal } from "./orthogonal.ts";
import type { Penalty, StructuredPenalty } from "./penalty.ts";
import { sparseGroupLasso } from "./sparse-group-lasso.ts";
import { spectralNorm } from "./spectral-norm.ts";
import { unitNorm } from "./unit-norm.ts";

/** Every penalty on single weights, at a strength: the batteries run over this list. */
export const PENALTIES: readonly ((alpha: Sweep) => Penalty)[] = [
  (alpha) => l1({ alpha }),
  (alpha) => l1({ alpha, method: "subgradient" }),
  (alpha) => l2({ alpha }),
  (alpha) => elasticNet({ alpha, mix: 0.3 }),
];

/** Every penalty on the structure of a kernel, at a strength: the batteries run over this list. */
export const STRUCTURED_PENALTIES: readonly ((alpha: Sweep) => StructuredPenalty)[] = [
  (alpha) => groupLasso({ alpha }),
  (alpha) => groupLasso({ alpha, groups: "outgoing" }),
  (alpha) => sparseGroupLasso({ alpha, mix: 0.3 }),
  (alpha) => orthogonal({ alpha }),
  (alpha) => spectralNorm({ alpha }),
];

/** Every constraint: the batteries run over this list. */
export const CONSTRAINTS: readonly Constraint[] = [
  maxNorm({ c: 0.7 }),
  unitNorm(),
  nonNegative(),
  minMaxNorm({ low: 0.4, high: 0.8, rate: 0.5 }),
];

/** Every term on what the network does with a batch, at a strength: the batteries run over this list. */
export const OBJECTIVE_TERMS: readonly ((alpha: Sweep) => ObjectiveTerm)[] = [
  (alpha) => confidencePenalty({ alpha }),
  (alpha) => inputGradient({ alpha }),
];

/** Every penalty on the activations of a layer, at a strength: the batteries run over this list. */
export const ACTIVITY_PENALTIES: readonly ((alpha: Sweep) => ActivityPenalty)[] = [
  ...PENALTIES.map((make) => (alpha: Sweep) => toActivityPenalties(make(alpha))[0] as ActivityPenalty),
  (alpha) => klSparsity({ alpha, rho: 0.2 }),
];

/** Every gate on kernels, at a strength: the batteries run over this list. */
export const KERNEL_GATES: readonly ((alpha: Sweep) => KernelGate)[] = [
  (alpha) => l0({ alpha }),
  (alpha) => l0({ alpha, groups: "incoming" }),
  (alpha) => l0({ alpha, groups: "outgoing" }),
];
