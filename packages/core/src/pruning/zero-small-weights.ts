import { square } from "../tensor/elementary.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { type Network, parameterOf, withParameters } from "./network.ts";
import { forEachAlong, forEachWithIndex } from "./slices.ts";
import { mixersOf, type UnitGraph, unitGraph } from "./unit-graph.ts";

/**
 * Sets to 0 the incoming weights of units, and the outgoing ones, whose norm is at most `tolerance` times the largest such norm
 * in their kernel. Weights into outputs and out of inputs stay.
 */
export function zeroSmallWeights(network: Network, tolerance: number): Network {
  if (tolerance === 0) return network;
  const graph = unitGraph(network.model);
  const isFixed = fixedUnits(graph);
  const changed = mixersOf(network.model).map(({ layer, index, value }): readonly [string, FloatTensor] => {
    const kernel = parameterOf(network, layer, "kernel");
    const data = Float32Array.from(kernel.data);
    const ownStart = graph.starts[network.model.inputs.length + index] as number;
    const sides = [
      { axis: layer.units?.axes.kernel ?? 0, start: ownStart },
      { axis: layer.units?.mixing?.inputAxis ?? 0, start: graph.starts[value] as number },
    ];
    for (const { axis, start } of sides) {
      const norms = normsAlong(kernel, axis);
      const limit = tolerance * norms.reduce((a, b) => Math.max(a, b), 0);
      norms.forEach((norm, unit) => {
        if (norm > limit || isFixed[start + unit] === 1) return;
        forEachAlong(kernel.shape, axis, unit, (position) => {
          data[position] = 0;
        });
      });
    }
    return [`${layer.name}/kernel`, { shape: kernel.shape, data }];
  });
  return withParameters(network, new Map(changed));
}

/** 1 for each unit of the graph that cannot leave. */
function fixedUnits({ starts, groups }: UnitGraph): Uint8Array {
  const fixed = new Uint8Array(starts.at(-1) as number);
  for (const { units, fixedBy } of groups) if (fixedBy !== undefined) for (const unit of units) fixed[unit] = 1;
  return fixed;
}

/** Euclidean norm of the weights of each unit along an axis. */
export function normsAlong({ shape, data }: FloatTensor, axis: number): Float64Array {
  const squares = new Float64Array(shape[axis] as number);
  forEachWithIndex(shape, axis, (position, unit) => {
    squares[unit] = (squares[unit] as number) + square(data[position] as number);
  });
  return squares.map(Math.sqrt);
}
