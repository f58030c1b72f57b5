import type { FindingKind } from "./finding.ts";

export interface OverconfidentFacts {
  readonly rows: number;
  /** Mean confidence minus the share of right answers. */
  readonly overconfidence: number;
  /** Expected calibration error. */
  readonly ece: number;
}

/** Confidence is off by this much, and too high. */
const MOST = 0.05;
/** Below this many rows a bin's share of hits says little. */
const ROWS = 100;

export const overconfidentFinding: FindingKind<"overconfident", OverconfidentFacts> = {
  code: "overconfident",
  find: ({ inspection }) => {
    const found = inspection?.reliability;
    const rows = found?.bins.reduce((sum, { count }) => sum + count, 0) ?? 0;
    if (found === undefined || rows < ROWS || found.ece <= MOST || found.overconfidence <= MOST / 2) return undefined;
    return { severity: "warning", facts: { rows, overconfidence: found.overconfidence, ece: found.ece } };
  },
};
