import { div, min, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { positive } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Constraint } from "./constraint.ts";
import { metric, normConstraint } from "./norm-constraint.ts";

/** Options of `maxNorm`. */
export const MAX_NORM = record("maxNorm", {
  /** Largest norm of a unit's incoming weights, above 0; one for each replica where an array is given. */
  c: positive(),
  /** Distance to the set: `"euclidean"` or `"steps"`. */
  metric: metric(),
});

export type MaxNormOptions = OptionsOf<typeof MAX_NORM>;

/**
 * After the step each unit's incoming weights w are brought to norm <= c: w <- w * min(1, c / norm(w)), the projection
 * onto the ball, or the nearest weights in the metric of the steps. Srebro, Rennie & Jaakkola 2005; with dropout: Srivastava et al. 2014.
 * @throws RangeError with code OCCAM_OPTION when c is not above 0, or for a metric of another name.
 */
export function maxNorm(options: MaxNormOptions): Constraint {
  const { metric, ...hyperparameters } = MAX_NORM.read(options);
  return normConstraint({
    name: MAX_NORM.name,
    hyperparameters,
    metric,
    factor: (norm, h) => min(div(h.c as Value, norm), scalar(1)),
  });
}
