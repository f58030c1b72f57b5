import type { FloatTensor } from "../tensor/tensor.ts";
import { type Network, parameterOf, withParameters } from "./network.ts";
import { shiftedBias } from "./shifted-bias.ts";
import { forEachAlong } from "./slices.ts";
import { mixersOf, type UnitGraph, type UnitGroup, valueOfUnit } from "./unit-graph.ts";

/**
 * The network with groups of units held at their means: their outgoing weights are 0, and what the means added to the sums
 * is in the biases. A layer without a bias goes without it. Shapes stay, so that many such networks are one graph.
 */
export function maskGroups(
  network: Network,
  graph: UnitGraph,
  groups: readonly UnitGroup[],
  means: Float64Array,
): Network {
  const mixers = new Map(mixersOf(network.model).map((mixer) => [mixer.index, mixer.layer]));
  const kernels = new Map<number, Float32Array>();
  const shifts = new Map<number, Float64Array>();
  for (const { units } of groups) {
    for (const unit of units) {
      const value = valueOfUnit(graph, unit);
      const local = unit - (graph.starts[value] as number);
      for (const index of graph.mixers[value] as readonly number[]) {
        const layer = mixers.get(index);
        const { mixing } = layer?.units ?? {};
        if (layer === undefined || mixing === undefined) continue;
        const { shape, data } = parameterOf(network, layer, "kernel");
        const kernel = kernels.get(index) ?? Float32Array.from(data);
        kernels.set(index, kernel);
        const effect = mixing.effectOfConstant(data, local, [means[unit] as number]);
        if (effect !== undefined) shifts.set(index, added(shifts.get(index), effect));
        forEachAlong(shape, mixing.inputAxis, local, (position) => {
          kernel[position] = 0;
        });
      }
    }
  }
  const changed: (readonly [string, FloatTensor])[] = [];
  for (const [index, data] of kernels) {
    const name = mixers.get(index)?.name as string;
    changed.push([`${name}/kernel`, { shape: network.parameters.get(`${name}/kernel`)?.shape ?? [], data }]);
    const shift = shifts.get(index);
    if (shift !== undefined && network.parameters.has(`${name}/bias`)) changed.push(shiftedBias(network, name, shift));
  }
  return withParameters(network, new Map(changed));
}

function added(sum: Float64Array | undefined, more: Float64Array): Float64Array {
  return sum === undefined ? Float64Array.from(more) : sum.map((each, i) => each + (more[i] as number));
}
