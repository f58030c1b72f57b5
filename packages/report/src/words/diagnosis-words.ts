/** Why a network was found to over- or underfit, in one sentence. */
import type { Diagnosis, Interval, Probabilities } from "@occam/core/diagnosis";
import type { ModelReason } from "@occam/core/tabular";
import { divergenceWords } from "./divergence-words.ts";
import { short } from "./short-number.ts";

type Measured = Pick<Diagnosis, "gap" | "reference" | "scale" | "untouchedRows">;

/** The numbers behind the verdict; no full stop. */
export function diagnosisWords({ reason, ...measured }: Measured & { readonly reason: ModelReason }): string {
  switch (reason.code) {
    case "tooFewRows":
      return `${measured.untouchedRows} untouched rows are too few to tell: ${reason.least} are the least`;
    case "stateIsLikely":
      return seen(measured);
    case "gapMayBeZero":
      return `overfitting is likely, but there may be no gap: ${seen(measured)}`;
    case "noStateIsLikely":
      return `none is ${share(reason.decisive)} likely: ${seen(measured)}`;
    case "diverged":
      return divergenceWords(reason.divergence);
  }
}

/** "overfitting 95%, underfitting 1%, good fit 4%" */
export function probabilityWords({ overfitting, underfitting, goodFit }: Probabilities): string {
  return `overfitting ${share(overfitting)}, underfitting ${share(underfitting)}, good fit ${share(goodFit)}`;
}

const REFERENCES: ReadonlyMap<string, string> = new Map([
  ["constant", "a constant prediction"],
  ["linear", "a linear model"],
  ["chosen", "the chosen network"],
]);

/** What a network was measured against; a reference of a program's own goes by its own name. */
export function referenceWords(name: string): string {
  return REFERENCES.get(name) ?? name;
}

/** "95% interval 0.3 to 0.5" */
export function rangeWords({ low, high, level }: Interval): string {
  return `${short(100 * level)}% interval ${short(low, 2)} to ${short(high, 2)}`;
}

function seen({ gap, reference: { name, distance }, untouchedRows, scale }: Measured): string {
  const side = distance.estimate > 0 ? "behind" : "ahead of";
  const amount = short(Math.abs(distance.estimate), 2);
  return `gap ${short(gap.estimate, 2)} over ${untouchedRows} untouched rows, ${amount} ${side} the best reference (${referenceWords(name)}); a constant costs ${short(scale, 2)}`;
}

function share(part: number): string {
  return `${Math.round(100 * part)}%`;
}
