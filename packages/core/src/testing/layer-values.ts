/** Test support: what one layer makes of given numbers. */
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { constant, input } from "../graph/ops/index.ts";
import type { LayerFactory } from "../layers/layer.ts";
import { sequential } from "../layers/sequential.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";

/** Output of a layer in evaluation mode, in float64, for one example and its parameters by their short names. */
export function layerOutput(
  layer: LayerFactory,
  inputShape: readonly number[],
  example: readonly number[],
  parameters: Readonly<Record<string, readonly number[]>> = {},
): { readonly shape: readonly number[]; readonly data: readonly number[] } {
  const model = sequential({ inputShape, layers: [layer] });
  const x = input("x", "float32", [1, ...inputShape]);
  const constants = model.parameters.map(({ name, shape, initializer, fans }) => {
    const own = parameters[name.slice(name.lastIndexOf("/") + 1)];
    const data = own ?? initializer.sample(sizeOf(shape), fans, { seed: 1, stream: name });
    return [name, constant(Float32Array.from(data), shape, "float32")] as const;
  });
  const scope = { mode: "inference", parameters: new Map(constants), inputs: createInputs(false) } as const;
  const y = forward(model, x, scope).outputs;
  const result = evaluate(
    { name: "layer", inputs: [x], outputs: [["y", y]] },
    { x: ndArray([1, ...inputShape], example) },
  );
  return { shape: (result.y as NdArray).shape.slice(1), data: Array.from(numbersOf(result.y as NdArray)) };
}

/** 1, 2, 3, ... */
export function countUp(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
