import { add, div, mul, scalar, sqrt, sub } from "../graph/ops/index.ts";
import { HIGHEST_RATE } from "../options/field.ts";
import { type DropoutOptions, dropoutRecord } from "./dropout.ts";
import type { LayerFactory } from "./layer.ts";
import { batchRank, noiseLayer } from "./noise-layer.ts";

/** Options of `gaussianDropout`. */
export const GAUSSIAN_DROPOUT = dropoutRecord("gaussianDropout");

/**
 * In training x * (1 + sqrt(rate / (1 - rate)) * z) with fresh standard normal z: mean and variance as under dropout,
 * without turning units off. Identity at inference. Srivastava et al. 2014, section 10.
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1).
 */
export function gaussianDropout(options: DropoutOptions): LayerFactory {
  const { rate, schedule, name } = GAUSSIAN_DROPOUT.read(options);
  return noiseLayer({
    kind: GAUSSIAN_DROPOUT.name,
    name,
    strength: rate,
    hyperparameter: "rate",
    highest: HIGHEST_RATE,
    schedule,
    disturb: (x, { normalNoise, hyperparameter }) => {
      const noise = normalNoise(x);
      const share = hyperparameter("rate", batchRank(x));
      const deviation = sqrt(div(share, sub(scalar(1), share)));
      return mul(x, add(scalar(1), mul(noise, deviation)));
    },
  });
}
