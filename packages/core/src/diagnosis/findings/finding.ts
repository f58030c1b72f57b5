import type { BiasVariance } from "../bias-variance.ts";
import type { Diagnosis } from "../diagnose.ts";
import type { Leakage } from "../leakage.ts";
import type { LearningCurvePoint } from "../learning-curve.ts";
import type { NetworkInspection } from "../network/inspect-network.ts";

/** alarm: the numbers should not be trusted or the network not used; warning: worth acting on; info: worth knowing. */
export type Severity = "alarm" | "warning" | "info";

/** A gain that was measured, not promised: how much lower the metric was. */
export interface ExpectedGain {
  /** Code of the metric: the deciding one, or "squaredError". */
  readonly metric: string;
  readonly amount: number;
  readonly measuredBy: GainSource;
}

export type GainSource =
  /** Another candidate, on the validation rows. */
  | { readonly code: "candidate"; readonly name: string }
  /** A linear model, on the test rows. */
  | { readonly code: "linearModel" }
  /** The step from so many training rows to so many; the next such step gives less. */
  | { readonly code: "moreRows"; readonly from: number; readonly to: number }
  /** Bootstrap replicas: the mean of many networks would have no variance. */
  | { readonly code: "bootstrap" };

/** Another network of the comparison, and its metric on rows that none was trained on. Lower is better. */
export interface MeasuredCandidate {
  /** Identifies it. */
  readonly name: string;
  readonly heldOut: number;
}

/** All that a finding may look at; what was not measured is left out. */
export interface DiagnosisFacts {
  /** Code of the metric, for example "logLoss"; lower is better. */
  readonly metric: string;
  readonly diagnosis: Diagnosis;
  /** The diagnosed network and the others, measured on the same rows. */
  readonly candidates?: { readonly own: MeasuredCandidate; readonly others: readonly MeasuredCandidate[] };
  readonly inspection?: NetworkInspection;
  readonly learningCurve?: readonly LearningCurvePoint[];
  readonly biasVariance?: BiasVariance;
  readonly leakage?: Leakage;
  readonly training?: TrainingCourse;
}

/** How the diagnosed network's training went. */
export interface TrainingCourse {
  /** Epochs trained. */
  readonly epochs: number;
  /** It trained for as many epochs as it was allowed; else it ended by itself. */
  readonly cameToLimit: boolean;
  /** The epoch, counted from 1, whose weights were kept. */
  readonly keptEpoch: number;
  /** The loss that was watched, after each epoch. */
  readonly losses: readonly number[];
}

/** One kind of finding: its code, and what is found by it. */
export interface FindingKind<Code extends string, Facts> {
  readonly code: Code;
  /** Undefined where there is nothing to find, or what it needs was not measured. */
  readonly find: (facts: DiagnosisFacts) => Found<Facts> | undefined;
}

export interface Found<Facts> {
  readonly severity: Severity;
  /** The numbers. */
  readonly facts: Facts;
  readonly expectedGain?: ExpectedGain;
}

/** The best of the others, where it is better than the diagnosed network, with the gain. */
export function measuredGain({ metric, candidates }: DiagnosisFacts): ExpectedGain | undefined {
  if (candidates === undefined) return undefined;
  const finite = candidates.others.filter(({ heldOut }) => Number.isFinite(heldOut));
  const best = finite.reduce<MeasuredCandidate>(
    (least, each) => (each.heldOut < least.heldOut ? each : least),
    candidates.own,
  );
  if (best === candidates.own) return undefined;
  const amount = candidates.own.heldOut - best.heldOut;
  return { metric, amount, measuredBy: { code: "candidate", name: best.name } };
}
