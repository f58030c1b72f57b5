import type { Value } from "../graph/value.ts";
import type { Sweep } from "../options/sweep.ts";
import type { KernelAxes } from "./penalty.ts";

/** A set that weights are brought back into after every step: all facts of a constraint. */
export interface Constraint {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, Sweep>>;
  /**
   * A cone that proximal maps do not leave: weights are brought into it before them, as the map of a penalty on a cone asks for
   * (groups of weights are shrunk after their negative parts are cut).
   */
  readonly isCone?: true;
  /**
   * The weight, or the nearest one inside the set. `step` is the step size that the optimizer took, of each weight or of all, for
   * sets whose nearest weight depends on it; averages of weights have none.
   */
  readonly project: (
    weight: Value,
    hyperparameters: Readonly<Record<string, Value>>,
    axes: KernelAxes,
    step?: Value,
  ) => Value;
}
