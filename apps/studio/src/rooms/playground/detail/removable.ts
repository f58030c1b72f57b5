/** Which hidden units a network would not miss: those that no threshold would let live. */
import type { NetworkFacts } from "../../../engine/network-facts.ts";

/** Of each hidden layer. */
export function removableUnits({ units }: Pick<NetworkFacts, "units">): readonly (readonly number[])[] {
  return units.map((layer) => layer.flatMap((state, unit) => (state === "living" ? [] : [unit])));
}
