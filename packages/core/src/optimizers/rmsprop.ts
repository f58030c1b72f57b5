import { requireOptions, requireRange } from "../errors.ts";
import { add, div, mul, scalar, sqrt } from "../graph/ops/index.ts";
import {
  commonFacts,
  OPTIMIZER_OPTIONS,
  type Optimizer,
  type OptimizerOptions,
  part,
  stepWhereMoved,
} from "./optimizer.ts";

export interface RmspropOptions extends OptimizerOptions {
  /** Decay of the mean squared gradient, in [0, 1). Default 0.9. */
  readonly rho?: number;
  /** Added to the root of the mean square. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * v <- rho v + (1 - rho) g^2, w <- w - lr g / (sqrt(v) + epsilon). Tieleman & Hinton 2012.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  requireOptions("rmsprop", options, { ...OPTIMIZER_OPTIONS, rho: true, epsilon: true });
  const { rho = 0.9, epsilon = 1e-7 } = options;
  requireRange("rmsprop.rho", rho, 0, 1 - Number.EPSILON);
  requireRange("rmsprop.epsilon", epsilon, 0, Infinity);
  // The slot holds V = v / (1 - rho), which saves a product a step.
  const scale = Math.sqrt(1 - rho);
  return {
    ...commonFacts("rmsprop", options, 0.001),
    slots: ["square"],
    stepScalars: (rate) => ({ rate: rate / scale, plain: rate }),
    update: ({ gradient, slots, scalars }) => {
      const square = add(mul(scalar(rho), part(slots, "square")), mul(gradient, gradient));
      const stepSize = div(part(scalars, "rate"), add(sqrt(square), scalar(epsilon / scale)));
      return {
        change: mul(stepSize, gradient),
        slots: { square },
        stepSize: stepWhereMoved(square, stepSize, part(scalars, "plain")),
      };
    },
  };
}
