import { mean } from "../../statistics/mean.ts";
import { evaluateRuns, runOf } from "../../training/fit.ts";
import { maskGroups } from "../mask-groups.ts";
import { parameterCount } from "../network.ts";
import type { PruningImportance } from "./importance.ts";

/** Numbers of all parameters of the networks that are looked at together stay below about this. */
const BATCH_NUMBERS = 4_000_000;
const MAX_BATCH = 64;

/** What the loss on the examples becomes with the unit held at its mean: one look for each group, many in one graph. */
export const ablation: PruningImportance = {
  name: "ablation",
  score: async ({ network, graph, groups, statistics, examples, runtime, loss }) => {
    const isBatchable = network.model.layers.every((layer) => layer.isBatchable !== false);
    const fitting = Math.floor(BATCH_NUMBERS / parameterCount(network));
    const size = isBatchable ? Math.max(1, Math.min(MAX_BATCH, fitting)) : 1;
    const losses: number[] = [];
    for (let start = 0; start < groups.length; start += size) {
      const runs = groups
        .slice(start, start + size)
        .map((group) => runOf(maskGroups(network, graph, [group], statistics.means), { runtime, loss }));
      const found = await evaluateRuns(runs, examples, { runtime, loss });
      losses.push(...found.map((each) => mean(each.losses)));
    }
    return Float64Array.from(losses);
  },
};
