import { square } from "../../tensor/elementary.ts";
import { parameterOf } from "../network.ts";
import { mixersOf } from "../unit-graph.ts";
import { normsAlong } from "../zero-small-weights.ts";
import type { PruningImportance } from "./importance.ts";

/**
 * Norm of the incoming weights times norm of the outgoing ones, each as a part of the norm of its whole kernel: what is left
 * where a positive factor moves from one to the other. Li, Kadav, Durdanovic, Samet & Graf 2017 take the incoming ones alone.
 */
export const magnitude: PruningImportance = {
  name: "magnitude",
  score: async ({ network, graph, groups }) => {
    const incoming = new Float64Array(graph.starts.at(-1) as number);
    const outgoing = new Float64Array(incoming.length);
    for (const { layer, index, value } of mixersOf(network.model)) {
      const kernel = parameterOf(network, layer, "kernel");
      const whole = Math.sqrt(normsAlong(kernel, 0).reduce((sum, norm) => sum + square(norm), 0)) || 1;
      const sides = [
        { sums: incoming, start: graph.starts[network.model.inputs.length + index], axis: layer.units?.axes.kernel },
        { sums: outgoing, start: graph.starts[value], axis: layer.units?.mixing?.inputAxis },
      ] as const;
      for (const { sums, start = 0, axis = 0 } of sides) {
        normsAlong(kernel, axis).forEach((norm, unit) => {
          sums[start + unit] = (sums[start + unit] as number) + square(norm / whole);
        });
      }
    }
    const normOf = (units: readonly number[], squares: Float64Array) =>
      Math.sqrt(units.reduce((sum, unit) => sum + (squares[unit] as number), 0));
    return Float64Array.from(groups, ({ units }) => normOf(units, incoming) * normOf(units, outgoing));
  },
};
