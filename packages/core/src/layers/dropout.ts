import { mul } from "../graph/ops/index.ts";
import { requireSweep, type Sweep } from "../regularizers/hyperparameter.ts";
import type { LayerFactory } from "./layer.ts";

export interface DropoutOptions {
  /** Probability of a unit to be off, from 0 up to but not including 1; one for each replica where an array is given. */
  readonly rate: Sweep;
  readonly name?: string;
}

/**
 * In training each unit is off with probability `rate`, fresh at every step and for every example; survivors are
 * divided by (1 - rate), so that the mean is kept and inference is the identity. Srivastava et al. 2014.
 * The probability is exact to 2^-16.
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1).
 */
export function dropout({ rate, name }: DropoutOptions): LayerFactory {
  requireSweep("dropout.rate", rate, 0, 1 - Number.EPSILON);
  return {
    kind: "dropout",
    name,
    build: (layerName, inputShape) => ({
      name: layerName,
      kind: "dropout",
      outputShape: inputShape,
      parameters: [],
      hyperparameters: { rate },
      apply: (x, { mode, dropoutMask }) => (mode === "inference" || rate === 0 ? x : mul(x, dropoutMask(x, "rate"))),
    }),
  };
}
