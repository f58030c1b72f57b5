/** Penalties, constraints and weight decay inside a training graph. */
import { add, mul, reduceSum, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import type { ParameterSpec } from "../layers/layer.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import type { Sweep } from "../regularizers/hyperparameter.ts";
import {
  bindAxes,
  type HyperparameterValues,
  isStructured,
  type KernelAxes,
  type Penalty,
} from "../regularizers/penalty.ts";
import { indicator, type Pack } from "./pack-layout.ts";
import { penaltiesOf } from "./parameter-penalties.ts";
import type { Recipe } from "./recipe.ts";
import { declareHyperparameter, type InputList, spread } from "./trace.ts";

/** What acts on the weights of each pack besides the data: hyperparameters are spread over the weights they govern. */
export interface WeightRules {
  readonly penalties: readonly (readonly PenaltyInForce[])[];
  readonly constraints: readonly (readonly ConstraintInForce[])[];
  /** Weight decay of each weight of a pack, or none. */
  readonly decay: readonly (Value | undefined)[];
}

interface PenaltyInForce {
  readonly penalty: Penalty;
  readonly values: HyperparameterValues;
}

interface ConstraintInForce {
  readonly constraint: Constraint;
  readonly values: Readonly<Record<string, Value>>;
  readonly axes: KernelAxes;
}

export function weightRules(packs: readonly Pack[], recipe: Recipe, inputs: InputList): WeightRules {
  const { optimizer } = recipe;
  const decays = (spec: ParameterSpec) => optimizer.decayBiases || spec.role === "kernel";
  return {
    penalties: packs.map((pack) => penaltiesInForce(pack, recipe, inputs)),
    constraints: packs.map((pack) => constraintsInForce(pack, inputs)),
    decay: packs.map((pack) =>
      optimizer.weightDecay === 0 || !pack.members.some(decays)
        ? undefined
        : over(pack, [{ sweep: optimizer.weightDecay, name: "weightDecay", isChosen: decays }], inputs),
    ),
  };
}

/** What the axes of a parameter mean behind the replica axis. A parameter without axes is one group of its own. */
function axesOf({ shape, axes }: ParameterSpec, isReplicated: boolean): KernelAxes {
  const lead = Number(isReplicated);
  const all = shape.map((_, axis) => axis + lead);
  if (axes === undefined) return { incoming: all, outgoing: all, output: shape.length - 1 + lead };
  const [output, input] = [axes.output + lead, axes.input + lead];
  return { incoming: all.filter((axis) => axis !== output), outgoing: all.filter((axis) => axis !== input), output };
}

/**
 * Penalties of one name are evaluated once for a whole pack, with a strength for each weight: 0 where the penalty is
 * not in force. Two of one name on the same parameter are two.
 */
function penaltiesInForce(pack: Pack, recipe: Recipe, inputs: InputList): readonly PenaltyInForce[] {
  const groups = new Map<string, Map<ParameterSpec, Penalty>>();
  for (const spec of pack.members) {
    const seen = new Map<string, number>();
    for (const each of penaltiesOf(spec, recipe)) {
      const penalty = isStructured(each) ? bindAxes(each, axesOf(spec, inputs.isReplicated)) : each;
      const nth = seen.get(penalty.name) ?? 0;
      seen.set(penalty.name, nth + 1);
      const key = `${penalty.name}#${nth}`;
      groups.set(key, (groups.get(key) ?? new Map()).set(spec, penalty));
    }
  }
  return [...groups.values()].map((members) => inForce(pack, members, inputs));
}

function inForce(pack: Pack, members: ReadonlyMap<ParameterSpec, Penalty>, inputs: InputList): PenaltyInForce {
  const distinct = [...new Set(members.values())];
  const [penalty] = distinct as [Penalty, ...Penalty[]];
  const entries = Object.keys(penalty.hyperparameters).map((key) => {
    const parts = distinct.map((each) => ({
      sweep: each.hyperparameters[key] as Sweep,
      name: `${each.name}${inputs.numberOf(each.hyperparameters)}/${key}`,
      isChosen: (spec: ParameterSpec) => members.get(spec) === each,
    }));
    return [key, over(pack, parts, inputs)] as const;
  });
  // The entries cover all of the penalty's hyperparameters, alpha among them.
  return { penalty, values: Object.fromEntries(entries) as HyperparameterValues };
}

function constraintsInForce(pack: Pack, inputs: InputList): readonly ConstraintInForce[] {
  const [spec] = pack.members as [ParameterSpec];
  if (pack.members.length > 1) return [];
  return spec.constraints.map((constraint) => {
    const { name, hyperparameters } = constraint;
    const values = Object.entries(hyperparameters).map(([key, sweep]) => {
      const part = { sweep, name: `${name}${inputs.numberOf(hyperparameters)}/${key}`, isChosen: () => true };
      return [key, over(pack, [part], inputs)] as const;
    });
    return { constraint, values: Object.fromEntries(values), axes: axesOf(spec, inputs.isReplicated) };
  });
}

interface Part {
  readonly sweep: Sweep;
  readonly name: string;
  readonly isChosen: (spec: ParameterSpec) => boolean;
}

/** Each part's number on the weights it governs, 0 elsewhere. Computed once, outside the loop over steps. */
function over(pack: Pack, parts: readonly Part[], inputs: InputList): Value {
  const rank = pack.shape.length + 1;
  return parts
    .map(({ sweep, name, isChosen }) => {
      const number = spread(declareHyperparameter(inputs, name, sweep), rank);
      return pack.members.every(isChosen) ? number : mul(number, indicator(pack, isChosen));
    })
    .reduce(add);
}

/** The objective with the smooth parts of all penalties. */
export function addPenalties(objective: Value, weights: readonly Value[], rules: WeightRules): Value {
  const terms = weights.flatMap((weight, i) =>
    (rules.penalties[i] ?? []).flatMap(({ penalty, values }) =>
      penalty.smooth ? [reduceSum(penalty.smooth(weight, values))] : [],
    ),
  );
  return terms.reduce(add, objective);
}

/** The penalties' values at each weight of a pack, smooth and rough. */
export function penaltyValue(weight: Value, pack: number, rules: WeightRules): readonly Value[] {
  return (rules.penalties[pack] ?? []).flatMap(({ penalty, values }) =>
    [penalty.smooth, penalty.rough].flatMap((part) => (part === undefined ? [] : [part(weight, values)])),
  );
}

/** w - rate * decay * w, with the rate of the optimizer's schedule. */
export function applyWeightDecay(
  weight: Value,
  pack: number,
  scalars: Readonly<Record<string, Value>>,
  rules: WeightRules,
): Value {
  const decay = rules.decay[pack];
  return decay === undefined ? weight : sub(weight, mul(mul(scalars.learningRate as Value, decay), weight));
}

export function applyProximalMaps(weight: Value, pack: number, stepSize: Value, rules: WeightRules): Value {
  return (rules.penalties[pack] ?? []).reduce(
    (value, { penalty, values }) => penalty.prox?.(value, stepSize, values) ?? value,
    weight,
  );
}

export function applyConstraints(weight: Value, pack: number, rules: WeightRules): Value {
  return (rules.constraints[pack] ?? []).reduce(
    (value, { constraint, values, axes }) => constraint.project(value, values, axes),
    weight,
  );
}
