import { max, min, neg, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";

/**
 * sign(w) * max(|w| - threshold, 0), the proximal map of threshold * |w|: exactly zero inside [-threshold, threshold].
 * Computed as w minus its projection onto that interval. Donoho & Johnstone 1994.
 */
export function softThreshold(weight: Value, threshold: Value): Value {
  return sub(weight, max(min(weight, threshold), neg(threshold)));
}
