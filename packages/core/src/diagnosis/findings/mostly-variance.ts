import type { BiasVariance } from "../bias-variance.ts";
import type { FindingKind } from "./finding.ts";

export type ErrorPartsFacts = Pick<BiasVariance, "error" | "bias2" | "variance" | "noise" | "noiseFrom">;

/** Of the error that is not noise, more than half is variance, and it is a tenth of the error or more. */
export const mostlyVarianceFinding: FindingKind<"mostly-variance", ErrorPartsFacts> = {
  code: "mostly-variance",
  find: ({ biasVariance }) => {
    if (biasVariance === undefined) return undefined;
    const { variance, bias2, error, noise, noiseFrom } = biasVariance;
    if (!(variance > bias2 && variance > 0.1 * error)) return undefined;
    return {
      severity: "warning",
      facts: { error, bias2, variance, noise, noiseFrom },
      expectedGain: { metric: "squaredError", amount: variance, measuredBy: { code: "bootstrap" } },
    };
  },
};
