import type { FitResult } from "../results/fit-result.ts";
import { numberColumn } from "./format-number.ts";
import { levelWords } from "./interval-words.ts";
import { metricOf } from "./metric.ts";

/**
 * The difference on the test rows in one sentence. It is the chosen network's loss minus the baseline's: below 0 the chosen one is
 * better. Better or worse is only said where the interval excludes 0.
 */
export function differenceSentence({ choice, difference }: Pick<FitResult, "choice" | "difference">): string {
  if (choice.chosen === 0) {
    return "The baseline itself was chosen: no regularized candidate earned its place on the validation rows.";
  }
  const { estimate, low, high } = difference;
  const { label } = metricOf(difference.metric);
  if (!Number.isFinite(estimate)) return `The difference in ${label} on test rows could not be computed.`;
  const format = numberColumn([estimate, low, high], 2);
  const [from, to] = estimate > 0 ? [low, high] : [-high, -low];
  const amount = `${estimate > 0 ? "worse" : "better"} by ${format(Math.abs(estimate))}`;
  const range = `(${levelWords(difference)} ${format(from)} to ${format(to)})`;
  if (low > 0 || high < 0) return `Chosen is ${amount} ${label} on test rows ${range}.`;
  const finding = estimate === 0 ? "level with the baseline" : amount;
  return `No clear difference in ${label} on test rows: chosen is ${finding} ${range}.`;
}
