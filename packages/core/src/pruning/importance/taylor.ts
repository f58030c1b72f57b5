import type { PruningImportance } from "./importance.ts";

/**
 * First-order estimate of how the loss changes without the unit: mean over examples of |sum over places of a dL/da|, a being
 * the unit's value where a layer weighs it. Molchanov, Tyree, Karras, Aila & Kautz 2017.
 */
export const taylor: PruningImportance = {
  name: "taylor",
  score: async ({ groups, statistics }) =>
    Float64Array.from(groups, ({ units }) => units.reduce((sum, unit) => sum + (statistics.slopes[unit] as number), 0)),
};
