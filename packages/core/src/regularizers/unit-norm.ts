import { div, scalar } from "../graph/ops/index.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Constraint } from "./constraint.ts";
import { metric, normConstraint } from "./norm-constraint.ts";

/** Options of `unitNorm`. */
export const UNIT_NORM = record("unitNorm", {
  /** Distance to the set: `"euclidean"` or `"steps"`. */
  metric: metric(),
});

export type UnitNormOptions = OptionsOf<typeof UNIT_NORM>;

/**
 * After the step each unit's incoming weights are divided by their norm, or are the nearest of norm 1 in the metric of the steps; a
 * unit of zeros stays as it is.
 * @throws RangeError with code OCCAM_OPTION for a metric of another name.
 */
export function unitNorm(options: UnitNormOptions = {}): Constraint {
  const { metric } = UNIT_NORM.read(options);
  return normConstraint({ name: UNIT_NORM.name, hyperparameters: {}, metric, factor: (norm) => div(scalar(1), norm) });
}
