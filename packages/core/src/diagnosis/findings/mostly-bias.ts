import type { FindingKind } from "./finding.ts";
import type { ErrorPartsFacts } from "./mostly-variance.ts";

/** Of the error that is not noise, more than half is bias, and it is a tenth of the error or more. */
export const mostlyBiasFinding: FindingKind<"mostly-bias", ErrorPartsFacts> = {
  code: "mostly-bias",
  find: ({ biasVariance }) => {
    if (biasVariance === undefined) return undefined;
    const { variance, bias2, error, noise, noiseFrom } = biasVariance;
    if (!(bias2 > variance && bias2 > 0.1 * error)) return undefined;
    return { severity: "info", facts: { error, bias2, variance, noise, noiseFrom } };
  },
};
