import type { BiasVariance } from "../bias-variance.ts";
import type { Diagnosis } from "../diagnose.ts";
import type { Leakage } from "../leakage.ts";
import type { LearningCurvePoint } from "../learning-curve.ts";
import type { NetworkInspection } from "../network/inspect-network.ts";

/** alarm: the numbers should not be trusted or the network not used; warning: worth acting on; info: worth knowing. */
export type Severity = "alarm" | "warning" | "info";

/** A gain that was measured, not promised: how much lower the metric was. */
export interface ExpectedGain {
  readonly metric: string;
  readonly amount: number;
  /** Where it was measured, for example "l2 0.01 on the validation rows". */
  readonly measuredBy: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** What was found, with its numbers. */
  readonly text: string;
  /** The regularizer or the action on the data that addresses it. */
  readonly advice: string;
  readonly expectedGain?: ExpectedGain;
}

/** Another network of the comparison, and its metric on rows that none was trained on. Lower is better. */
export interface MeasuredCandidate {
  readonly name: string;
  readonly heldOut: number;
}

/** All that a finding may look at; what was not measured is left out. */
export interface DiagnosisFacts {
  /** Name of the metric as people read it, for example "log loss"; lower is better. */
  readonly metric: string;
  readonly task: "classification" | "regression";
  readonly diagnosis: Diagnosis;
  /** The diagnosed network and the others, measured on the same rows. */
  readonly candidates?: { readonly own: MeasuredCandidate; readonly others: readonly MeasuredCandidate[] };
  readonly inspection?: NetworkInspection;
  readonly learningCurve?: readonly LearningCurvePoint[];
  readonly biasVariance?: BiasVariance;
  readonly leakage?: Leakage;
}

/** One kind of finding: all its facts. */
export interface FindingKind {
  readonly code: string;
  /** Undefined where there is nothing to find, or what it needs was not measured. */
  readonly find: (facts: DiagnosisFacts) => Omit<Finding, "code"> | undefined;
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
  return { metric, amount: candidates.own.heldOut - best.heldOut, measuredBy: `"${best.name}" on the validation rows` };
}

/** A number for a sentence: two digits that count. */
export function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
