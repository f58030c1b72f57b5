import { requireOptions } from "../errors.ts";
import { div, max, min, mul, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import type { Constraint } from "./constraint.ts";
import { normOver, TINY } from "./norms.ts";

export interface MaxNormOptions {
  /** Largest norm of a unit's incoming weights, above 0; one for each replica where an array is given. */
  readonly c: Sweep;
}

/**
 * After the step each unit's incoming weights w are rescaled to norm <= c: w <- w * min(1, c / norm(w)), the projection
 * onto the ball. Srebro, Rennie & Jaakkola 2005; with dropout: Srivastava et al. 2014.
 * @throws RangeError with code OCCAM_OPTION when c is not above 0.
 */
export function maxNorm(options: MaxNormOptions): Constraint {
  requireOptions("maxNorm", options, { c: true });
  const { c } = options;
  requireSweep("maxNorm.c", c, Number.MIN_VALUE, Infinity);
  return {
    name: "maxNorm",
    hyperparameters: { c },
    project: (weight, h, { incoming }) => {
      const norm = max(normOver(weight, incoming), scalar(TINY));
      return mul(weight, min(div(h.c as Value, norm), scalar(1)));
    },
  };
}
