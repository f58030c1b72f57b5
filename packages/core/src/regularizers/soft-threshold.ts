import { add, max, min, neg, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

/**
 * `after`, but no further than `reach` from `before`, weight by weight; without a reach as it is.
 */
export function withinReach(before: Value, after: Value, reach: Value | undefined): Value {
  return reach === undefined ? after : max(min(after, add(before, reach)), sub(before, reach));
}

/**
 * sign(w) * max(|w| - threshold, 0), the proximal map of threshold * |w|: exactly zero inside [-threshold, threshold].
 * Computed as w minus its projection onto that interval. A threshold beyond `reach` is that. Donoho & Johnstone 1994.
 */
export function softThreshold(weight: Value, threshold: Value, reach?: Value): Value {
  const bound = reach === undefined ? threshold : min(threshold, reach);
  return sub(weight, max(min(weight, bound), neg(bound)));
}
