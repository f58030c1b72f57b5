import { input } from "../../graph/ops/index.ts";
import type { Model } from "../../layers/model.ts";
import type { Runtime, Session } from "../../runtime/runtime.ts";
import { withSession } from "../../runtime/with-session.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { constantsOf } from "../../training/program/constants-of.ts";
import { forward } from "../../training/program/forward.ts";
import { createInputs } from "../../training/program/graph-inputs.ts";

/** The outputs of one layer for every example, [n, ...the layer's output shape]. */
export interface LayerOutput {
  readonly layer: string;
  readonly kind: string;
  readonly outputs: FloatTensor;
}

/** What every layer gives out for x [n, ...inputShape], in evaluation mode: one graph with an output for each layer. */
export async function layerOutputs(
  runtime: Runtime,
  model: Model,
  parameters: ReadonlyMap<string, FloatTensor>,
  x: FloatTensor,
): Promise<readonly LayerOutput[]> {
  const features = input("x", "float32", ["N", ...model.inputShape]);
  const scope = { mode: "inference", parameters: constantsOf(parameters), inputs: createInputs(false) } as const;
  const outputs = forward(model, features, scope).ofLayers.map((value, i) => [`layer${i}`, value] as const);
  const graph = { name: "layers", inputs: [features], outputs };
  const lookIn = async (session: Session) => {
    const { fetched } = await session.run({ x }, { fetch: outputs.map(([name]) => name) });
    return model.layers.map(({ name, kind }, i) => ({
      layer: name,
      kind,
      // Every layer's outputs are float32.
      outputs: fetched[`layer${i}`] as FloatTensor,
    }));
  };
  return withSession(runtime, graph, lookIn, { examples: "N" });
}
