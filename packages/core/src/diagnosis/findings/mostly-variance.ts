import { type FindingKind, short } from "./finding.ts";

/** Of the error that is not noise, more than half is variance, and it is a tenth of the error or more. */
export const mostlyVarianceFinding: FindingKind = {
  code: "mostly-variance",
  find: ({ biasVariance }) => {
    if (biasVariance === undefined) return undefined;
    const { variance, bias2, error, noise } = biasVariance;
    if (!(variance > bias2 && variance > 0.1 * error)) return undefined;
    return {
      severity: "warning",
      text: `Networks trained on other samples of the rows differ: of the squared error ${short(error)}, variance is ${short(variance)}, bias² ${short(bias2)} and noise ${short(noise)}.`,
      advice: "Average it away or shrink it: weight averaging, the mean of several networks, l2, dropout, more rows.",
      expectedGain: {
        metric: "squared error",
        amount: variance,
        measuredBy: "the bootstrap replicas: the mean of many networks would have no variance",
      },
    };
  },
};
