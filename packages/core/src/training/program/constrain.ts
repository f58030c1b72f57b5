/** Constraints inside a training graph: projections of the weights after a step. */
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Constraint } from "../../regularizers/constraint.ts";
import type { KernelAxes } from "../../regularizers/penalty.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { axesOf, onWeights } from "./on-weights.ts";
import { isLearnt, type Pack } from "./pack-layout.ts";

/** A constraint with its hyperparameters. */
export interface ConstraintInForce {
  readonly constraint: Constraint;
  readonly values: Readonly<Record<string, Value>>;
  readonly axes: KernelAxes;
}

/** The constraints on each pack. */
export function constraintsInForce(
  packs: readonly Pack[],
  inputs: GraphInputs,
): readonly (readonly ConstraintInForce[])[] {
  return packs.map((pack) => constraintsOn(pack, inputs));
}

/** Those that proximal maps do not leave, and so stand before them; then the others. */
export function conesFirst(
  constraints: readonly ConstraintInForce[],
): readonly [readonly ConstraintInForce[], readonly ConstraintInForce[]] {
  return [
    constraints.filter(({ constraint }) => constraint.isCone),
    constraints.filter(({ constraint }) => !constraint.isCone),
  ];
}

export function applyConstraints(weight: Value, constraints: readonly ConstraintInForce[], step?: Value): Value {
  return constraints.reduce(
    (value, { constraint, values, axes }) => constraint.project(value, values, axes, step),
    weight,
  );
}

/** A parameter with a constraint is a pack of its own. One that is frozen stays outside of what its constraint allows. */
function constraintsOn(pack: Pack, inputs: GraphInputs): readonly ConstraintInForce[] {
  const [spec] = pack.members as [ParameterSpec];
  if (pack.members.length > 1 || !isLearnt(spec)) return [];
  return spec.constraints.map((constraint) => {
    const { name, hyperparameters } = constraint;
    const values = Object.entries(hyperparameters).map(([key, sweep]) => {
      const label = `${name}#${inputs.numberOf(hyperparameters)}/${key}`;
      const part = { sweep, schedule: undefined, name: label, isChosen: () => true };
      return [key, onWeights(pack, [part], inputs)] as const;
    });
    return { constraint, values: Object.fromEntries(values), axes: axesOf(spec, inputs.isReplicated) };
  });
}
