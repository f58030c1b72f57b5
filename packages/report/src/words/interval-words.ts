import type { Interval } from "@occam/core/diagnosis";
import { formatPercent } from "./format-number.ts";
import { short } from "./short-number.ts";

/** "95% interval" */
export function levelWords({ level }: Pick<Interval, "level">): string {
  return `${formatPercent(level)} interval`;
}

/** "95% interval 0.3 to 0.5" */
export function rangeWords({ low, high, level }: Interval): string {
  return `${levelWords({ level })} ${short(low)} to ${short(high)}`;
}
