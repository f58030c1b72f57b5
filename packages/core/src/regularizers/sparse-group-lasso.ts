import { abs, add, mul, reduceSum, scalar, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { share } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { GROUP_LASSO, groupPenalty } from "./group-lasso.ts";
import { alongAxes } from "./groups.ts";
import type { HyperparameterValues, StructuredPenalty } from "./penalty.ts";
import { shrinkGroups } from "./shrink-groups.ts";
import { softThreshold, withinReach } from "./soft-threshold.ts";

/** Options of `sparseGroupLasso`. */
export const SPARSE_GROUP_LASSO = record("sparseGroupLasso", {
  ...GROUP_LASSO.fields,
  /** Share of the L1 part, from 0 (group lasso) to 1 (lasso). Default 0.5. */
  mix: share(0.5),
});

export type SparseGroupLassoOptions = OptionsOf<typeof SPARSE_GROUP_LASSO>;

/**
 * alpha * (mix * sum |w| + (1 - mix) * sum over groups of sqrt(size) * norm(w_g)): zero groups, and zeros inside the
 * groups that stay. Its proximal map is the group's after the lasso's, exactly. Simon, Friedman, Hastie & Tibshirani 2013.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0, mix is outside [0, 1] or groups is another word.
 */
export function sparseGroupLasso(options: SparseGroupLassoOptions): StructuredPenalty {
  const { alpha, mix, groups } = SPARSE_GROUP_LASSO.read(options);
  const l1Of = (h: HyperparameterValues) => mul(h.alpha, h.mix as Value);
  const groupOf = (h: HyperparameterValues) => mul(h.alpha, sub(scalar(1), h.mix as Value));
  return {
    name: SPARSE_GROUP_LASSO.name,
    hyperparameters: { alpha, mix },
    structured: {
      rough: (kernel, h, axes) =>
        add(
          mul(l1Of(h), reduceSum(abs(kernel), axes[groups], true)),
          groupPenalty(kernel, groupOf(h), alongAxes(kernel, axes[groups])),
        ),
      prox: (kernel, step, h, axes, reach) => {
        const thresholded = softThreshold(kernel, mul(step, l1Of(h)));
        const own = alongAxes(kernel, axes[groups]);
        return withinReach(kernel, shrinkGroups(thresholded, step, mul(groupOf(h), own.rootSize), own), reach);
      },
    },
  };
}
