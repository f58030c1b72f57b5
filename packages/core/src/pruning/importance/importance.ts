import type { Loss } from "../../losses/loss.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Examples } from "../../training/recipe/fit-options.ts";
import type { Network } from "../network.ts";
import type { UnitGraph, UnitGroup } from "../unit-graph.ts";
import type { UnitStatistics } from "../unit-statistics.ts";

/** How much a network would lose without units: all facts of a way to tell. */
export interface PruningImportance {
  readonly name: string;
  /** A number for each group of units that could leave: the smaller, the sooner. */
  readonly score: (view: ImportanceView) => Promise<Float64Array>;
}

/** What an importance may look at. */
export interface ImportanceView {
  readonly network: Network;
  readonly graph: UnitGraph;
  readonly groups: readonly UnitGroup[];
  /** Of the units on the held-out examples. */
  readonly statistics: UnitStatistics;
  readonly examples: Examples;
  readonly runtime: Runtime;
  readonly loss: Loss;
}
