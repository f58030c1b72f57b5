import type { FloatTensor } from "../tensor/tensor.ts";
import { type Network, parameterOf } from "./network.ts";
import { forEachAlong } from "./slices.ts";
import { mixersOf, type UnitGraph, type UnitGroup, valueOfUnit } from "./unit-graph.ts";

/** Kernels in which the outgoing weights of duplicates are added to those of the units that they equal. */
export function mergeOutgoing(
  network: Network,
  graph: UnitGraph,
  removals: readonly { readonly group: UnitGroup; readonly into?: UnitGroup }[],
): ReadonlyMap<string, FloatTensor> {
  const sums = new Map<number, Float64Array>();
  const mixers = new Map(mixersOf(network.model).map((mixer) => [mixer.index, mixer.layer]));
  for (const { group, into } of removals) {
    if (into === undefined) continue;
    group.units.forEach((unit, i) => {
      const value = valueOfUnit(graph, unit);
      const [from, to] = [unit, into.units[i] as number].map((each) => each - (graph.starts[value] as number));
      for (const index of graph.mixers[value] as readonly number[]) {
        const layer = mixers.get(index);
        if (layer === undefined) continue;
        const { shape, data } = parameterOf(network, layer, "kernel");
        const sum = sums.get(index) ?? Float64Array.from(data);
        sums.set(index, sum);
        const axis = layer.units?.mixing?.inputAxis ?? 0;
        const weights: number[] = [];
        forEachAlong(shape, axis, from as number, (position) => weights.push(sum[position] as number));
        let k = 0;
        forEachAlong(shape, axis, to as number, (position) => {
          sum[position] = (sum[position] as number) + (weights[k++] as number);
        });
      }
    });
  }
  return new Map(
    [...sums].map(([index, sum]) => {
      const name = `${mixers.get(index)?.name}/kernel`;
      return [name, { shape: network.parameters.get(name)?.shape ?? [], data: Float32Array.from(sum) }];
    }),
  );
}
