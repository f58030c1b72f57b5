import { optionError } from "../errors.ts";
import { add, div, max, min, mul, scalar, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { optional, share, sweep } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { type Sweep, sweepAt } from "../options/sweep.ts";
import type { Constraint } from "./constraint.ts";
import { metric, normConstraint } from "./norm-constraint.ts";

/** Options of `minMaxNorm`. */
export const MIN_MAX_NORM = record("minMaxNorm", {
  /** Smallest norm of a unit's incoming weights, at least 0. Default 0. */
  low: optional(sweep(0, Infinity), 0),
  /** Largest norm, at least `low`. Default 1. */
  high: optional(sweep(0, Infinity), 1),
  /** How much of the way to go at each step, in [0, 1]. Default 1: all of it. */
  rate: share(1),
  /** Distance to weights of another norm: `"euclidean"` or `"steps"`. */
  metric: metric(),
});

export type MinMaxNormOptions = OptionsOf<typeof MIN_MAX_NORM>;

/**
 * After the step each unit's incoming weights w of norm n are brought to the norm (1 - rate) n + rate clip(n, low, high),
 * rescaled or the nearest in the metric of the steps; a unit of zeros stays as it is. The names follow Keras's MinMaxNorm.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  const { low, high, rate, metric } = MIN_MAX_NORM.read(options);
  requireOrder(low, high);
  return normConstraint({
    name: MIN_MAX_NORM.name,
    hyperparameters: { low, high, rate },
    metric,
    factor: (norm, h) => {
      const [least, most, share] = [h.low, h.high, h.rate] as [Value, Value, Value];
      const wanted = add(mul(sub(scalar(1), share), norm), mul(share, max(min(norm, most), least)));
      return div(wanted, norm);
    },
  });
}

/** Each replica's own `low` and `high`. */
function requireOrder(low: Sweep, high: Sweep): void {
  const count = Math.max(...[low, high].map((sweep) => (typeof sweep === "number" ? 1 : sweep.length)));
  for (let replica = 0; replica < count; replica++) {
    const [least, most] = [sweepAt(low, replica), sweepAt(high, replica)];
    // Sweeps of different lengths are refused where all sweeps of a training are known.
    if (!(least > most)) continue;
    throw optionError({
      where: `minMaxNorm.high${count > 1 ? `[${replica}]` : ""}`,
      expected: `at least low, ${least}`,
      received: `${most}`,
    });
  }
}
