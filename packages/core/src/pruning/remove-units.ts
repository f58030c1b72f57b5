import type { FloatTensor } from "../tensor/tensor.ts";
import { type ConstantUnits, constantUnits } from "./constant-units.ts";
import { duplicateGroups } from "./duplicate-groups.ts";
import { feedingUnits } from "./feeding-units.ts";
import { mergeOutgoing } from "./merge-outgoing.ts";
import { type Network, parameterOf, withParameters } from "./network.ts";
import { rebuild } from "./rebuild.ts";
import { shiftedBias } from "./shifted-bias.ts";
import { type Mixer, mixersOf, type UnitGraph, type UnitGroup, unitGraph, valueOfUnit } from "./unit-graph.ts";

/** Why units leave: nothing weighs them; they are always the same; they equal others. */
export type RemovalReason = "unused" | "constant" | "duplicate";

export interface Removal {
  readonly group: UnitGroup;
  readonly reason: RemovalReason;
  /** The group whose outgoing weights take those of the duplicate. */
  readonly into?: UnitGroup;
}

export interface RemovalPass {
  readonly network: Network;
  readonly graph: UnitGraph;
  readonly removals: readonly Removal[];
}

/** Takes away, once, all units that can go without changing what the network computes; undefined where there are none. */
export function removeUnits(network: Network): RemovalPass | undefined {
  const graph = unitGraph(network.model);
  const sight: Sight = {
    graph,
    mixers: new Map(mixersOf(network.model).map((mixer) => [mixer.index, mixer])),
    constants: constantUnits(network, graph),
    feeds: feedingUnits(network),
    network,
  };
  const removals = chosenRemovals(sight);
  if (removals.length === 0) return undefined;
  const merged = withParameters(network, mergeOutgoing(network, graph, removals));
  const parameters = new Map([...merged.parameters, ...foldedBiases({ ...sight, network: merged }, removals)]);
  return { network: rebuild(network, { kept: keptUnits(graph, removals), parameters }), graph, removals };
}

/** What is known of a network before units leave. */
interface Sight {
  readonly network: Network;
  readonly graph: UnitGraph;
  /** By the number of the layer. */
  readonly mixers: ReadonlyMap<number, Mixer>;
  readonly constants: ConstantUnits;
  /** For each mixing layer, by its number: 1 for each input unit with a weight that is not 0. */
  readonly feeds: ReadonlyMap<number, Uint8Array>;
}

/** Each value keeps at least one unit: the first of the groups that all could go stays. */
function chosenRemovals(sight: Sight): readonly Removal[] {
  const { graph } = sight;
  const left = graph.starts.slice(1).map((end, value) => end - (graph.starts[value] as number));
  const chosen: Removal[] = [];
  const take = (removal: Removal): boolean => {
    const counts = unitsByValue(graph, removal.group);
    if ([...counts].some(([value, count]) => (left[value] as number) <= count)) return false;
    for (const [value, count] of counts) left[value] = (left[value] as number) - count;
    chosen.push(removal);
    return true;
  };
  const staying = graph.groups.filter((group) => {
    if (group.fixedBy !== undefined) return true;
    const reason = reasonToGo(sight, group);
    return reason === undefined || !take({ group, reason });
  });
  for (const { group, into } of duplicateGroups(sight.network, graph, staying))
    take({ group, into, reason: "duplicate" });
  return chosen;
}

function unitsByValue(graph: UnitGraph, { units }: UnitGroup): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const unit of units) {
    const value = valueOfUnit(graph, unit);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function reasonToGo(sight: Sight, group: UnitGroup): "unused" | "constant" | undefined {
  const weighed = weighings(sight, group);
  if (weighed.length === 0) return "unused";
  const isFoldable = weighed.every(
    ({ unit, mixer, local }) =>
      sight.constants.isConstant[unit] === 1 && effectOf(sight, mixer, unit, local) !== undefined,
  );
  return isFoldable ? "constant" : undefined;
}

/** Where a mixing layer gives a unit of the group a weight that is not 0. */
interface Weighing {
  readonly mixer: Mixer;
  readonly unit: number;
  /** Its number among the layer's input units. */
  readonly local: number;
}

function weighings({ graph, mixers, feeds }: Sight, { units }: UnitGroup): readonly Weighing[] {
  return units.flatMap((unit) => {
    const value = valueOfUnit(graph, unit);
    const local = unit - (graph.starts[value] as number);
    return (graph.mixers[value] as readonly number[]).flatMap((index) =>
      feeds.get(index)?.[local] === 1 ? [{ mixer: mixers.get(index) as Mixer, unit, local }] : [],
    );
  });
}

/** What a constant unit adds to the sums of a layer; undefined where that is no number for each of its units. */
function effectOf(
  { network, constants }: Sight,
  { layer }: Mixer,
  unit: number,
  local: number,
): Float64Array | undefined {
  const kernel = parameterOf(network, layer, "kernel").data;
  const effect = layer.units?.mixing?.effectOfConstant(kernel, local, constants.valuesOf(unit));
  return effect?.every(Number.isFinite) ? effect : undefined;
}

/** Biases that take over what the constant units added. */
function foldedBiases(sight: Sight, removals: readonly Removal[]): ReadonlyMap<string, FloatTensor> {
  const sums = new Map<Mixer, Float64Array>();
  for (const { group, reason } of removals) {
    if (reason !== "constant") continue;
    for (const { mixer, unit, local } of weighings(sight, group)) {
      const effect = effectOf(sight, mixer, unit, local) as Float64Array;
      const sum = sums.get(mixer);
      sums.set(mixer, sum === undefined ? effect : sum.map((each, i) => each + (effect[i] as number)));
    }
  }
  return new Map([...sums].map(([{ layer }, sum]) => shiftedBias(sight.network, layer.name, sum)));
}

function keptUnits({ starts }: UnitGraph, removals: readonly Removal[]): readonly (readonly number[] | undefined)[] {
  const gone = new Set(removals.flatMap(({ group }) => group.units));
  return starts.slice(0, -1).map((start, value) => {
    const all = Array.from({ length: (starts[value + 1] as number) - start }, (_, i) => i);
    const kept = all.filter((unit) => !gone.has(start + unit));
    return kept.length === all.length ? undefined : kept;
  });
}
