import { mul } from "../graph/ops/index.ts";
import { given, HIGHEST_RATE, rate } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Schedule } from "../regularizers/schedules.ts";
import type { LayerFactory } from "./layer.ts";
import { noiseLayer } from "./noise-layer.ts";

/** Options of dropout and its kin. */
const FIELDS = {
  /** Probability of a unit to be off, from 0 up to but not including 1; one for each replica where an array is given. */
  rate: rate(),
  /** Factor on it over training. */
  schedule: given<Schedule>(),
  name: given<string>(),
};

/** Options of `dropout`. */
export const DROPOUT = dropoutRecord("dropout");

export type DropoutOptions = OptionsOf<typeof DROPOUT>;

/** The options of a layer of dropout's kind. */
export function dropoutRecord(kind: string) {
  return record(kind, FIELDS);
}

/**
 * In training each unit is off with probability `rate`, fresh at every step and for every example; survivors are
 * divided by (1 - rate), so that the mean is kept and inference is the identity. Srivastava et al. 2014. As the first
 * layer it drops inputs. The probability is exact to 2^-16.
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1).
 */
export function dropout(options: DropoutOptions): LayerFactory {
  const { rate, schedule, name } = DROPOUT.read(options);
  return noiseLayer({
    kind: DROPOUT.name,
    name,
    strength: rate,
    hyperparameter: "rate",
    highest: HIGHEST_RATE,
    schedule,
    disturb: (x, { dropoutMask }) => mul(x, dropoutMask(x, "rate")),
  });
}
