import { add, mul } from "../graph/ops/index.ts";
import { given, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import type { LayerFactory } from "./layer.ts";
import { batchRank, noiseLayer } from "./noise-layer.ts";

/** Options of `gaussianNoise`. */
export const GAUSSIAN_NOISE = record("gaussianNoise", {
  /** Standard deviation of the noise, at least 0; one for each replica where an array is given. */
  deviation: strength(),
  /** Factor on it over training. */
  schedule: given<Schedule>(),
  name: given<string>(),
});

export type GaussianNoiseOptions = OptionsOf<typeof GAUSSIAN_NOISE>;

/**
 * In training x + deviation * z with fresh standard normal z; identity at inference. For small deviations on the inputs of a
 * linear model it acts like l2: Bishop 1995.
 * @throws RangeError with code OCCAM_OPTION when deviation < 0.
 */
export function gaussianNoise(options: GaussianNoiseOptions): LayerFactory {
  const { deviation, schedule, name } = GAUSSIAN_NOISE.read(options);
  return noiseLayer({
    kind: GAUSSIAN_NOISE.name,
    name,
    strength: deviation,
    hyperparameter: "deviation",
    schedule,
    disturb: (x, { normalNoise, hyperparameter }) =>
      add(x, mul(normalNoise(x), hyperparameter("deviation", batchRank(x)))),
  });
}
