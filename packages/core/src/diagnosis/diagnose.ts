import { type Evidence, type EvidenceInput, evidenceOf } from "./evidence.ts";
import { type Probabilities, probabilitiesOf } from "./probabilities.ts";

export type Verdict = "overfitting" | "underfitting" | "good fit" | "inconclusive";

/** A verdict with what it was made from. */
export interface Diagnosis extends Evidence {
  readonly verdict: Verdict;
  readonly probabilities: Probabilities;
  /** What decided. */
  readonly reason: DiagnosisReason;
}

export type DiagnosisReason =
  /** Fewer untouched rows than the `least` that intervals need. */
  | { readonly code: "tooFewRows"; readonly least: number }
  /** The state that the verdict names has `probability`, which is `decisive` or more. */
  | {
      readonly code: "stateIsLikely";
      readonly state: keyof Probabilities;
      readonly probability: number;
      readonly decisive: number;
    }
  /** Overfitting has `probability`, but the gap's interval holds 0. */
  | { readonly code: "gapMayBeZero"; readonly probability: number }
  /** No state has a probability of `decisive`. */
  | { readonly code: "noStateIsLikely"; readonly decisive: number };

/** A verdict needs this probability. */
export const DECISIVE = 0.6;
/** Below this, percentile intervals are too narrow to decide anything. */
const MIN_ROWS = 20;

/**
 * Over- or underfitting, with probabilities, from the losses of one model and of what it is measured against. The state with
 * a probability of at least 0.6 is the verdict; it is inconclusive where none has that, with fewer than 20 untouched rows,
 * and where overfitting would be said although the gap's 95% interval holds 0. What the probabilities mean and how well they
 * hold is in docs/diagnosis.md.
 * @throws as `evidenceOf`.
 */
export function diagnose(input: EvidenceInput): Diagnosis {
  return diagnosisOf(evidenceOf(input));
}

/** The verdict on evidence that is at hand. */
export function diagnosisOf(evidence: Evidence): Diagnosis {
  const probabilities = probabilitiesOf(evidence);
  return { ...evidence, probabilities, ...verdictOf(evidence, probabilities) };
}

function verdictOf(
  { gap, untouchedRows }: Evidence,
  probabilities: Probabilities,
): Pick<Diagnosis, "verdict" | "reason"> {
  if (untouchedRows < MIN_ROWS) return { verdict: "inconclusive", reason: { code: "tooFewRows", least: MIN_ROWS } };
  // At most one is decisive: they sum to 1.
  const likely = STATES.find(({ state }) => probabilities[state] >= DECISIVE);
  if (likely === undefined) return { verdict: "inconclusive", reason: { code: "noStateIsLikely", decisive: DECISIVE } };
  const { state, verdict } = likely;
  const probability = probabilities[state];
  if (state === "overfitting" && !(gap.low > 0)) {
    return { verdict: "inconclusive", reason: { code: "gapMayBeZero", probability } };
  }
  return { verdict, reason: { code: "stateIsLikely", state, probability, decisive: DECISIVE } };
}

const STATES: readonly { readonly state: keyof Probabilities; readonly verdict: Verdict }[] = [
  { state: "overfitting", verdict: "overfitting" },
  { state: "underfitting", verdict: "underfitting" },
  { state: "goodFit", verdict: "good fit" },
];
