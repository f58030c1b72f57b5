import type { CandidateResult, FitResult } from "../results/fit-result.ts";
import { scoreOf } from "../words/metric.ts";
import { type LossAxis, lossAxis } from "./loss-axis.ts";

/** The axis on which candidates are compared: their validation losses, and whiskers where these do not stretch it. */
export function candidateAxis(candidates: readonly CandidateResult[], metric: FitResult["metric"]): LossAxis {
  const losses = candidates.map((candidate) => validationLoss(candidate, metric));
  const highest = Math.max(...losses.filter(Number.isFinite));
  const ends = candidates.map((candidate) => validationLoss(candidate, metric) + whisker(candidate));
  return lossAxis([...losses, ...ends.map((end) => Math.min(end, 1.5 * highest))], 10);
}

/** NaN for a candidate that diverged. */
export function validationLoss(candidate: CandidateResult, metric: FitResult["metric"]): number {
  return candidate.status === "diverged" ? Number.NaN : scoreOf(candidate.validation, metric);
}

export function whisker({ standardError }: CandidateResult): number {
  return Number.isFinite(standardError) ? standardError : 0;
}

export function isChosen(candidate: CandidateResult, { candidates, choice }: FitResult): boolean {
  return candidates[choice.chosen] === candidate;
}

export function isBest(candidate: CandidateResult, { candidates, choice }: FitResult): boolean {
  return candidates[choice.best] === candidate;
}
