/** The choice among candidates in words. */
import type { CandidateChoice, CandidateResult, FitResult } from "@occam/core/tabular";
import { metricOf } from "./metric.ts";
import { short } from "./short-number.ts";

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
  const { metricMean, metricStandardError } = excess[chosen] as CandidateChoice["excess"][number];
  const { name } = candidates[best] as CandidateResult;
  return `${near} other${near === 1 ? "" : "s"} come within one standard error of the best, ${name}; this one fits the training rows least closely (excess ${metricOf(metric).label} ${short(metricMean)}, standard error ${short(metricStandardError)})`;
}
