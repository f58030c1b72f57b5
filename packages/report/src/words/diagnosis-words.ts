/** Why a network was found to over- or underfit, in one sentence. */
import type { Diagnosis, Probabilities } from "@occam/core/diagnosis";
import type { ModelReason } from "@occam/core/tabular";
import { divergenceWords } from "./divergence-words.ts";
import { percent, short } from "./short-number.ts";

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
      return `none is ${percent(reason.decisive)} likely: ${seen(measured)}`;
    case "diverged":
      return divergenceWords(reason.divergence);
  }
}

/** "overfitting 95%, underfitting 1%, good fit 4%" */
export function probabilityWords({ overfitting, underfitting, goodFit }: Probabilities): string {
  return `overfitting ${percent(overfitting)}, underfitting ${percent(underfitting)}, good fit ${percent(goodFit)}`;
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

function seen({ gap, reference: { name, distance }, untouchedRows, scale }: Measured): string {
  const side = distance.estimate > 0 ? "behind" : "ahead of";
  const amount = short(Math.abs(distance.estimate));
  return `gap ${short(gap.estimate)} over ${untouchedRows} untouched rows, ${amount} ${side} the best reference (${referenceWords(name)}); a constant costs ${short(scale)}`;
}
