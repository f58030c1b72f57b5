import { deadUnitsFinding } from "./dead-units.ts";
import { duplicateRowsFinding } from "./duplicate-rows.ts";
import type { DiagnosisFacts, FindingKind, Found, Severity } from "./finding.ts";
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
import { stillImprovingFinding } from "./still-improving.ts";
import { tellingColumnFinding } from "./telling-column.ts";
import { tooFewRowsFinding } from "./too-few-rows.ts";
import { underfittingFinding } from "./underfitting.ts";
import { unneededUnitsFinding } from "./unneeded-units.ts";

/** Every kind of finding; a new one is a file and a line here. */
export const FINDINGS = [
  leakingColumnFinding,
  tellingColumnFinding,
  duplicateRowsFinding,
  noBetterThanConstantFinding,
  overfittingFinding,
  underfittingFinding,
  tooFewRowsFinding,
  stillImprovingFinding,
  linearIsEnoughFinding,
  mostlyVarianceFinding,
  mostlyBiasFinding,
  moreRowsHelpFinding,
  overconfidentFinding,
  deadUnitsFinding,
  unneededUnitsFinding,
  sharpMinimumFinding,
  manyDegreesOfFreedomFinding,
] as const;

type Kind = (typeof FINDINGS)[number];

export type FindingCode = Kind["code"];

/** The facts of each kind of finding, by its code. */
export type FindingFacts = {
  readonly [K in Kind as K["code"]]: K extends FindingKind<string, infer Facts> ? Facts : never;
};

/** What was found, by its code; `FindingOf<FindingCode>` is any of them. */
export type FindingOf<Code extends FindingCode> = {
  readonly [C in Code]: { readonly code: C } & Found<FindingFacts[C]>;
}[Code];

export type Finding = FindingOf<FindingCode>;

const RANK: Readonly<Record<Severity, number>> = { alarm: 0, warning: 1, info: 2 };

/** What was found, alarms first. */
export function findingsOf(facts: DiagnosisFacts): readonly Finding[] {
  const found = FINDINGS.flatMap(({ code, find }) => {
    const finding = find(facts);
    // A kind's own code and facts belong together, which the compiler cannot see of a union of kinds.
    return finding === undefined ? [] : [{ code, ...finding } as Finding];
  });
  return found.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
