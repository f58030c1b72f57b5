/** Penalties, constraints and weight decay inside a training graph. */
import { add, mul, reduceSum, sub } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Sweep } from "../../options/sweep.ts";
import type { Constraint } from "../../regularizers/constraint.ts";
import {
  bindAxes,
  type HyperparameterValues,
  isStructured,
  type KernelAxes,
  type Penalty,
} from "../../regularizers/penalty.ts";
import type { Schedule } from "../../regularizers/schedules.ts";
import { penaltiesOf } from "../recipe/parameter-penalties.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { declareHyperparameter, type GraphInputs, spread } from "./graph-inputs.ts";
import { indicator, type Pack } from "./pack-layout.ts";

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

export function weightRules(packs: readonly Pack[], recipe: Recipe, inputs: GraphInputs): WeightRules {
  const { optimizer } = recipe;
  // Gates and statistics are no weights: decay would move gates towards half open.
  const decays = ({ role }: ParameterSpec) =>
    role === "kernel" || (optimizer.decayBiases && ["bias", "scale", "embedding"].includes(role));
  return {
    penalties: packs.map((pack) => penaltiesInForce(pack, recipe, inputs)),
    constraints: packs.map((pack) => constraintsInForce(pack, inputs)),
    decay: packs.map((pack) =>
      optimizer.weightDecay === 0 || !pack.members.some(decays)
        ? undefined
        : over(
            pack,
            [{ sweep: optimizer.weightDecay, schedule: undefined, name: "weightDecay", isChosen: decays }],
            inputs,
          ),
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
 * Penalties of the same formulas are evaluated once for a whole pack, with a strength for each weight: 0 where the
 * penalty is not in force. Two of the same formulas on one parameter are two.
 */
function penaltiesInForce(pack: Pack, recipe: Recipe, inputs: GraphInputs): readonly PenaltyInForce[] {
  const groups: { readonly formulas: Penalty; readonly nth: number; readonly members: Map<ParameterSpec, Penalty> }[] =
    [];
  for (const spec of pack.members) {
    const bound = penaltiesOf(spec, recipe).map((each) =>
      isStructured(each) ? bindAxes(each, axesOf(spec, inputs.isReplicated)) : each,
    );
    bound.forEach((penalty, i) => {
      const nth = bound.slice(0, i).filter((earlier) => sameFormulas(earlier, penalty)).length;
      const known = groups.find((group) => group.nth === nth && sameFormulas(group.formulas, penalty));
      if (known === undefined) groups.push({ formulas: penalty, nth, members: new Map([[spec, penalty]]) });
      else known.members.set(spec, penalty);
    });
  }
  return groups.map(({ members }) => inForce(pack, members, inputs));
}

/** Made of the very same functions: the two differ by their numbers alone. */
function sameFormulas(a: Penalty, b: Penalty): boolean {
  return a.smooth === b.smooth && a.rough === b.rough && a.prox === b.prox;
}

function inForce(pack: Pack, members: ReadonlyMap<ParameterSpec, Penalty>, inputs: GraphInputs): PenaltyInForce {
  const distinct = [...new Set(members.values())];
  const [penalty] = distinct as [Penalty, ...Penalty[]];
  const entries = Object.keys(penalty.hyperparameters).map((key) => {
    const parts = distinct.map((each) => ({
      sweep: each.hyperparameters[key] as Sweep,
      // What a schedule changes is the strength.
      schedule: key === "alpha" ? each.schedule : undefined,
      name: `${each.name}#${inputs.numberOf(each.hyperparameters)}/${key}`,
      isChosen: (spec: ParameterSpec) => members.get(spec) === each,
    }));
    return [key, over(pack, parts, inputs)] as const;
  });
  // The entries cover all of the penalty's hyperparameters, alpha among them.
  return { penalty, values: Object.fromEntries(entries) as HyperparameterValues };
}

function constraintsInForce(pack: Pack, inputs: GraphInputs): readonly ConstraintInForce[] {
  const [spec] = pack.members as [ParameterSpec];
  if (pack.members.length > 1) return [];
  return spec.constraints.map((constraint) => {
    const { name, hyperparameters } = constraint;
    const values = Object.entries(hyperparameters).map(([key, sweep]) => {
      const label = `${name}#${inputs.numberOf(hyperparameters)}/${key}`;
      const part = { sweep, schedule: undefined, name: label, isChosen: () => true };
      return [key, over(pack, [part], inputs)] as const;
    });
    return { constraint, values: Object.fromEntries(values), axes: axesOf(spec, inputs.isReplicated) };
  });
}

interface Part {
  readonly sweep: Sweep;
  readonly schedule: Schedule | undefined;
  readonly name: string;
  readonly isChosen: (spec: ParameterSpec) => boolean;
}

/** Each part's number on the weights it governs, 0 elsewhere. What follows no schedule is computed once, outside the loop. */
function over(pack: Pack, parts: readonly Part[], inputs: GraphInputs): Value {
  const rank = pack.shape.length + 1;
  return parts
    .map(({ sweep, schedule, name, isChosen }) => {
      const number = spread(declareHyperparameter(inputs, name, sweep, schedule), rank);
      return pack.members.every(isChosen) ? number : mul(number, indicator(pack, isChosen));
    })
    .reduce(add);
}

/** The objective with the smooth parts of all penalties, each of which `scaled` may scale. */
export function addPenalties(
  objective: Value,
  weights: readonly Value[],
  rules: WeightRules,
  scaled: (penalty: Value) => Value,
): Value {
  const terms = weights.flatMap((weight, i) =>
    (rules.penalties[i] ?? []).flatMap(({ penalty, values }) =>
      penalty.smooth ? [reduceSum(scaled(penalty.smooth(weight, values)))] : [],
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

/** Proximal maps of a step of each weight, none of which moves a weight by more than `reach`, and constraints. */
export function applyProximalMaps(
  weight: Value,
  pack: number,
  { stepSize, reach }: { readonly stepSize: Value; readonly reach?: Value },
  rules: WeightRules,
): Value {
  const constraints = rules.constraints[pack] ?? [];
  const cones = constraints.filter(({ constraint }) => constraint.isCone);
  const others = constraints.filter(({ constraint }) => !constraint.isCone);
  const shrunk = (rules.penalties[pack] ?? []).reduce(
    (value, { penalty, values }) => penalty.prox?.(value, stepSize, values, reach) ?? value,
    projected(weight, cones),
  );
  return projected(shrunk, others);
}

function projected(weight: Value, constraints: readonly ConstraintInForce[]): Value {
  return constraints.reduce((value, { constraint, values, axes }) => constraint.project(value, values, axes), weight);
}
