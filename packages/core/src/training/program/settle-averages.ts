/** What is kept of averaged weights: in the sets and with the zeros that the weights themselves have. */
import { cast, max, mul, scalar, sub } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import { isProximal } from "../../regularizers/penalty.ts";
import { penaltiesOf } from "../recipe/parameter-penalties.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { applyConstraints, constraintsInForce } from "./constrain.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { indicator, type Pack } from "./pack-layout.ts";

/** Whether an average of weights may be what weights never are: outside of a constraint, or not zero where they are. */
export function needsSettling(packs: readonly Pack[], recipe: Recipe): boolean {
  return packs.some(({ members }) => members.some((spec) => spec.constraints.length > 0 || isSparse(spec, recipe)));
}

/**
 * Averages as they are evaluated and kept: zero where a penalty has made the weight zero, then projected by the constraints. The
 * running averages themselves stay what they are.
 */
export function settledAverages(
  packs: readonly Pack[],
  recipe: Recipe,
  inputs: GraphInputs,
  weights: readonly Value[],
  averages: readonly Value[],
): readonly Value[] {
  const constraints = constraintsInForce(packs, inputs);
  return packs.map((pack, i) => {
    const average = averages[i] as Value;
    const sparse = pack.members.some((spec) => isSparse(spec, recipe))
      ? mul(average, isKept(pack, recipe, weights[i] as Value))
      : average;
    return applyConstraints(sparse, constraints[i] ?? []);
  });
}

/** 1 for weights that are not zero, and for all of parameters that no penalty makes zero. */
function isKept(pack: Pack, recipe: Recipe, weight: Value): Value {
  const isUsed = cast(cast(weight, "bool"), "float32");
  return max(
    isUsed,
    sub(
      scalar(1),
      indicator(pack, (spec) => isSparse(spec, recipe)),
    ),
  );
}

function isSparse(spec: ParameterSpec, recipe: Recipe): boolean {
  return penaltiesOf(spec, recipe).some(isProximal);
}
