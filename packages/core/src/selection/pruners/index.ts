import { asha } from "./asha.ts";
import { hyperband } from "./hyperband.ts";
import { medianPruner } from "./median-pruner.ts";
import { noPruner } from "./no-pruner.ts";
import type { Pruner, Resource } from "./pruner.ts";
import { successiveHalving } from "./successive-halving.ts";

/** Every pruner, for trials of given lengths; a new one is a file and a line here. */
export const PRUNERS: readonly ((resource: Resource) => Pruner)[] = [
  ({ maxEpochs }) => noPruner({ maxEpochs }),
  ({ eta: _, ...epochs }) => medianPruner(epochs),
  successiveHalving,
  asha,
  hyperband,
];

export { asha } from "./asha.ts";
export { type Bracket, hyperband, hyperbandBrackets } from "./hyperband.ts";
export { type MedianPrunerOptions, medianPruner } from "./median-pruner.ts";
export { noPruner } from "./no-pruner.ts";
export type { Pruner, Resource, Review, Rivals, TrialCurve } from "./pruner.ts";
export { successiveHalving } from "./successive-halving.ts";
