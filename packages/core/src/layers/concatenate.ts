import { occamError } from "../errors.ts";
import { concat } from "../graph/ops/index.ts";
import { given } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";

/** Options of `concatenate`. */
export const CONCATENATE = record("concatenate", { name: given<string>() });

/**
 * Its inputs joined along the first axis of an example: columns of flat inputs, channels of images.
 * `concatenate().apply([x, y])`: [*, a, ...] and [*, b, ...] give [*, a + b, ...].
 * @throws Error with code OCCAM_SHAPE for inputs whose other axes differ.
 */
export function concatenate(options: OptionsOf<typeof CONCATENATE> = {}): LayerFactory {
  const { name } = CONCATENATE.read(options);
  const layer: LayerRecord = {
    kind: CONCATENATE.name,
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
        kind: CONCATENATE.name,
        outputShape: [inputShapes.reduce((total, shape) => total + (shape[0] as number), 0), ...places],
        parameters: [],
        hyperparameters: {},
        units: {
          axes: {},
          continues: (unit) => [placeOf(unit, inputShapes)],
          rebuild: () => layer.build,
        },
        apply: (x, scope, inputs = [x]) =>
          concat(
            inputs.map((each) => scope.withReplicas(each, inputShape.length)),
            -inputShape.length,
          ),
      };
    },
  };
  return defineLayer(layer);
}

/** The input that unit `unit` of the result is of, and which of its units it is. */
function placeOf(
  unit: number,
  [first = [0], ...others]: readonly (readonly number[])[],
  before = 0,
): readonly [number, number] {
  const own = first[0] as number;
  return unit < own || others.length === 0 ? [before, unit] : placeOf(unit - own, others, before + 1);
}
