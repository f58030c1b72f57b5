import { optionError } from "../errors.ts";
import { toLoss } from "../losses/index.ts";
import type { Loss } from "../losses/loss.ts";
import { needed, number, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { runOf } from "../training/fit.ts";
import { prepareExamples } from "../training/prepare-examples.ts";
import { type Examples, FIT_FIELDS } from "../training/recipe/fit-options.ts";
import { type PruningImportance, type PruningImportanceName, toPruningImportance } from "./importance/index.ts";
import { maskGroups } from "./mask-groups.ts";
import { type Network, parameterCount } from "./network.ts";
import { PRUNE, type Pruned, prune, type RemovedUnit } from "./prune.ts";
import { type UnitGraph, type UnitGroup, unitGraph, valueAt, valueOfUnit } from "./unit-graph.ts";
import { unitStatistics } from "./unit-statistics.ts";

/** Options of `pruneToBudget`. */
export const PRUNE_TO_BUDGET = record("pruneToBudget", {
  ...PRUNE.fields,
  runtime: FIT_FIELDS.runtime,
  loss: FIT_FIELDS.loss,
  /** Held-out examples: those that decide what may leave. They are no test examples any more. */
  examples: needed<Examples>(),
  /** Which units leave first. Default "taylor". */
  importance: optional(needed<PruningImportanceName | PruningImportance>(), "taylor"),
  /** The held-out loss may rise by this part of itself, at least 0: 0.005 for half a percent. Default: without limit. */
  maxLossIncrease: optional(number(0, Infinity)),
  /** Part of the parameters to come down to, above 0 and at most 1. Default: as far as maxLossIncrease allows. */
  targetSize: optional(number(Number.MIN_VALUE, 1)),
});

export type BudgetOptions = OptionsOf<typeof PRUNE_TO_BUDGET>;

/** The options with their defaults, each checked by itself. */
type ReadBudget = Read<typeof PRUNE_TO_BUDGET.fields>;

/** As `prune` gives, with what it cost. */
export interface BudgetPruned extends Pruned {
  /** Mean held-out loss of the given network and of the smaller one. */
  readonly heldOutLoss: { readonly before: number; readonly after: number };
}

/**
 * Prunes as `prune` does and goes on with the least important units, each held at its mean over the examples, until the network
 * has come down to `targetSize` or the held-out loss would rise beyond `maxLossIncrease`. How many leave is found by
 * bisection over their order, so the loss is taken to rise along it.
 * @throws RangeError with code OCCAM_OPTION for an option outside its range, or neither a target nor a limit.
 */
export async function pruneToBudget(network: Network, options: BudgetOptions): Promise<BudgetPruned> {
  const read = PRUNE_TO_BUDGET.read(options);
  requireBudget(PRUNE_TO_BUDGET.name, read);
  const { runtime, examples, tolerance, foldBatchNorm, maxLossIncrease = Infinity, targetSize = 0 } = read;
  const loss = toLoss(read.loss);
  const lossOf = async (each: Network) => (await runOf(each, { runtime, loss }).evaluate(examples)).loss;
  const before = await lossOf(network);
  const limit = maxLossIncrease === Infinity ? Infinity : before + maxLossIncrease * Math.abs(before);
  const tolerant = prune(network, { tolerance, foldBatchNorm });
  // A tolerance that costs more than the limit is none.
  const isWithin = tolerance === 0 || limit === Infinity || (await lossOf(tolerant)) <= limit;
  const exact = isWithin ? tolerant : prune(network, { foldBatchNorm });
  const order = await removalOrder(exact, read, loss);
  const wanted =
    targetSize === 0 ? order.groups.length : firstWithin(exact, order, targetSize * parameterCount(network));
  const masked = (count: number) => maskGroups(exact, order.graph, order.groups.slice(0, count), order.means);
  const count = await largestWithin(wanted, limit, (each) => lossOf(masked(each)));
  const smaller = count === 0 ? exact : together(exact, prune(masked(count), { foldBatchNorm }));
  return { ...smaller, heldOutLoss: { before, after: await lossOf(smaller) } };
}

/** @throws RangeError with code OCCAM_OPTION, naming `where`, for neither a target nor a limit. */
export function requireBudget(where: string, { maxLossIncrease, targetSize }: BudgetOptions): void {
  if (maxLossIncrease !== undefined || targetSize !== undefined) return;
  throw optionError({
    where,
    expected: "maxLossIncrease, targetSize or both",
    received: "neither",
    fix: "use prune for what can leave without changing the function",
  });
}

/** Groups of units in the order in which they leave; each value keeps one of its units. */
interface RemovalOrder {
  readonly graph: UnitGraph;
  readonly groups: readonly UnitGroup[];
  readonly means: Float64Array;
}

async function removalOrder(
  network: Network,
  { runtime, examples, importance }: ReadBudget,
  loss: Loss,
): Promise<RemovalOrder> {
  const graph = unitGraph(network.model);
  const groups = graph.groups.filter(({ fixedBy }) => fixedBy === undefined);
  const prepared = prepareExamples(network.model, loss, examples, "pruneToBudget.examples");
  const statistics = await unitStatistics(network, graph, { runtime, loss, examples: prepared });
  const view = { network, graph, groups, statistics, examples, runtime, loss };
  const scores = await toPruningImportance(importance).score(view);
  const ranked = groups
    .map((group, i) => ({ group, score: scores[i] as number }))
    .sort((a, b) => a.score - b.score)
    .map(({ group }) => group);
  const left = unitsLeft(graph, []);
  const leaving = ranked.filter((group) => {
    const after = unitsLeft(graph, [group], left);
    if (after.some((count) => count < 1)) return false;
    left.splice(0, left.length, ...after);
    return true;
  });
  return { graph, groups: leaving, means: statistics.means };
}

/** Units of each value without those of the groups. */
function unitsLeft(graph: UnitGraph, groups: readonly UnitGroup[], start?: readonly number[]): number[] {
  const { starts } = graph;
  const left = start === undefined ? starts.slice(1).map((end, value) => end - (starts[value] as number)) : [...start];
  for (const unit of groups.flatMap(({ units }) => units)) {
    const value = valueOfUnit(graph, unit);
    left[value] = (left[value] as number) - 1;
  }
  return left;
}

/** How many groups, at least, leave a network of at most `size` parameters; all where none do. */
function firstWithin({ model }: Network, { graph, groups }: RemovalOrder, size: number): number {
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sizeWith(model, unitsLeft(graph, groups.slice(0, middle))) <= size) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Numbers of all parameters, were there so many units of each value. */
function sizeWith(model: Network["model"], left: readonly number[]): number {
  return model.layers.reduce((total, layer, i) => {
    const [place] = model.wiring[i] as readonly [number];
    const { axes, mixing } = layer.units ?? {};
    // The parameters of a shared layer count in its first place.
    if (model.layers.findIndex(({ name }) => name === layer.name) < i) return total;
    const sizes = layer.parameters.map(({ name, shape }) => {
      const local = name.slice(layer.name.length + 1);
      const dims = shape.map((dim, axis) => {
        if (axis === axes?.[local]) return left[model.inputs.length + i] as number;
        return local === "kernel" && axis === mixing?.inputAxis ? (left[valueAt(model, place)] as number) : dim;
      });
      return sizeOf(dims);
    });
    return sizes.reduce((sum, size) => sum + size, total);
  }, 0);
}

/** The largest count, up to `most`, whose loss is within the limit; by bisection. */
async function largestWithin(most: number, limit: number, lossOf: (count: number) => Promise<number>): Promise<number> {
  if (limit === Infinity || most === 0 || (await lossOf(most)) <= limit) return most;
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((await lossOf(middle)) <= limit) low = middle;
    else high = middle;
  }
  return low;
}

/** What left in both prunings, in the unit numbers of the given network. */
function together(first: Pruned, second: Pruned): Pruned {
  const kept = new Map(
    first.units.map(({ layer, before }) => {
      const gone = new Set(first.removed.filter((each) => each.layer === layer).map(({ unit }) => unit));
      return [layer, Array.from({ length: before }, (_, unit) => unit).filter((unit) => !gone.has(unit))];
    }),
  );
  const numbered = ({ layer, unit, into, reason }: RemovedUnit): RemovedUnit => {
    const own = kept.get(layer) as readonly number[];
    return {
      layer,
      unit: own[unit] as number,
      reason: reason === "unused" ? "unimportant" : reason,
      ...(into !== undefined && { into: own[into] as number }),
    };
  };
  return {
    ...second,
    removed: [...first.removed, ...second.removed.map(numbered)],
    units: first.units.map((each) => ({
      ...each,
      after: second.units.find(({ layer }) => layer === each.layer)?.after ?? each.after,
    })),
    settledGates: first.settledGates,
    foldedLayers: [...first.foldedLayers, ...second.foldedLayers],
  };
}
