import { type FindingKind, short } from "./finding.ts";

/** Of the error that is not noise, more than half is bias, and it is a tenth of the error or more. */
export const mostlyBiasFinding: FindingKind = {
  code: "mostly-bias",
  find: ({ biasVariance }) => {
    if (biasVariance === undefined) return undefined;
    const { variance, bias2, error, noise, noiseFrom } = biasVariance;
    if (!(bias2 > variance && bias2 > 0.1 * error)) return undefined;
    const caution = noiseFrom === "neighbours" ? " (noise estimated from neighbouring rows)" : "";
    return {
      severity: "info",
      text: `Networks trained on other samples of the rows err alike: of the squared error ${short(error)}, bias² is ${short(bias2)}, variance ${short(variance)} and noise ${short(noise)}${caution}.`,
      advice: "More rows will not help; weaker penalties, more units, more epochs or better columns will.",
    };
  },
};
