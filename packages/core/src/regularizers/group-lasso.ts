import { optionError, requireOptions } from "../errors.ts";
import { mul, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { requireSweep, type Sweep } from "../options/sweep.ts";
import { groupSize, normOver } from "./norms.ts";
import type { KernelAxes, StructuredPenalty } from "./penalty.ts";
import { shrinkGroups } from "./shrink-groups.ts";

export interface GroupLassoOptions {
  /** Strength, at least 0; one for each replica where an array is given. */
  readonly alpha: Sweep;
  /**
   * "incoming" (default): the weights into one unit or output channel; "outgoing": those out of one input or input
   * channel, so that whole inputs, or units of the layer before, leave the network.
   */
  readonly groups?: "incoming" | "outgoing";
}

/**
 * alpha * sum over groups of sqrt(size) * norm(w_g): whole groups become exactly zero. Yuan & Lin 2006; for the units of
 * networks: Scardapane et al. 2017, Wen et al. 2016.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or groups is another word.
 */
export function groupLasso(options: GroupLassoOptions): StructuredPenalty {
  requireOptions("groupLasso", options, { alpha: true, groups: true });
  const { alpha, groups = "incoming" } = options;
  requireSweep("groupLasso.alpha", alpha, 0, Infinity);
  requireGroups("groupLasso.groups", groups);
  return {
    name: "groupLasso",
    hyperparameters: { alpha },
    structured: {
      rough: (kernel, { alpha }, axes) => mul(weighted(alpha, kernel, axes[groups]), normOver(kernel, axes[groups])),
      prox: (kernel, step, { alpha }, axes) =>
        shrinkGroups(kernel, step, weighted(alpha, kernel, axes[groups]), axes[groups]),
    },
  };
}

/** alpha * sqrt(size of a group). */
export function weighted(alpha: Value, kernel: Value, axes: readonly number[]): Value {
  return mul(alpha, scalar(Math.sqrt(groupSize(kernel, axes))));
}

export function requireGroups(
  where: string,
  groups: unknown,
): asserts groups is keyof Pick<KernelAxes, "incoming" | "outgoing"> {
  if (groups === "incoming" || groups === "outgoing") return;
  throw optionError({ where, expected: '"incoming" or "outgoing"', received: String(groups) });
}
