import { type Network, parameterOf } from "./network.ts";
import { forEachWithIndex } from "./slices.ts";
import { mixersOf } from "./unit-graph.ts";

/** For each layer that mixes, by its number: 1 for each input unit with a weight that is not 0. */
export function feedingUnits(network: Network): ReadonlyMap<number, Uint8Array> {
  return new Map(
    mixersOf(network.model).map(({ layer, index }) => {
      const { shape, data } = parameterOf(network, layer, "kernel");
      const axis = layer.units?.mixing?.inputAxis ?? 0;
      const feeds = new Uint8Array(shape[axis] as number);
      forEachWithIndex(shape, axis, (position, unit) => {
        if (data[position] !== 0) feeds[unit] = 1;
      });
      return [index, feeds];
    }),
  );
}
