import type { FitResult } from "../results/fit-result.ts";
import { formatTick, numberColumn } from "./format-number.ts";
import { metricOf, scoreOf } from "./metric.ts";

/** How much lower the chosen network's loss is on the test rows than the baseline's, with its interval. */
export interface Improvement {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Positive where the chosen network is better, whichever way round `result.difference` was subtracted. */
export function improvement({ difference, baseline, chosen }: FitResult): Improvement {
  const { metric, estimate, low, high } = difference;
  const byScores = scoreOf(baseline.test, metric) - scoreOf(chosen.test, metric);
  const flipped = byScores * estimate < 0;
  return flipped ? { estimate: -estimate, low: -high, high: -low } : { estimate, low, high };
}

/** The difference on the test rows in one sentence; better or worse is only said where the interval excludes 0. */
export function differenceSentence(result: FitResult): string {
  if (result.choice.chosen === 0) {
    return "The baseline itself was chosen: no regularized candidate earned its place on the validation rows.";
  }
  const { estimate, low, high } = improvement(result);
  const label = metricOf(result.difference.metric).label;
  const level = `${formatTick(result.difference.level * 100)}% interval`;
  if (!Number.isFinite(estimate)) return `The difference in ${label} on test rows could not be computed.`;
  const format = numberColumn([estimate, low, high], 2);
  const direction = estimate < 0 ? "worse" : "better";
  const range = estimate < 0 ? `${format(-high)} to ${format(-low)}` : `${format(low)} to ${format(high)}`;
  const amount = `${direction} by ${format(Math.abs(estimate))}`;
  if (low > 0 || high < 0) return `Chosen is ${amount} ${label} on test rows (${level} ${range}).`;
  const finding = estimate === 0 ? "level with the baseline" : amount;
  return `No clear difference in ${label} on test rows: chosen is ${finding} (${level} ${range}).`;
}
