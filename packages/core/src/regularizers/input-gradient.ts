import { differentiate } from "../autodiff/differentiate.ts";
import { halfSquare, mul, reduceSum, scalar } from "../graph/ops/index.ts";
import { strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { ObjectiveTerm } from "./objective-term.ts";

/** Options of `inputGradient`. */
export const INPUT_GRADIENT = record("inputGradient", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
});

export type InputGradientOptions = OptionsOf<typeof INPUT_GRADIENT>;

/**
 * alpha/2 * mean over examples of norm(dL/dx)^2, L the data loss of the example and x its inputs: the loss should not
 * hang on small changes of the inputs. By double differentiation. Drucker & LeCun 1992.
 * Behind batch normalization an example's loss hangs on all inputs of its batch: training refuses the two together.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function inputGradient(options: InputGradientOptions): ObjectiveTerm {
  return {
    name: INPUT_GRADIENT.name,
    ...INPUT_GRADIENT.read(options),
    needsEntropy: false,
    needsOwnGradients: true,
    perExample: ({ x, losses }) => {
      // Examples and replicas do not touch each other, so the gradient of the sum holds each one's own.
      const gradient = differentiate(reduceSum(losses), [x])[0] ?? mul(x, scalar(0));
      const ofExample = gradient.shape.map((_, axis) => axis).slice(losses.shape.length);
      return reduceSum(halfSquare(gradient), ofExample);
    },
  };
}
