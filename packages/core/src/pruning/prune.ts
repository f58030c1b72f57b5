import { flag, number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { feedingUnits } from "./feeding-units.ts";
import { foldScales } from "./fold-scales.ts";
import type { Network } from "./network.ts";
import { type RemovalPass, type RemovalReason, removeUnits } from "./remove-units.ts";
import { settleGates } from "./settle-gates.ts";
import { mixersOf, unitCount, unitGraph, valueOfUnit } from "./unit-graph.ts";
import { zeroSmallWeights } from "./zero-small-weights.ts";

/** Options of `prune`. */
export const PRUNE = record("prune", {
  /**
   * Incoming or outgoing weights of a unit are taken for 0 where their norm is at most this part of the largest such norm in
   * their kernel, in [0, 1). Default 0: only what is exactly 0 leaves, and the network computes what it did.
   */
  tolerance: optional(number(0, 1 - Number.EPSILON), 0),
  /** Take batch normalizations into neighbouring layers, where that is exact but for rounding. Default false. */
  foldBatchNorm: optional(flag(), false),
});

export type PruneOptions = OptionsOf<typeof PRUNE>;

/** A smaller network, and what left it. Where nothing left, `model` and `parameters` are those that were given. */
export interface Pruned extends Network {
  readonly removed: readonly RemovedUnit[];
  /** Units of every layer that has a kernel. */
  readonly units: readonly LayerUnits[];
  /** Layers whose l0 gates were multiplied into their kernels. */
  readonly settledGates: readonly string[];
  /** Batch normalizations that were taken into neighbouring layers. */
  readonly foldedLayers: readonly string[];
  /** Columns of inputs that no weight uses any more. They stay in the network's interface. */
  readonly unusedInputs: readonly { readonly input: string; readonly columns: readonly number[] }[];
  /** Kernel weights that are exactly 0 and could not leave, of all that are left. */
  readonly zeroWeights: { readonly count: number; readonly total: number };
}

/** A unit that left. */
export interface RemovedUnit {
  readonly layer: string;
  /** Its number in the network that was given. */
  readonly unit: number;
  /** unused: it has no outgoing weights; constant: it has no incoming ones; duplicate: its incoming ones are another's;
   * unimportant: `pruneToBudget` chose it. */
  readonly reason: RemovalReason | "unimportant";
  /** The unit that a duplicate was merged into. */
  readonly into?: number;
}

export interface LayerUnits {
  readonly layer: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Removes units and channels that do nothing: without outgoing weights; without incoming weights (they are a constant, which goes
 * into the next bias); equal to others (their outgoing weights are added). Repeats until no unit is left to go. Every layer
 * keeps at least one unit. At tolerance 0 the network computes the same function, but for rounding.
 * @throws RangeError with code OCCAM_OPTION when tolerance is outside [0, 1).
 */
export function prune(network: Network, options: PruneOptions = {}): Pruned {
  const { tolerance, foldBatchNorm } = PRUNE.read(options);
  const { network: ungated, settled } = settleGates({ model: network.model, parameters: network.parameters });
  const smaller = removeAll(zeroSmallWeights(ungated, tolerance));
  const { network: folded, folded: foldedLayers } = foldBatchNorm
    ? foldScales(smaller.network)
    : { network: smaller.network, folded: [] };
  // Weights that a tolerance took for 0 without any unit leaving keep their values.
  const isUnchanged = settled.length + smaller.removed.length + foldedLayers.length === 0;
  const result = isUnchanged ? network : folded;
  return {
    model: result.model,
    parameters: result.parameters,
    removed: smaller.removed,
    units: unitsOf(network, result),
    settledGates: settled,
    foldedLayers,
    ...zerosOf(result),
  };
}

/** What weighs nothing in a network, and stays. */
export function zerosOf(network: Network): Pick<Pruned, "unusedInputs" | "zeroWeights"> {
  return { unusedInputs: unusedInputs(network), zeroWeights: zeroWeights(network) };
}

/** Unit numbers of the given network, by layer. */
type Origins = Map<string, readonly number[]>;

function removeAll(start: Network): { readonly network: Network; readonly removed: readonly RemovedUnit[] } {
  const origins: Origins = new Map(
    mixersOf(start.model).map(({ layer }) => [
      layer.name,
      Array.from({ length: unitCount(layer.outputShape) }, (_, unit) => unit),
    ]),
  );
  const removed: RemovedUnit[] = [];
  let network = start;
  for (let pass = removeUnits(network); pass !== undefined; pass = removeUnits(network)) {
    removed.push(...recordRemovals(network, pass, origins));
    network = pass.network;
  }
  return { network, removed };
}

/** What a pass took away, in the unit numbers of the given network; `origins` goes on with those that stay. */
function recordRemovals(network: Network, { graph, removals }: RemovalPass, origins: Origins): readonly RemovedUnit[] {
  const { inputs } = network.model;
  const removed: RemovedUnit[] = [];
  for (const { layer, index } of mixersOf(network.model)) {
    const start = graph.starts[inputs.length + index] as number;
    const own = origins.get(layer.name) as readonly number[];
    const gone = new Set<number>();
    for (const { group, reason, into } of removals) {
      group.units.forEach((unit, i) => {
        if (unit < start || unit >= start + own.length) return;
        const other = into === undefined ? undefined : own[(into.units[i] as number) - start];
        gone.add(unit - start);
        removed.push({
          layer: layer.name,
          unit: own[unit - start] as number,
          reason,
          ...(other !== undefined && { into: other }),
        });
      });
    }
    origins.set(
      layer.name,
      own.filter((_, unit) => !gone.has(unit)),
    );
  }
  return removed;
}

function unitsOf(before: Network, after: Network): readonly LayerUnits[] {
  const left = new Map(after.model.layers.map((layer) => [layer.name, unitCount(layer.outputShape)]));
  return mixersOf(before.model).map(({ layer }) => ({
    layer: layer.name,
    before: unitCount(layer.outputShape),
    after: left.get(layer.name) as number,
  }));
}

/** Columns that are weighed only by zeros, wherever they go on to. */
function unusedInputs(network: Network): Pruned["unusedInputs"] {
  const { inputs } = network.model;
  const graph = unitGraph(network.model);
  const feeds = feedingUnits(network);
  const unused = new Set<number>();
  for (const { units, fixedBy } of graph.groups) {
    const isWeighed = units.some((unit) => {
      const value = valueOfUnit(graph, unit);
      const local = unit - (graph.starts[value] as number);
      return graph.mixers[value]?.some((index) => feeds.get(index)?.[local] === 1);
    });
    if (fixedBy === "input" && !isWeighed) for (const unit of units) unused.add(unit);
  }
  return inputs.flatMap(({ name, shape }, i) => {
    const columns = Array.from({ length: unitCount(shape) }, (_, column) => column).filter((column) =>
      unused.has((graph.starts[i] as number) + column),
    );
    return columns.length === 0 ? [] : [{ input: name, columns }];
  });
}

function zeroWeights(network: Network): Pruned["zeroWeights"] {
  const kernels = network.model.parameters
    .filter(({ role }) => role === "kernel")
    .map(({ name }) => network.parameters.get(name)?.data ?? new Float32Array());
  const count = kernels.reduce((sum, kernel) => kernel.reduce((zeros, w) => zeros + Number(w === 0), sum), 0);
  return { count, total: kernels.reduce((sum, { length }) => sum + length, 0) };
}
