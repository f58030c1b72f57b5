import { type FindingKind, percent } from "./finding.ts";

/** Confidence is off by this much, and too high. */
const MOST = 0.05;
/** Below this many rows a bin's share of hits says little. */
const ROWS = 100;

export const overconfidentFinding: FindingKind = {
  code: "overconfident",
  find: ({ inspection }) => {
    const found = inspection?.reliability;
    const rows = found?.bins.reduce((sum, { count }) => sum + count, 0) ?? 0;
    if (found === undefined || rows < ROWS || found.ece <= MOST || found.overconfidence <= MOST / 2) return undefined;
    return {
      severity: "warning",
      text: `The probabilities are too sure: on ${rows} held-out rows confidence exceeds the share of right answers by ${percent(found.overconfidence)} (expected calibration error ${percent(found.ece)}).`,
      advice:
        "Label smoothing, a confidence penalty, l2 or earlier stopping bring probabilities down to what they are worth.",
    };
  },
};
