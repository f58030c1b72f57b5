import { occamError } from "../errors.ts";
import { add as sum } from "../graph/ops/index.ts";
import { given } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";

/** Options of `add`. */
export const ADD = record("add", { name: given<string>() });

/**
 * Sum of its inputs, which have one shape: `add().apply([x, y])`.
 * @throws Error with code OCCAM_SHAPE for inputs of different shapes.
 */
export function add(options: OptionsOf<typeof ADD> = {}): LayerFactory {
  const { name } = ADD.read(options);
  const layer: LayerRecord = {
    kind: ADD.name,
    name,
    arity: "many",
    build: (layerName, inputShape, inputShapes = [inputShape]) => {
      const other = inputShapes.find((shape) => shape.join() !== inputShape.join());
      if (other !== undefined) {
        throw occamError("OCCAM_SHAPE", {
          where: layerName,
          expected: `inputs of one shape, [*, ${inputShape.join(", ")}] as the first`,
          received: `[*, ${other.join(", ")}]`,
          fix: "bring one of them to the other's shape with a layer first",
        });
      }
      return {
        name: layerName,
        kind: ADD.name,
        outputShape: inputShape,
        parameters: [],
        hyperparameters: {},
        units: {
          axes: {},
          continues: (unit) => inputShapes.map((_, i) => [i, unit]),
          rebuild: () => layer.build,
        },
        apply: (x, _scope, inputs = [x]) => inputs.reduce(sum),
      };
    },
  };
  return defineLayer(layer);
}
