import { type FindingKind, short } from "./finding.ts";

/** Between the last two sizes the held-out error fell by more than their spread. */
export const moreRowsHelpFinding: FindingKind = {
  code: "more-rows-help",
  find: ({ learningCurve = [], metric }) => {
    const [before, last] = learningCurve.slice(-2);
    if (before === undefined || last === undefined) return undefined;
    const fall = before.heldOut - last.heldOut;
    if (!(fall > before.heldOutDeviation / 2 && fall > 0.02 * last.heldOut)) return undefined;
    return {
      severity: "info",
      text: `More rows still help: from ${before.size} to ${last.size} training rows ${metric} on held-out rows fell from ${short(before.heldOut)} to ${short(last.heldOut)}.`,
      advice: "Collect more rows before a larger network; until then early stopping and l2 stand in for them.",
      expectedGain: {
        metric,
        amount: fall,
        measuredBy: `the step from ${before.size} to ${last.size} rows; the next such step gives less`,
      },
    };
  },
};
