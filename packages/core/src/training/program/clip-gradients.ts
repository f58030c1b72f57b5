/** Bounds on gradients, as a graph. */
import { add, mul, reshape } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { declareHyperparameter, type GraphInputs, spread } from "./graph-inputs.ts";
import { indicator, type Pack, unpack } from "./pack-layout.ts";

/** What the gradient of each pack is multiplied by to stay within its bound; none without a bound. */
export function clippingFactors(
  { gradientClipping }: Recipe,
  packs: readonly Pack[],
  gradients: readonly Value[],
  inputs: GraphInputs,
): readonly Value[] {
  if (gradientClipping === undefined) return [];
  const { factors, perParameter, limit, name } = gradientClipping;
  const limitOf = (rank: number) => spread(declareHyperparameter(inputs, `${name}/limit`, limit), rank);
  const lead = Number(inputs.isReplicated);
  if (!perParameter) return factors(gradients, limitOf, lead);
  const parts = unpack(packs, gradients);
  const found = factors([...parts.values()], limitOf, lead);
  const own = new Map([...parts.keys()].map((key, i) => [key, found[i] as Value]));
  // Each parameter's factor over its own part of the pack.
  return packs.map((pack) =>
    pack.members
      .map((spec) => {
        const factor = own.get(spec.name) as Value;
        return pack.members.length === 1
          ? factor
          : mul(
              reshape(factor, [...factor.shape.slice(0, lead), ...pack.shape.map(() => 1)]),
              indicator(pack, (each) => each === spec),
            );
      })
      .reduce(add),
  );
}
