import { add, div, log, max, min, mul, scalar, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { optional, strength, sweep } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { ActivityPenalty } from "./activity-penalty.ts";

/** Options of `klSparsity`. */
export const KL_SPARSITY = record("klSparsity", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
  /** Wanted mean activation of each unit over the examples, in (0, 1). Default 0.05. */
  rho: optional(sweep(Number.MIN_VALUE, 1 - Number.EPSILON), 0.05),
});

export type KlSparsityOptions = OptionsOf<typeof KL_SPARSITY>;

/** Mean activations are kept this far inside (0, 1), where the logarithms are finite. */
const EDGE = 1e-6;

/**
 * alpha * sum over units of KL(rho || m) = rho log(rho / m) + (1 - rho) log((1 - rho) / (1 - m)), m the unit's mean activation
 * over the batch: units are to be on for a share rho of the examples. Its derivative by m is
 * alpha (-rho / m + (1 - rho) / (1 - m)). For activations in (0, 1), such as sigmoid's: a layer with another activation refuses
 * it, as a mean beyond 1 would not be pulled at all. Ng 2011 (sparse autoencoders).
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or rho is outside (0, 1).
 */
export function klSparsity(options: KlSparsityOptions): ActivityPenalty {
  return {
    name: KL_SPARSITY.name,
    hyperparameters: KL_SPARSITY.read(options),
    domain: [0, 1],
    ofActivations: ({ values, batchMean, unitSum }, h) => {
      const mean = max(min(batchMean(values), scalar(1 - EDGE)), scalar(EDGE));
      const wanted = h.rho as Value;
      const off = sub(scalar(1), wanted);
      const on = mul(wanted, log(div(wanted, mean)));
      return unitSum(mul(h.alpha, add(on, mul(off, log(div(off, sub(scalar(1), mean)))))));
    },
  };
}
