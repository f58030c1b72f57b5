import { add, div, mul, scalar, sqrt } from "../graph/ops/index.ts";
import { decay, number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { commonFacts, type Optimizer, optimizerFields, part, stepWhereMoved } from "./optimizer.ts";

/** Options of `rmsprop`. */
export const RMSPROP = record("rmsprop", {
  ...optimizerFields(0.001),
  /** Decay of the mean squared gradient, in [0, 1). Default 0.9. */
  rho: optional(decay(), 0.9),
  /** Added to the root of the mean square, above 0. Default 1e-7. */
  epsilon: optional(number(Number.MIN_VALUE, Infinity), 1e-7),
});

export type RmspropOptions = OptionsOf<typeof RMSPROP>;

/**
 * v <- rho v + (1 - rho) g^2, w <- w - lr g / (sqrt(v) + epsilon). Tieleman & Hinton 2012.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const read = RMSPROP.read(options);
  const { rho, epsilon } = read;
  // The slot holds V = v / (1 - rho), which saves a product a step.
  const scale = Math.sqrt(1 - rho);
  return {
    ...commonFacts(RMSPROP.name, read),
    slots: ["square"],
    // One large gradient after none is divided by sqrt(1 - rho) of itself.
    stepScalars: (rate) => ({ rate: rate / scale, plain: rate, reach: rate / scale }),
    update: ({ gradient, slots, scalars }) => {
      const square = add(mul(scalar(rho), part(slots, "square")), mul(gradient, gradient));
      const stepSize = div(part(scalars, "rate"), add(sqrt(square), scalar(epsilon / scale)));
      return {
        change: mul(stepSize, gradient),
        slots: { square },
        stepSize: stepWhereMoved(square, stepSize, part(scalars, "plain")),
        reach: part(scalars, "reach"),
      };
    },
  };
}
