import { abs, min, mul, reduceMean, scalar, sub } from "../graph/ops/index.ts";
import { number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { byColumn, huberCentre } from "./best-constant.ts";
import type { Loss } from "./loss.ts";
import { toNumberTargets } from "./targets.ts";

/** Options of `huber`. */
export const HUBER = record("huber", {
  /** Where the loss turns from square to linear, in units of the target; above 0. Default 1. */
  delta: optional(number(Number.MIN_VALUE, Infinity), 1),
});

export type HuberOptions = OptionsOf<typeof HUBER>;

/**
 * e^2/2 where |e| <= delta, else delta (|e| - delta/2), for e = output - target, averaged over the outputs. Huber 1964.
 * Targets [n] or [n, outputs]; predictions are the outputs.
 * @throws RangeError with code OCCAM_OPTION when delta is not above 0.
 */
export function huber(options: HuberOptions = {}): Loss {
  const { delta } = HUBER.read(options);
  return {
    name: HUBER.name,
    task: "regression",
    toTargets: toNumberTargets,
    // With c = min(|e|, delta) both branches are c (|e| - c/2).
    perExample: (outputs, targets) => {
      const size = abs(sub(outputs, targets));
      const capped = min(size, scalar(delta));
      return reduceMean(mul(capped, sub(size, mul(scalar(0.5), capped))), [-1]);
    },
    bestConstant: byColumn(huberCentre(delta)),
    toPredictions: (outputs) => outputs,
  };
}
