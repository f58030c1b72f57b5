import { occamError } from "../errors.ts";
import { concat } from "../graph/ops/index.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory } from "./layer.ts";

/**
 * Its inputs joined along the first axis of an example: columns of flat inputs, channels of images.
 * `concatenate().apply([x, y])`: [*, a, ...] and [*, b, ...] give [*, a + b, ...].
 * @throws Error with code OCCAM_SHAPE for inputs whose other axes differ.
 */
export function concatenate({ name }: { readonly name?: string } = {}): LayerFactory {
  return defineLayer({
    kind: "concatenate",
    name,
    arity: "many",
    build: (layerName, inputShape, inputShapes = [inputShape]) => {
      const [, ...places] = inputShape;
      const other = inputShapes.find((shape) => shape.length === 0 || shape.slice(1).join() !== places.join());
      if (other !== undefined) {
        throw occamError("OCCAM_SHAPE", {
          where: layerName,
          expected: `inputs [*, n${places.map((dim) => `, ${dim}`).join("")}], as the first`,
          received: `[*, ${other.join(", ")}]`,
        });
      }
      return {
        name: layerName,
        kind: "concatenate",
        outputShape: [inputShapes.reduce((total, shape) => total + (shape[0] as number), 0), ...places],
        parameters: [],
        hyperparameters: {},
        apply: (x, scope, inputs = [x]) =>
          concat(
            inputs.map((each) => scope.withReplicas(each, inputShape.length)),
            -inputShape.length,
          ),
      };
    },
  });
}
