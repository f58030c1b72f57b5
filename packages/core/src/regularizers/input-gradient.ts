import { differentiate } from "../autodiff/differentiate.ts";
import { requireOptions } from "../errors.ts";
import { halfSquare, mul, reduceSum, scalar } from "../graph/ops/index.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import type { ObjectiveTerm } from "./objective-term.ts";

export interface InputGradientOptions {
  /** Strength, at least 0; one for each replica where an array is given. */
  readonly alpha: Sweep;
}

/**
 * alpha/2 * mean over examples of norm(dL/dx)^2, L the data loss of the example and x its inputs: the loss should not
 * hang on small changes of the inputs. By double differentiation. Drucker & LeCun 1992.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function inputGradient(options: InputGradientOptions): ObjectiveTerm {
  requireOptions("inputGradient", options, { alpha: true });
  const { alpha } = options;
  requireSweep("inputGradient.alpha", alpha, 0, Infinity);
  return {
    name: "inputGradient",
    alpha,
    needsEntropy: false,
    perExample: ({ x, losses }) => {
      // Examples and replicas do not touch each other, so the gradient of the sum holds each one's own.
      const gradient = differentiate(reduceSum(losses), [x])[0] ?? mul(x, scalar(0));
      const ofExample = gradient.shape.map((_, axis) => axis).slice(losses.shape.length);
      return reduceSum(halfSquare(gradient), ofExample);
    },
  };
}
