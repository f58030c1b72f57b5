import type { Leakage } from "../leakage.ts";
import type { FindingKind } from "./finding.ts";

/** More held-out rows than this share stand among the training rows too. */
const MANY = 0.01;

export const duplicateRowsFinding: FindingKind<"duplicate-rows", Leakage["duplicates"]> = {
  code: "duplicate-rows",
  find: ({ leakage }) => {
    if (leakage === undefined || leakage.duplicates.rows === 0) return undefined;
    const { rows, heldOut } = leakage.duplicates;
    return { severity: rows > MANY * heldOut ? "warning" : "info", facts: leakage.duplicates };
  },
};
