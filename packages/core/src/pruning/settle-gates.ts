import { evaluate } from "../graph/evaluate.ts";
import { numbersOf } from "../graph/nd-array.ts";
import { constant, mul } from "../graph/ops/index.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { type Network, parameterOf } from "./network.ts";
import { rebuild } from "./rebuild.ts";
import { mixersOf } from "./unit-graph.ts";

/** Kernels as their gates leave them at inference, without the gates; and the layers that had some. */
export function settleGates(network: Network): { readonly network: Network; readonly settled: readonly string[] } {
  const gated = mixersOf(network.model).flatMap(({ layer }) => {
    const gate = layer.units?.mixing?.gate;
    return gate === undefined ? [] : [{ layer, gate }];
  });
  if (gated.length === 0) return { network, settled: [] };
  const parameters = gated.map(({ layer, gate }): readonly [string, FloatTensor] => {
    const [kernel, location] = ["kernel", "gate"].map((name) => parameterOf(network, layer, name)) as [
      FloatTensor,
      FloatTensor,
    ];
    const toValue = ({ data, shape }: FloatTensor) => constant(data, shape, "float32");
    const settled = mul(toValue(kernel), gate(toValue(location)));
    const found = evaluate({ name: "gates", inputs: [], outputs: [["kernel", settled]] }, {});
    const numbers = numbersOf(found.kernel as Parameters<typeof numbersOf>[0]);
    return [`${layer.name}/kernel`, { shape: kernel.shape, data: Float32Array.from(numbers) }];
  });
  return {
    network: rebuild(network, { parameters: new Map(parameters) }),
    settled: gated.map(({ layer }) => layer.name),
  };
}
