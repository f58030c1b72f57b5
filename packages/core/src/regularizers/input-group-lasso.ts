import { count, list, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { groupNorms } from "./group-lasso.ts";
import { ofInputs } from "./groups.ts";
import type { StructuredPenalty } from "./penalty.ts";

/** Options of `inputGroupLasso`. */
export const INPUT_GROUP_LASSO = record("inputGroupLasso", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
  /** The group of each input of the kernel (or input channel), a whole number from 0: inputs of one number are one group. */
  groups: list(count(0), 1, Infinity),
});

export type InputGroupLassoOptions = OptionsOf<typeof INPUT_GROUP_LASSO>;

/**
 * alpha * sum over groups of inputs of sqrt(size) * norm(w_g), w_g being all weights out of the group's inputs: they leave the
 * network together, as the columns that a category became. With a group for each input it is `groupLasso` of "outgoing". For a
 * layer's kernelRegularizer: it fits kernels of as many inputs as `groups` has numbers. Yuan & Lin 2006.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or groups is no list of whole numbers; in a training, when a kernel
 * has another number of inputs.
 */
export function inputGroupLasso(options: InputGroupLassoOptions): StructuredPenalty {
  const { alpha, groups } = INPUT_GROUP_LASSO.read(options);
  return {
    name: INPUT_GROUP_LASSO.name,
    hyperparameters: { alpha },
    inputCount: groups.length,
    structured: groupNorms((kernel, axes) => ofInputs(kernel, axes, groups)),
  };
}
