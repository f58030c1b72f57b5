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

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean gradient, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean squared gradient, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the mean square. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, w <- w - lr m^ / (sqrt(v^) + epsilon), where m^ = m / (1 - b1^t)
 * and v^ = v / (1 - b2^t). Kingma & Ba 2015.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamNamed("adam", options);
}

function adamNamed(name: string, options: AdamOptions): Optimizer {
  requireOptions(name, options, { ...OPTIMIZER_OPTIONS, beta1: true, beta2: true, epsilon: true });
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  requireRange(`${name}.beta1`, beta1, 0, 1 - Number.EPSILON);
  requireRange(`${name}.beta2`, beta2, 0, 1 - Number.EPSILON);
  requireRange(`${name}.epsilon`, epsilon, 0, Infinity);
  return {
    ...commonFacts(name, options, 0.001),
    slots: ["mean", "square"],
    // The slots hold M = m / (1 - b1) and V = v / (1 - b2), which saves two products a step; then with
    // s = sqrt((1 - b2) / (1 - b2^t)) and c = (1 - b1) / (1 - b1^t) the step is c lr/s * M / (sqrt(V) + epsilon / s).
    stepScalars: (rate, step) => {
      const scale = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
      const correction = (1 - beta1) / (1 - beta1 ** step);
      return { rate: (rate / scale) * correction, uncorrected: 1 / correction, floor: epsilon / scale, plain: rate };
    },
    update: ({ gradient, slots, scalars }) => {
      const mean = add(mul(scalar(beta1), part(slots, "mean")), gradient);
      const square = add(mul(scalar(beta2), part(slots, "square")), mul(gradient, gradient));
      const perUnit = div(part(scalars, "rate"), add(sqrt(square), part(scalars, "floor")));
      return {
        change: mul(perUnit, mean),
        slots: { mean, square },
        stepSize: stepWhereMoved(square, mul(perUnit, part(scalars, "uncorrected")), part(scalars, "plain")),
      };
    },
  };
}

/**
 * Adam with decoupled weight decay, by default 0.01: besides Adam's step, w <- w - lr * weightDecay * w. Loshchilov &
 * Hutter 2019. Not the same as the penalty l2 under Adam, whose pull is divided by the root of the mean square.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function adamW({ weightDecay = 0.01, ...options }: AdamOptions = {}): Optimizer {
  return adamNamed("adamW", { ...options, weightDecay });
}
