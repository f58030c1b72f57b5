import { type FindingKind, percent } from "./finding.ts";

/** More held-out rows than this share stand among the training rows too. */
const MANY = 0.01;

export const duplicateRowsFinding: FindingKind = {
  code: "duplicate-rows",
  find: ({ leakage }) => {
    if (leakage === undefined || leakage.duplicates.rows === 0) return undefined;
    const { rows, sameTarget, heldOut } = leakage.duplicates;
    return {
      severity: rows > MANY * heldOut ? "warning" : "info",
      text: `${rows} of ${heldOut} held-out rows (${percent(rows / heldOut)}) have exactly the inputs of a training row, ${sameTarget} of them with the same target: held-out errors come out too small.`,
      advice: "Remove duplicate rows before splitting, or keep rows of one origin in one part with --split-column.",
    };
  },
};
