import { deadUnitsFinding } from "./dead-units.ts";
import { duplicateRowsFinding } from "./duplicate-rows.ts";
import type { DiagnosisFacts, Finding, FindingKind, Severity } from "./finding.ts";
import { leakingColumnFinding } from "./leaking-column.ts";
import { linearIsEnoughFinding } from "./linear-is-enough.ts";
import { manyDegreesOfFreedomFinding } from "./many-degrees-of-freedom.ts";
import { moreRowsHelpFinding } from "./more-rows-help.ts";
import { mostlyBiasFinding } from "./mostly-bias.ts";
import { mostlyVarianceFinding } from "./mostly-variance.ts";
import { noBetterThanConstantFinding } from "./no-better-than-constant.ts";
import { overconfidentFinding } from "./overconfident.ts";
import { overfittingFinding } from "./overfitting.ts";
import { sharpMinimumFinding } from "./sharp-minimum.ts";
import { tooFewRowsFinding } from "./too-few-rows.ts";
import { underfittingFinding } from "./underfitting.ts";
import { unneededUnitsFinding } from "./unneeded-units.ts";

/** Every kind of finding; a new one is a file and a line here. */
export const FINDINGS: readonly FindingKind[] = [
  leakingColumnFinding,
  duplicateRowsFinding,
  noBetterThanConstantFinding,
  overfittingFinding,
  underfittingFinding,
  tooFewRowsFinding,
  linearIsEnoughFinding,
  mostlyVarianceFinding,
  mostlyBiasFinding,
  moreRowsHelpFinding,
  overconfidentFinding,
  deadUnitsFinding,
  unneededUnitsFinding,
  sharpMinimumFinding,
  manyDegreesOfFreedomFinding,
];

const RANK: Readonly<Record<Severity, number>> = { alarm: 0, warning: 1, info: 2 };

/** What was found, alarms first. */
export function findingsOf(facts: DiagnosisFacts): readonly Finding[] {
  const found = FINDINGS.flatMap(({ code, find }) => {
    const finding = find(facts);
    return finding === undefined ? [] : [{ code, ...finding }];
  });
  return found.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
