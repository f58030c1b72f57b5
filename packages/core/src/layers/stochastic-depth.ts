import { mul } from "../graph/ops/index.ts";
import { HIGHEST_RATE } from "../options/field.ts";
import { type DropoutOptions, dropoutRecord } from "./dropout.ts";
import type { LayerFactory } from "./layer.ts";
import { noiseLayer } from "./noise-layer.ts";

/** Options of `stochasticDepth`. */
export const STOCHASTIC_DEPTH = dropoutRecord("stochasticDepth");

/**
 * In training the whole input of an example is off with probability `rate`, fresh at every step, else divided by (1 - rate);
 * identity at inference. At the end of a residual block's branch it skips the block: Huang, Sun, Liu, Sedra & Weinberger 2016.
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1).
 */
export function stochasticDepth(options: DropoutOptions): LayerFactory {
  const { rate, schedule, name } = STOCHASTIC_DEPTH.read(options);
  return noiseLayer({
    kind: STOCHASTIC_DEPTH.name,
    name,
    strength: rate,
    hyperparameter: "rate",
    highest: HIGHEST_RATE,
    schedule,
    // One draw an example: every axis but the batch's is shared.
    disturb: (x, { dropoutMask }) => mul(x, dropoutMask(x, "rate", [...x.shape.keys()].slice(1))),
  });
}
