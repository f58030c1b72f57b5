import { type Activation, type ActivationName, toActivation } from "./activations.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";

/**
 * An activation as a layer of its own, as behind a normalization: activation("relu").
 * @throws RangeError with code OCCAM_OPTION when no activation has the name.
 */
export function activation(
  choice: ActivationName | Activation,
  { name }: { readonly name?: string } = {},
): LayerFactory {
  const { apply } = toActivation(choice, "activation");
  const record: LayerRecord = {
    kind: "activation",
    name,
    build: (layerName, inputShape) => ({
      name: layerName,
      kind: "activation",
      outputShape: inputShape,
      parameters: [],
      hyperparameters: {},
      units: continuingUnits(record.build),
      apply: (x) => apply(x),
    }),
  };
  return defineLayer(record);
}
