import { halfSquare, mul } from "../graph/ops/index.ts";
import { strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Penalty } from "./penalty.ts";

/** Options of `l2`. */
export const L2 = record("l2", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
});

export type L2Options = OptionsOf<typeof L2>;

/**
 * Ridge penalty alpha/2 * sum w^2, gradient alpha * w: plain SGD shrinks, w <- (1 - lr * alpha) w - lr * dL/dw.
 * Keras's l2(k) is alpha = 2k. Hoerl & Kennard 1970.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function l2(options: L2Options): Penalty {
  return {
    name: L2.name,
    hyperparameters: L2.read(options),
    smooth,
  };
}

// Formulas stand outside, so that all penalties of the kind share them and one evaluation serves a whole pack.
const smooth: NonNullable<Penalty["smooth"]> = (weight, { alpha }) => mul(alpha, halfSquare(weight));
