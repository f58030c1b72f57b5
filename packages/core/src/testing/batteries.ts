/** One of every kind with values to test it by: the batteries run over these lists, and `batteries.test.ts` says what they lack. */

import {
  adam,
  adamW,
  clipGlobalNorm,
  clipNorm,
  clipValue,
  type GradientClipping,
  type Optimizer,
  rmsprop,
  sgd,
} from "../optimizers/index.ts";
import type { Sweep } from "../options/sweep.ts";
import { type ActivityPenalty, toActivityPenalties } from "../regularizers/activity-penalty.ts";
import {
  type Constraint,
  confidencePenalty,
  constantSchedule,
  cosineSchedule,
  cutmix,
  cyclicCosineSchedule,
  type ExampleMixing,
  elasticNet,
  flatThenCosineSchedule,
  groupLasso,
  inputGradient,
  inputGroupLasso,
  type KernelGate,
  klSparsity,
  l0,
  l1,
  l2,
  linearSchedule,
  maxNorm,
  minMaxNorm,
  mixup,
  nonNegative,
  type ObjectiveTerm,
  orthogonal,
  type Penalty,
  penaltyFactors,
  type Schedule,
  type StructuredPenalty,
  sparseGroupLasso,
  spectralNorm,
  stepSchedule,
  unitNorm,
  warmUpSchedule,
} from "../regularizers/index.ts";

/** Every penalty on single weights, at a strength. */
export const PENALTIES: readonly ((alpha: Sweep) => Penalty)[] = [
  (alpha) => l1({ alpha }),
  (alpha) => l1({ alpha, method: "subgradient" }),
  (alpha) => l2({ alpha }),
  (alpha) => elasticNet({ alpha, mix: 0.3 }),
];

/** Every penalty on the structure of a kernel, at a strength. */
export const STRUCTURED_PENALTIES: readonly ((alpha: Sweep) => StructuredPenalty)[] = [
  (alpha) => groupLasso({ alpha }),
  (alpha) => groupLasso({ alpha, groups: "outgoing" }),
  (alpha) => sparseGroupLasso({ alpha, mix: 0.3 }),
  (alpha) => orthogonal({ alpha }),
  (alpha) => spectralNorm({ alpha }),
];

/** Every penalty that tells the inputs of a kernel apart, of a kernel with three inputs, at a strength. */
export const INPUT_PENALTIES: readonly ((alpha: Sweep) => StructuredPenalty)[] = [
  (alpha) => inputGroupLasso({ alpha, groups: [0, 1, 0] }),
  (alpha) => ({ ...penaltyFactors(l1({ alpha }), [0, 1, 2]), name: "penaltyFactors" }),
];

/** Every constraint. */
export const CONSTRAINTS: readonly Constraint[] = [
  maxNorm({ c: 0.7 }),
  unitNorm(),
  nonNegative(),
  minMaxNorm({ low: 0.4, high: 0.8, rate: 0.5 }),
];

/** Every term on what the network does with a batch, at a strength. */
export const OBJECTIVE_TERMS: readonly ((alpha: Sweep) => ObjectiveTerm)[] = [
  (alpha) => confidencePenalty({ alpha }),
  (alpha) => inputGradient({ alpha }),
];

/** Every penalty on the activations of a layer, at a strength. */
export const ACTIVITY_PENALTIES: readonly ((alpha: Sweep) => ActivityPenalty)[] = [
  ...PENALTIES.map((make) => (alpha: Sweep) => toActivityPenalties(make(alpha))[0] as ActivityPenalty),
  (alpha) => klSparsity({ alpha, rho: 0.2 }),
];

/** Every gate on kernels, at a strength. */
export const KERNEL_GATES: readonly ((alpha: Sweep) => KernelGate)[] = [
  (alpha) => l0({ alpha }),
  (alpha) => l0({ alpha, groups: "incoming" }),
  (alpha) => l0({ alpha, groups: "outgoing" }),
];

/** Every schedule. */
export const SCHEDULES: readonly Schedule[] = [
  constantSchedule(),
  linearSchedule({ start: 0, end: 1 }),
  linearSchedule(),
  cosineSchedule({ end: 0.1 }),
  flatThenCosineSchedule({ flat: 0.5 }),
  cyclicCosineSchedule({ cycles: 4 }),
  stepSchedule({ every: 10 }),
  warmUpSchedule({ steps: 7, after: cosineSchedule() }),
];

/** Every way to mix examples. */
export const MIXINGS: readonly ExampleMixing[] = [mixup(), cutmix()];

/** Every optimizer in each of its forms. */
export const OPTIMIZERS: readonly Optimizer[] = [
  sgd(),
  sgd({ momentum: 0.9 }),
  sgd({ momentum: 0.9, nesterov: true }),
  adam(),
  adamW(),
  adamW({ decaySchedule: stepSchedule({ every: 2, factor: 0.5 }) }),
  rmsprop(),
];

/** Every way to clip gradients, at a limit. */
export const CLIPPINGS: readonly ((limit: number) => GradientClipping)[] = [
  (limit) => clipValue({ limit }),
  (limit) => clipNorm({ limit }),
  (limit) => clipGlobalNorm({ limit }),
];
