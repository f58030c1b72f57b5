/** Why a rule chose a point of a path, in one sentence. */
import type { Conclusion, EndTest, PointLoss, RuleReason, WalkEnd } from "@occam/core/selection";
import { short as digits, pText } from "./short-number.ts";

export interface PointNames {
  /** What a strength is called: "alpha", "rate". */
  readonly label: string;
  /** Strength of each point, by its index. */
  readonly strengths: readonly number[];
}

type NameOf = (point: number) => string;

/** The choice with its arithmetic, and whether the data can tell it from the ends of the path; no full stop. */
export function ruleWords(reason: RuleReason, conclusion: Conclusion, { label, strengths }: PointNames): string {
  const nameOf: NameOf = (point) => `${label} ${short(strengths[point] ?? Number.NaN)}`;
  return `${choiceText(reason, nameOf)}; ${conclusionText(conclusion, nameOf)}`;
}

function choiceText(reason: RuleReason, nameOf: NameOf): string {
  const { lowest } = reason;
  if (reason.code === "lowestMean") {
    return `${nameOf(lowest.point)} has the lowest mean validation loss of ${reason.points}, ${lossText(lowest)} over ${reason.folds} folds`;
  }
  const { chosen } = reason;
  const best = `${nameOf(lowest.point)} has the lowest mean validation loss, ${lossText(lowest)}`;
  const isBest = chosen.point === lowest.point;
  switch (reason.code) {
    case "oneStandardError":
      return isBest
        ? `${best}, and nothing more regularized is below ${short(reason.limit)}`
        : `${best}; ${nameOf(chosen.point)} with ${lossText(chosen)} is the most regularized one up to ${short(reason.limit)}`;
    case "pairedOneStandardError": {
      const { mean, standardError } = reason.excess;
      return isBest
        ? `${best}, and nothing more regularized is within one standard error of it, fold by fold`
        : `${best}; ${nameOf(chosen.point)} is the most regularized one within a standard error of it (excess ${short(mean)} ± ${short(standardError)}, fold by fold)`;
    }
    case "pairedTest": {
      const reached = `; ${nameOf(chosen.point)}, ${lossText(chosen)}, is not worse at level ${reason.level}`;
      return `${best}${isBest ? "" : reached}; ${walkEndText(reason.stoppedBy, nameOf)}`;
    }
  }
}

function walkEndText(end: WalkEnd, nameOf: NameOf): string {
  switch (end.code) {
    case "singleFold":
      return "a single fold allows no test";
    case "endOfPath":
      return "nothing more regularized was tried";
    case "notFinite":
      return `the loss of ${nameOf(end.point)} is not finite`;
    case "worse": {
      const { difference, t, degreesOfFreedom, pFirstWorse } = end.test;
      // Infinite when every fold differs by the same.
      const size = Number.isFinite(t) ? `t = ${short(t)} at ${degreesOfFreedom} degrees of freedom` : "on every fold";
      return `${nameOf(end.point)} is worse than ${nameOf(end.against)} by ${short(difference)} (${size}, ${pText(pFirstWorse)})`;
    }
  }
}

function conclusionText(conclusion: Conclusion, nameOf: NameOf): string {
  switch (conclusion.code) {
    case "noOtherPoint":
      return "there is no other point to compare with";
    case "singleFold":
      return "one fold cannot tell it from the ends of the path";
    case "differsFromEnds":
      return `at level ${conclusion.level} it differs from ${endsText(conclusion.ends, nameOf)}`;
    case "notToldFromEnds":
      return `at level ${conclusion.level} the folds do not tell it from ${endsText(
        conclusion.ends.filter(({ differs }) => !differs),
        nameOf,
      )}`;
  }
}

function endsText(ends: readonly EndTest[], nameOf: NameOf): string {
  return ends
    .map(({ point, test }) => `${nameOf(point)} (${test === undefined ? "whose loss is not finite" : pText(test.p)})`)
    .join(" and ");
}

/** "0.41 ± 0.02" */
function lossText({ mean, standardError }: PointLoss): string {
  return Number.isFinite(standardError) ? `${short(mean)} ± ${short(standardError)}` : short(mean);
}

/** Strengths and losses that lie close together need three digits to be told apart. */
function short(value: number): string {
  return digits(value, 3);
}
