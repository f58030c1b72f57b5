import { mul, sqrt } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { oneOf, optional, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { alongAxes, type Groups } from "./groups.ts";
import type { KernelAxes, StructuredPenalty } from "./penalty.ts";
import { shrinkGroups } from "./shrink-groups.ts";
import { withinReach } from "./soft-threshold.ts";

/** Options of `groupLasso`. */
export const GROUP_LASSO = record("groupLasso", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
  /**
   * "incoming" (default): the weights into one unit or output channel; "outgoing": those out of one input or input
   * channel, so that whole inputs, or units of the layer before, leave the network.
   */
  groups: optional(oneOf(["incoming", "outgoing"]), "incoming"),
});

export type GroupLassoOptions = OptionsOf<typeof GROUP_LASSO>;

/**
 * alpha * sum over groups of sqrt(size) * norm(w_g): whole groups become exactly zero. Yuan & Lin 2006; for the units of
 * networks: Scardapane et al. 2017, Wen et al. 2016.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or groups is another word.
 */
export function groupLasso(options: GroupLassoOptions): StructuredPenalty {
  const { alpha, groups } = GROUP_LASSO.read(options);
  return {
    name: GROUP_LASSO.name,
    hyperparameters: { alpha },
    structured: groupNorms((kernel, axes) => alongAxes(kernel, axes[groups])),
  };
}

/** alpha * sqrt(size) * norm of each group, with its proximal map. */
export function groupNorms(groupsOf: (kernel: Value, axes: KernelAxes) => Groups): StructuredPenalty["structured"] {
  return {
    rough: (kernel, { alpha }, axes) => groupPenalty(kernel, alpha, groupsOf(kernel, axes)),
    prox: (kernel, step, { alpha }, axes, reach) => {
      const groups = groupsOf(kernel, axes);
      return withinReach(kernel, shrinkGroups(kernel, step, mul(alpha, groups.rootSize), groups), reach);
    },
  };
}

/** alpha * sqrt(size) * norm of each group, in parts whose sum it is. */
export function groupPenalty(kernel: Value, alpha: Value, { sum, rootSize, share }: Groups): Value {
  return mul(mul(alpha, mul(rootSize, share)), sqrt(sum(mul(kernel, kernel))));
}
