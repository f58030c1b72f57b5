import { div, max, min, mul, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { positive } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Constraint } from "./constraint.ts";
import { normOver, TINY } from "./norms.ts";

/** Options of `maxNorm`. */
export const MAX_NORM = record("maxNorm", {
  /** Largest norm of a unit's incoming weights, above 0; one for each replica where an array is given. */
  c: positive(),
});

export type MaxNormOptions = OptionsOf<typeof MAX_NORM>;

/**
 * After the step each unit's incoming weights w are rescaled to norm <= c: w <- w * min(1, c / norm(w)), the projection
 * onto the ball. Srebro, Rennie & Jaakkola 2005; with dropout: Srivastava et al. 2014.
 * @throws RangeError with code OCCAM_OPTION when c is not above 0.
 */
export function maxNorm(options: MaxNormOptions): Constraint {
  return {
    name: MAX_NORM.name,
    hyperparameters: MAX_NORM.read(options),
    project: (weight, h, { incoming }) => {
      const norm = max(normOver(weight, incoming), scalar(TINY));
      return mul(weight, min(div(h.c as Value, norm), scalar(1)));
    },
  };
}
