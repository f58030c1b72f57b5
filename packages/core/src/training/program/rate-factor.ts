/** Factors on the learning rate inside a training graph. */
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { GraphInputs } from "./graph-inputs.ts";
import { onWeights } from "./on-weights.ts";
import type { Pack } from "./pack-layout.ts";

/** The factor of each weight of a pack, as it broadcasts with them; undefined where all learn at the optimizer's rate. */
export function rateFactorOf(pack: Pack, inputs: GraphInputs): Value | undefined {
  const { members } = pack;
  const factorOf = ({ learningRateFactor = 1 }: ParameterSpec) => learningRateFactor;
  const distinct = [...new Set(members.map(factorOf))];
  if (distinct.every((factor) => factor === 1)) return undefined;
  const parts = distinct.map((sweep) => {
    const isChosen = (spec: ParameterSpec) => factorOf(spec) === sweep;
    return { sweep, schedule: undefined, name: `${members.find(isChosen)?.name}/learningRateFactor`, isChosen };
  });
  return onWeights(pack, parts, inputs);
}
