import { optionError, requireOptions } from "../errors.ts";
import { add, div, max, min, mul, scalar, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import type { Constraint } from "./constraint.ts";
import { requireSweep, type Sweep, sweepAt } from "./hyperparameter.ts";
import { normOver, TINY } from "./norms.ts";

export interface MinMaxNormOptions {
  /** Smallest norm of a unit's incoming weights, at least 0. Default 0. */
  readonly low?: Sweep;
  /** Largest norm, at least `low`. Default 1. */
  readonly high?: Sweep;
  /** How much of the way to go at each step, in [0, 1]. Default 1: all of it. */
  readonly rate?: Sweep;
}

/**
 * After the step each unit's incoming weights w of norm n are rescaled to the norm (1 - rate) n + rate clip(n, low, high);
 * a unit of zeros stays as it is. The names follow Keras's MinMaxNorm.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  requireOptions("minMaxNorm", options, { low: true, high: true, rate: true });
  const { low = 0, high = 1, rate = 1 } = options;
  requireSweep("minMaxNorm.low", low, 0, Infinity);
  requireSweep("minMaxNorm.high", high, 0, Infinity);
  requireSweep("minMaxNorm.rate", rate, 0, 1);
  requireOrder(low, high);
  return {
    name: "minMaxNorm",
    hyperparameters: { low, high, rate },
    project: (weight, h, { incoming }) => {
      const [least, most, share] = [h.low, h.high, h.rate] as [Value, Value, Value];
      const norm = max(normOver(weight, incoming), scalar(TINY));
      const wanted = add(mul(sub(scalar(1), share), norm), mul(share, max(min(norm, most), least)));
      return mul(weight, div(wanted, norm));
    },
  };
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
