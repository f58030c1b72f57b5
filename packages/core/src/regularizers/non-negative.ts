import { relu } from "../graph/ops/index.ts";
import type { Constraint } from "./constraint.ts";

/** After the step negative weights become 0: the projection onto w >= 0. */
export function nonNegative(): Constraint {
  return { name: "nonNegative", hyperparameters: {}, isCone: true, project: (weight) => relu(weight) };
}
