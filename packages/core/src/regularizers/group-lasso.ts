import { mul, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { oneOf, optional, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { groupSize, normOver } from "./norms.ts";
import type { StructuredPenalty } from "./penalty.ts";
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
    structured: {
      rough: (kernel, { alpha }, axes) => mul(weighted(alpha, kernel, axes[groups]), normOver(kernel, axes[groups])),
      prox: (kernel, step, { alpha }, axes, reach) =>
        withinReach(kernel, shrinkGroups(kernel, step, weighted(alpha, kernel, axes[groups]), axes[groups]), reach),
    },
  };
}

/** alpha * sqrt(size of a group). */
export function weighted(alpha: Value, kernel: Value, axes: readonly number[]): Value {
  return mul(alpha, scalar(Math.sqrt(groupSize(kernel, axes))));
}
