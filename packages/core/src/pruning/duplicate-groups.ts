import { type Network, parameterOf } from "./network.ts";
import { forEachAlong, forEachWithIndex } from "./slices.ts";
import { type UnitGraph, type UnitGroup, valueOfUnit } from "./unit-graph.ts";

/** A group of units that is computed in the same way as another. */
export interface DuplicateGroup {
  readonly group: UnitGroup;
  /** The first of those that equal it. */
  readonly into: UnitGroup;
}

/**
 * Groups whose units have, each in its layer, the same parameters as those of another group: the same incoming weights and bias,
 * the same normalization. They have the same value for every input.
 */
export function duplicateGroups(
  network: Network,
  graph: UnitGraph,
  groups: readonly UnitGroup[],
): readonly DuplicateGroup[] {
  const hashes = unitHashes(network, graph);
  const seen = new Map<string, UnitGroup[]>();
  const found: DuplicateGroup[] = [];
  for (const group of groups) {
    if (group.fixedBy !== undefined) continue;
    const key = group.units.map((unit) => `${valueOfUnit(graph, unit)}:${hashes[unit]}`).join();
    const alike = seen.get(key) ?? [];
    const into = alike.find((other) => isEqual(network, graph, group, other));
    if (into !== undefined) found.push({ group, into });
    else seen.set(key, [...alike, group]);
  }
  return found;
}

/** A number for each unit of the graph; equal parameters have equal numbers. FNV-1a over their bits. */
function unitHashes(network: Network, { starts }: UnitGraph): Int32Array {
  const { inputs, layers } = network.model;
  const hashes = new Int32Array(starts.at(-1) as number);
  layers.forEach((layer, i) => {
    const start = starts[inputs.length + i] as number;
    for (const [name, axis] of axesOf(network, i)) {
      const { shape, data } = parameterOf(network, layer, name);
      const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
      forEachWithIndex(shape, axis, (position, unit) => {
        // 0 and -0 weigh the same.
        const own = data[position] === 0 ? 0 : (bits[position] as number);
        hashes[start + unit] = Math.imul((hashes[start + unit] as number) ^ own, 16777619);
      });
    }
  });
  return hashes;
}

function isEqual(network: Network, graph: UnitGraph, { units }: UnitGroup, other: UnitGroup): boolean {
  return units.every((unit, i) => {
    const value = valueOfUnit(graph, unit);
    const [one, two] = [unit, other.units[i] as number].map((each) => each - (graph.starts[value] as number));
    const index = value - network.model.inputs.length;
    const layer = network.model.layers[index];
    return axesOf(network, index).every(([name, axis]) => {
      if (layer === undefined) return true;
      const { shape, data } = parameterOf(network, layer, name);
      const weights = (at: number | undefined) => {
        const list: number[] = [];
        forEachAlong(shape, axis, at as number, (position) => list.push(data[position] as number));
        return list;
      };
      const others = weights(two);
      return weights(one).every((weight, k) => weight === others[k]);
    });
  });
}

/** The parameters of a layer that it has, with the axis of its units. */
function axesOf({ model, parameters }: Network, index: number): readonly (readonly [string, number])[] {
  const layer = model.layers[index];
  return Object.entries(layer?.units?.axes ?? {}).filter(([name]) => parameters.has(`${layer?.name}/${name}`));
}
