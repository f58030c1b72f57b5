import { add, mul, reciprocal, scalar, sqrt, sub } from "../graph/ops/index.ts";
import { HIGHEST_RATE } from "../options/field.ts";
import { square } from "../tensor/elementary.ts";
import { type DropoutOptions, dropoutRecord } from "./dropout.ts";
import type { LayerFactory } from "./layer.ts";
import { batchRank, noiseLayer } from "./noise-layer.ts";

/** The value that selu tends to for very negative inputs: -scale * alpha. */
const SATURATION = -1.7580993408473766;

/** Options of `alphaDropout`. */
export const ALPHA_DROPOUT = dropoutRecord("alphaDropout");

/**
 * Dropout for selu networks: a unit that is off takes the value s = -1.7581, and a * (...) + b brings mean 0 and
 * variance 1 back: a = (q + s^2 q (1 - q))^(-1/2), b = -a (1 - q) s, with q = 1 - rate. Identity at inference.
 * Klambauer, Unterthiner, Mayr & Hochreiter 2017.
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1).
 */
export function alphaDropout(options: DropoutOptions): LayerFactory {
  const { rate, schedule, name } = ALPHA_DROPOUT.read(options);
  return noiseLayer({
    kind: ALPHA_DROPOUT.name,
    name,
    strength: rate,
    hyperparameter: "rate",
    highest: HIGHEST_RATE,
    schedule,
    disturb: (x, { keepMask, hyperparameter }) => {
      const keep = keepMask(x, "rate");
      const off = hyperparameter("rate", batchRank(x));
      const on = sub(scalar(1), off);
      const scale = reciprocal(sqrt(add(on, mul(scalar(square(SATURATION)), mul(on, off)))));
      const shift = mul(mul(scale, off), scalar(-SATURATION));
      const value = add(mul(x, keep), mul(scalar(SATURATION), sub(scalar(1), keep)));
      return add(mul(value, scale), shift);
    },
  });
}
