import { div, max, scalar } from "../graph/ops/index.ts";
import type { Constraint } from "./constraint.ts";
import { normOver, TINY } from "./norms.ts";

/** After the step each unit's incoming weights are divided by their norm; a unit of zeros stays as it is. */
export function unitNorm(): Constraint {
  return {
    name: "unitNorm",
    hyperparameters: {},
    project: (weight, _, { incoming }) => div(weight, max(normOver(weight, incoming), scalar(TINY))),
  };
}
