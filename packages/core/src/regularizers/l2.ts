import { requireOptions } from "../errors.ts";
import { halfSquare, mul } from "../graph/ops/index.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import type { Penalty } from "./penalty.ts";

export interface L2Options {
  /** Strength, at least 0; one for each replica where an array is given. */
  readonly alpha: Sweep;
}

/**
 * Ridge penalty alpha/2 * sum w^2, gradient alpha * w: plain SGD shrinks, w <- (1 - lr * alpha) w - lr * dL/dw.
 * Keras's l2(k) is alpha = 2k. Hoerl & Kennard 1970.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function l2(options: L2Options): Penalty {
  requireOptions("l2", options, { alpha: true });
  const { alpha } = options;
  requireSweep("l2.alpha", alpha, 0, Infinity);
  return {
    name: "l2",
    hyperparameters: { alpha },
    smooth,
  };
}

// Formulas stand outside, so that all penalties of the kind share them and one evaluation serves a whole pack.
const smooth: NonNullable<Penalty["smooth"]> = (weight, { alpha }) => mul(alpha, halfSquare(weight));
