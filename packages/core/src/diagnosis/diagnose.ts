import type { Interval } from "./bootstrap.ts";
import { type Evidence, type EvidenceInput, evidenceOf } from "./evidence.ts";
import { type Probabilities, probabilitiesOf } from "./probabilities.ts";
import { MIN_ROWS, type Verdict } from "./verdict.ts";

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly probabilities: Probabilities;
  /** The metric on untouched rows minus on training rows. */
  readonly gap: Interval;
  /** The best of the constant prediction and the references on test rows, and the model's metric minus its. */
  readonly reference: Evidence["reference"];
  readonly evidence: Evidence;
  /** One sentence with the numbers that decided. */
  readonly why: string;
}

/** A verdict needs this probability. */
export const DECISIVE = 0.6;

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
  const { gap, reference } = evidence;
  return { ...verdictOf(evidence, probabilities), probabilities, gap, reference, evidence };
}

function verdictOf(
  { gap, reference, untouchedRows, scale }: Evidence,
  { overfitting, underfitting, goodFit }: Probabilities,
): Pick<Diagnosis, "verdict" | "why"> {
  const share = (part: number) => `${Math.round(100 * part)}%`;
  const seen = `the gap between ${untouchedRows} untouched and the training rows is ${interval(gap)}, and the distance to the best reference (${reference.name}) ${interval(reference.distance)}; a constant prediction costs ${short(scale)}`;
  if (untouchedRows < MIN_ROWS) {
    return {
      verdict: "inconclusive",
      why: `${untouchedRows} untouched rows are too few to tell: ${MIN_ROWS} are the least`,
    };
  }
  if (overfitting >= DECISIVE && gap.low > 0) {
    return { verdict: "overfitting", why: `overfitting has a probability of ${share(overfitting)}: ${seen}` };
  }
  if (underfitting >= DECISIVE) {
    return { verdict: "underfitting", why: `underfitting has a probability of ${share(underfitting)}: ${seen}` };
  }
  if (goodFit >= DECISIVE) {
    return { verdict: "good fit", why: `a good fit has a probability of ${share(goodFit)}: ${seen}` };
  }
  return { verdict: "inconclusive", why: `no state has a probability of ${share(DECISIVE)}: ${seen}` };
}

function interval({ estimate, low, high }: Interval): string {
  return `${short(estimate)} (95% interval ${short(low)} to ${short(high)})`;
}

function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}
