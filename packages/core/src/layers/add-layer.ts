import { occamError, requireOptions } from "../errors.ts";
import { add as sum } from "../graph/ops/index.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";

/**
 * Sum of its inputs, which have one shape: `add().apply([x, y])`.
 * @throws Error with code OCCAM_SHAPE for inputs of different shapes.
 */
export function add(options: { readonly name?: string } = {}): LayerFactory {
  requireOptions("add", options, { name: true });
  const { name } = options;
  const record: LayerRecord = {
    kind: "add",
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
        kind: "add",
        outputShape: inputShape,
        parameters: [],
        hyperparameters: {},
        units: {
          axes: {},
          continues: (unit) => inputShapes.map((_, i) => [i, unit]),
          rebuild: () => record.build,
        },
        apply: (x, _scope, inputs = [x]) => inputs.reduce(sum),
      };
    },
  };
  return defineLayer(record);
}
