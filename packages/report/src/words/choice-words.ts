/** The choice among candidates in words. */
import type { CandidateChoice, CandidateResult, FitResult } from "@occam/core/tabular";
import { metricOf } from "./metric.ts";

/** Why the chosen candidate was: with the numbers that decided. */
export function choiceWords({
  choice,
  candidates,
  metric,
}: Pick<FitResult, "choice" | "candidates" | "metric">): string {
  const { best, chosen, excess } = choice;
  if (chosen === best)
    return "it has the lowest mean validation loss, and no more regularized candidate comes within one standard error of it";
  const near = excess.filter((each, i) => i !== best && each.mean <= each.standardError).length;
  const { mean, standardError } = excess[chosen] as CandidateChoice["excess"][number];
  const { name } = candidates[best] as CandidateResult;
  return `${near} other${near === 1 ? "" : "s"} come within one standard error of the best, ${name}; this one fits the training rows least closely (excess ${metricOf(metric).lossLabel ?? metric} ${short(mean)}, standard error ${short(standardError)})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
