import { requireOptions } from "../errors.ts";
import { add, mul } from "../graph/ops/index.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import type { LayerFactory } from "./layer.ts";
import { batchRank, noiseLayer } from "./noise-layer.ts";

export interface GaussianNoiseOptions {
  /** Standard deviation of the noise, at least 0; one for each replica where an array is given. */
  readonly deviation: Sweep;
  /** Factor on it over training. */
  readonly schedule?: Schedule;
  readonly name?: string;
}

/**
 * In training x + deviation * z with fresh standard normal z; identity at inference. For small deviations on the inputs of a
 * linear model it acts like l2: Bishop 1995.
 * @throws RangeError with code OCCAM_OPTION when deviation < 0.
 */
export function gaussianNoise(options: GaussianNoiseOptions): LayerFactory {
  requireOptions("gaussianNoise", options, { deviation: true, schedule: true, name: true });
  const { deviation, schedule, name } = options;
  requireSweep("gaussianNoise.deviation", deviation, 0, Infinity);
  return noiseLayer({
    kind: "gaussianNoise",
    name,
    strength: deviation,
    hyperparameter: "deviation",
    schedule,
    disturb: (x, { normalNoise, hyperparameter }) =>
      add(x, mul(normalNoise(x), hyperparameter("deviation", batchRank(x)))),
  });
}
