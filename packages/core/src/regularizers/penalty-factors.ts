import { optionError } from "../errors.ts";
import { constant, mul } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { list, number } from "../options/field.ts";
import type { HyperparameterValues, KernelAxes, Penalty, StructuredPenalty } from "./penalty.ts";

const FACTORS = list(number(0, Infinity), 1, Infinity);

/**
 * A penalty on single weights (`l1`, `l2`, `elasticNet`) whose strength on the weights out of input j of a kernel is
 * alpha * factors[j]; factor 0 leaves the weights of an input free. For a layer's kernelRegularizer: it fits kernels of as many
 * inputs as there are factors. glmnet's penalty.factor is the same after it has been scaled to a mean of 1, which
 * is not done here. Zou 2006 takes factors 1 / |w_j| of an earlier fit (the adaptive lasso).
 * @throws RangeError with code OCCAM_OPTION for no list of numbers of at least 0, or a penalty on the structure of a kernel; in a
 * training, when a kernel has another number of inputs.
 */
export function penaltyFactors(penalty: Penalty, factors: readonly number[]): StructuredPenalty {
  FACTORS.check("penaltyFactors.factors", factors);
  if ("structured" in penalty) {
    throw optionError({
      where: "penaltyFactors.penalty",
      expected: "a penalty on single weights: l1, l2 or elasticNet",
      received: `${(penalty as { name: string }).name}`,
    });
  }
  const { smooth, rough, prox, ...facts } = penalty;
  return {
    ...facts,
    inputCount: factors.length,
    factors,
    structured: {
      ...(smooth && { smooth: (kernel, h, axes) => smooth(kernel, scaled(h, kernel, axes, factors)) }),
      ...(rough && { rough: (kernel, h, axes) => rough(kernel, scaled(h, kernel, axes, factors)) }),
      ...(prox && {
        prox: (kernel, step, h, axes, reach) => prox(kernel, step, scaled(h, kernel, axes, factors), reach),
      }),
    },
  };
}

/** alpha times the factor of each weight's input. */
function scaled(
  h: HyperparameterValues,
  kernel: Value,
  { input }: KernelAxes,
  factors: readonly number[],
): HyperparameterValues {
  const shape = kernel.shape.map((_, axis) => (axis === input ? factors.length : 1));
  return { ...h, alpha: mul(h.alpha, constant(Float32Array.from(factors), shape, "float32")) };
}
