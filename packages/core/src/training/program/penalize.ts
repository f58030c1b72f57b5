/** Penalties inside a graph: the smooth ones as terms of the objective, the others as proximal maps after a step. */
import { add, reduceSum } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Sweep } from "../../options/sweep.ts";
import { bindAxes, type HyperparameterValues, isStructured, type Penalty } from "../../regularizers/penalty.ts";
import { penaltiesOf } from "../recipe/parameter-penalties.ts";
import type { Recipe } from "../recipe/recipe.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { axesOf, onWeights } from "./on-weights.ts";
import type { Pack } from "./pack-layout.ts";

/** A penalty with its hyperparameters, spread over the weights that they govern. */
export interface PenaltyInForce {
  readonly penalty: Penalty;
  readonly values: HyperparameterValues;
}

/** The penalties on each pack. */
export function penaltiesInForce(
  packs: readonly Pack[],
  recipe: Recipe,
  inputs: GraphInputs,
): readonly (readonly PenaltyInForce[])[] {
  return packs.map((pack) => penaltiesOn(pack, recipe, inputs));
}

/** The objective with the smooth parts of the penalties on each pack, each of which `scaled` may scale. */
export function addPenalties(
  objective: Value,
  weights: readonly Value[],
  penalties: readonly (readonly PenaltyInForce[])[],
  scaled: (penalty: Value) => Value,
): Value {
  const terms = weights.flatMap((weight, i) =>
    (penalties[i] ?? []).flatMap(({ penalty, values }) =>
      penalty.smooth ? [reduceSum(scaled(penalty.smooth(weight, values)))] : [],
    ),
  );
  return terms.reduce(add, objective);
}

/** The weights of a pack behind the proximal maps of its penalties, none of which moves a weight by more than `reach`. */
export function applyProximalMaps(
  weight: Value,
  { stepSize, reach }: { readonly stepSize: Value; readonly reach?: Value },
  penalties: readonly PenaltyInForce[],
): Value {
  return penalties.reduce(
    (value, { penalty, values }) => penalty.prox?.(value, stepSize, values, reach) ?? value,
    weight,
  );
}

/** The penalties' values at each weight of a pack, smooth and rough. */
export function penaltyValues(weight: Value, penalties: readonly PenaltyInForce[]): readonly Value[] {
  return penalties.flatMap(({ penalty, values }) =>
    [penalty.smooth, penalty.rough].flatMap((part) => (part === undefined ? [] : [part(weight, values)])),
  );
}

/**
 * Penalties of the same formulas are evaluated once for a whole pack, with a strength for each weight: 0 where the
 * penalty is not in force. Two of the same formulas on one parameter are two.
 */
function penaltiesOn(pack: Pack, recipe: Recipe, inputs: GraphInputs): readonly PenaltyInForce[] {
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
    return [key, onWeights(pack, parts, inputs)] as const;
  });
  // The entries cover all of the penalty's hyperparameters, alpha among them.
  return { penalty, values: Object.fromEntries(entries) as HyperparameterValues };
}
