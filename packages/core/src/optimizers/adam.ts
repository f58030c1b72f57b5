import { add, div, mul, scalar, sqrt } from "../graph/ops/index.ts";
import { decay, number, optional, strength } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { powersOf } from "../tensor/elementary.ts";
import { commonFacts, type Optimizer, optimizerFields, part, stepWhereMoved } from "./optimizer.ts";

/** Options of `adam`. */
export const ADAM = record("adam", {
  ...optimizerFields(0.001),
  /** Decay of the mean gradient, in [0, 1). Default 0.9. */
  beta1: optional(decay(), 0.9),
  /** Decay of the mean squared gradient, in [0, 1). Default 0.999. */
  beta2: optional(decay(), 0.999),
  /** Added to the root of the mean square, above 0: a weight without a gradient would be divided by 0. Default 1e-8. */
  epsilon: optional(number(Number.MIN_VALUE, Infinity), 1e-8),
});

/** Options of `adamW`: those of `adam`, but a weight decay of 0.01 by default. */
export const ADAM_W = record("adamW", { ...ADAM.fields, weightDecay: optional(strength(), 0.01) });

export type AdamOptions = OptionsOf<typeof ADAM>;

/**
 * m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, w <- w - lr m^ / (sqrt(v^) + epsilon), where m^ = m / (1 - b1^t)
 * and v^ = v / (1 - b2^t). Kingma & Ba 2015.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adamNamed(ADAM.name, ADAM.read(options));
}

/**
 * Adam with decoupled weight decay, by default 0.01: besides Adam's step, w <- w - lr * weightDecay * w. Loshchilov &
 * Hutter 2019. Not the same as the penalty l2 under Adam, whose pull is divided by the root of the mean square.
 * @throws RangeError with code OCCAM_OPTION for options outside their ranges.
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  return adamNamed(ADAM_W.name, ADAM_W.read(options));
}

function adamNamed(name: string, options: Read<typeof ADAM.fields>): Optimizer {
  const { beta1, beta2, epsilon } = options;
  const [power1, power2] = [powersOf(beta1), powersOf(beta2)];
  // Of one large gradient after none: m^ / sqrt(v^) is then (1 - b1) / sqrt(1 - b2). Kingma & Ba 2015, section 2.1.
  const reach = Math.max(1, (1 - beta1) / Math.sqrt(1 - beta2));
  return {
    ...commonFacts(name, options),
    slots: ["mean", "square"],
    // The slots hold M = m / (1 - b1) and V = v / (1 - b2), which saves two products a step; then with
    // s = sqrt((1 - b2) / (1 - b2^t)) and c = (1 - b1) / (1 - b1^t) the step is c lr/s * M / (sqrt(V) + epsilon / s).
    stepScalars: (rate, step) => {
      const scale = Math.sqrt((1 - beta2) / (1 - power2(step)));
      const correction = (1 - beta1) / (1 - power1(step));
      return {
        rate: (rate / scale) * correction,
        uncorrected: 1 / correction,
        floor: epsilon / scale,
        plain: rate,
        reach: rate * reach,
      };
    },
    update: ({ gradient, slots, scalars }) => {
      const mean = add(mul(scalar(beta1), part(slots, "mean")), gradient);
      const square = add(mul(scalar(beta2), part(slots, "square")), mul(gradient, gradient));
      const perUnit = div(part(scalars, "rate"), add(sqrt(square), part(scalars, "floor")));
      return {
        change: mul(perUnit, mean),
        slots: { mean, square },
        stepSize: stepWhereMoved(square, mul(perUnit, part(scalars, "uncorrected")), part(scalars, "plain")),
        reach: part(scalars, "reach"),
      };
    },
  };
}
