/** Published as @occam/core/diagnosis: whether a network over- or underfits, with what probability, and what would help. */
export { type BiasVariance, type BiasVarianceOptions, biasVariance } from "./bias-variance.ts";
export { bootstrapInterval, type Interval, independentDifference, pairedDifference } from "./bootstrap.ts";
export { type Diagnosis, type DiagnosisReason, diagnose, diagnosisOf, type Verdict } from "./diagnose.ts";
export {
  type Evidence,
  type EvidenceInput,
  evidenceOf,
  type ModelLosses,
  type Reference,
} from "./evidence.ts";
export type {
  DiagnosisFacts,
  ExpectedGain,
  FindingKind,
  Found,
  GainSource,
  MeasuredCandidate,
  Severity,
  TrainingCourse,
} from "./findings/finding.ts";
export {
  FINDINGS,
  type Finding,
  type FindingCode,
  type FindingFacts,
  type FindingOf,
  findingsOf,
} from "./findings/index.ts";
export { isStillImproving } from "./findings/still-improving.ts";
export { type ColumnScore, columnScore, type Leakage, type LeakageInput, leakageAlarms } from "./leakage.ts";
export { type LearningCurveOptions, type LearningCurvePoint, learningCurve } from "./learning-curve.ts";
export { effectiveDegreesOfFreedom } from "./network/degrees-of-freedom.ts";
export { type InspectionOptions, inspectNetwork, type NetworkInspection } from "./network/inspect-network.ts";
export type { LastLayerFreedom } from "./network/last-layer-freedom.ts";
export { type LayerOutput, layerOutputs } from "./network/layer-outputs.ts";
export { type Reliability, type ReliabilityBin, reliability } from "./network/reliability.ts";
export { type Sharpness, type SharpnessOptions, sharpness } from "./network/sharpness.ts";
export { type UnitActivity, unitActivities } from "./network/unit-activity.ts";
export { type UnitImportance, unitImportances } from "./network/unit-importance.ts";
export { type WeightStatistics, weightStatistics } from "./network/weight-statistics.ts";
export {
  type Probabilities,
  type ProbabilityMap,
  probabilitiesOf,
  probabilityFeatures,
} from "./probabilities.ts";
export type { RowTies } from "./row-ties.ts";
export { type TrainSubsets, trainTogether } from "./train-subsets.ts";
