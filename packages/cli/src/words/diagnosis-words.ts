/** Why a network was found to over- or underfit, in one sentence. */
import type { DiagnosisReason, Interval, MeasuredFit, Probabilities } from "@occam/core";
import { short } from "./short-number.ts";

/** The numbers behind the verdict; no full stop. */
export function diagnosisWords(reason: DiagnosisReason): string {
  switch (reason.code) {
    case "tooFewRows":
      return `${reason.untouchedRows} untouched rows are too few to tell: ${reason.least} are the least`;
    case "stateIsLikely":
      return `${STATES[reason.state]} has a probability of ${share(reason.probability)}: ${seen(reason)}`;
    case "gapMayBeZero":
      return `overfitting has a probability of ${share(reason.probability)}, but there may be no gap: ${seen(reason)}`;
    case "noStateIsLikely":
      return `no state has a probability of ${share(reason.decisive)}: ${seen(reason)}`;
  }
}

const STATES: Readonly<Record<keyof Probabilities, string>> = {
  overfitting: "overfitting",
  underfitting: "underfitting",
  goodFit: "a good fit",
};

const REFERENCES: ReadonlyMap<string, string> = new Map([["bestCandidate", "best candidate"]]);

/** What a network was measured against. */
export function referenceWords(name: string): string {
  return REFERENCES.get(name) ?? name;
}

/** "0.4 (95% interval 0.3 to 0.5)" */
export function intervalWords(interval: Interval): string {
  return `${short(interval.estimate, 2)} (${rangeWords(interval)})`;
}

/** "95% interval 0.3 to 0.5" */
export function rangeWords({ low, high, level }: Interval): string {
  return `${short(100 * level)}% interval ${short(low, 2)} to ${short(high, 2)}`;
}

function seen({ gap, reference, untouchedRows, scale }: MeasuredFit): string {
  return `the gap between ${untouchedRows} untouched and the training rows is ${intervalWords(gap)}, and the distance to the best reference (${referenceWords(reference.name)}) ${intervalWords(reference.distance)}; a constant prediction costs ${short(scale, 2)}`;
}

function share(part: number): string {
  return `${Math.round(100 * part)}%`;
}
