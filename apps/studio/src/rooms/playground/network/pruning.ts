/** What a network would be without what is negligible in it, in numbers and in a sentence. */
import { type NetworkFacts, parametersOf } from "../../../engine/network-facts.ts";
import type { PrunedFacts } from "../../../engine/removals.ts";
import type { Sample } from "../../../engine/sample.ts";
import type { PanelSnapshot } from "../../../engine/snapshot.ts";
import { capital, counted } from "../../../figures/count-words.ts";
import { decimal, strength } from "../../../figures/numbers.ts";
import { widthsOf } from "./drawing.ts";
import { goneUnits, weightsThere } from "./gone-units.ts";

export interface NetworkSize {
  readonly units: number;
  readonly parameters: number;
}

export interface Pruning {
  readonly now: NetworkSize;
  /** Without the units that are not living. */
  readonly pruned: NetworkSize;
  /** Units that would go. */
  readonly removedCount: number;
  /** Weights that are exactly 0, of the units that are there. */
  readonly zeroCount: number;
}

/** Units that were taken out before count no more. `pruned` knows which units the removal of small weights leaves without use. */
export function pruningOf({ layers, facts }: PanelSnapshot, pruned: NetworkFacts = facts): Pruning {
  const gone = goneUnits(layers);
  const there = gone.map((units) => units.filter((isGone) => !isGone).length);
  const living = pruned.units.map(
    (states, layer) => states.filter((state, unit) => state === "living" && !gone[layer]?.[unit]).length,
  );
  const [now, after] = [sizeOf(layers, there), sizeOf(layers, living)];
  const zeroCount = weightsThere(layers).filter((weight) => weight === 0).length;
  return { now, pruned: after, removedCount: now.units - after.units, zeroCount };
}

function sizeOf(layers: PanelSnapshot["layers"], hidden: readonly number[]): NetworkSize {
  const widths = widthsOf(layers);
  return {
    units: hidden.reduce((sum, count) => sum + count, 0),
    parameters: parametersOf([widths[0] ?? 0, ...hidden, widths.at(-1) ?? 0]),
  };
}

/** How well a network does is one number, by the task. */
export interface Score {
  readonly metric: "accuracy" | "rmse";
  readonly name: string;
  /** Of validation examples. */
  readonly now: number | undefined;
  readonly pruned: number | undefined;
}

export function scoreOf(panel: PanelSnapshot, pruned: PrunedFacts | undefined, task: Sample["task"]): Score {
  const metric = task === "classification" ? "accuracy" : "rmse";
  return {
    metric,
    name: metric === "accuracy" ? "accuracy" : "RMSE",
    now: panel.validation[metric],
    pruned: pruned?.validation[metric],
  };
}

/** What removal leaves out beside exact zeros, and what that costs on validation examples. */
export function pruningNote(
  { facts }: PanelSnapshot,
  { removedCount, zeroCount }: Pruning,
  score: Score,
  threshold: number,
): string {
  const { smallCount } = facts;
  if (removedCount === 0 && smallCount === 0)
    return zeroCount === 0
      ? `No unit and no weight is negligible: all weights reach ${strength(threshold)}.`
      : `Every unit is in use. ${zeroText(zeroCount)} ${zeroCount === 1 ? "a connection" : "connections"} out.`;
  if (smallCount === 0) return `${zeroText(zeroCount)} without a trace.`;
  const small = `${capital(counted(smallCount, "weight"))} ${smallCount === 1 ? "is" : "are"} small but not zero.`;
  return `${small} Leaving ${smallCount === 1 ? "it" : "them"} out as well ${costText(score)}.`;
}

const zeroText = (count: number): string =>
  count === 1 ? "One exact zero leaves" : `${capital(counted(count, "exact zero"))} leave`;

function costText({ metric, name, now, pruned }: Score): string {
  if (now === undefined || pruned === undefined) return "is measured when training pauses";
  const loss = metric === "accuracy" ? now - pruned : pruned - now;
  if (Math.abs(loss) < 0.0005) return "costs nothing here";
  const change = `${decimal(Math.abs(loss), 3)} of ${name}`;
  if (metric === "accuracy") return loss > 0 ? `costs ${change} here` : `gains ${change} here`;
  return loss > 0 ? `adds ${change} here` : `takes ${change} away here`;
}
