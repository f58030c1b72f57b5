import { requireOptions } from "../errors.ts";
import { mul } from "../graph/ops/index.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import type { LayerFactory } from "./layer.ts";
import { noiseLayer } from "./noise-layer.ts";

export interface DropoutOptions {
  /** Probability of a unit to be off, from 0 up to but not including 1; one for each replica where an array is given. */
  readonly rate: Sweep;
  /** Factor on it over training. */
  readonly schedule?: Schedule;
  readonly name?: string;
}

/** Every option of dropout and its kin. */
export const DROPOUT_OPTIONS = { rate: true, schedule: true, name: true } as const;

/** Masks are drawn to 2^-16: at a higher rate no unit would ever be on, and its scale 1 / (1 - rate) would overflow. */
export const HIGHEST_RATE = 1 - 2 ** -16;

/** @throws RangeError with code OCCAM_OPTION unless 0 <= rate <= 1 - 2^-16. */
export function requireRate(where: string, rate: Sweep): void {
  requireSweep(where, rate, 0, HIGHEST_RATE);
}

/**
 * In training each unit is off with probability `rate`, fresh at every step and for every example; survivors are
 * divided by (1 - rate), so that the mean is kept and inference is the identity. Srivastava et al. 2014. As the first
 * layer it drops inputs. The probability is exact to 2^-16.
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1).
 */
export function dropout(options: DropoutOptions): LayerFactory {
  requireOptions("dropout", options, DROPOUT_OPTIONS);
  const { rate, schedule, name } = options;
  requireRate("dropout.rate", rate);
  return noiseLayer({
    kind: "dropout",
    name,
    strength: rate,
    hyperparameter: "rate",
    highest: HIGHEST_RATE,
    schedule,
    disturb: (x, { dropoutMask }) => mul(x, dropoutMask(x, "rate")),
  });
}
