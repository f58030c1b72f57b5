import { describe, occamError, optionError, requireCount } from "../errors.ts";
import { reshape as reshapeValue } from "../graph/ops/index.ts";
import { type Field, given } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { LayerFactory, LayerRecord, UnitFacts } from "./layer.ts";

/** A layer that lays the numbers of each example out anew, in the same order. */
function reshaping(
  kind: string,
  name: string | undefined,
  target: (layer: string, inputShape: readonly number[]) => readonly number[],
  unitsOf?: (inputShape: readonly number[], build: LayerRecord["build"]) => UnitFacts,
): LayerFactory {
  const layer: LayerRecord = {
    kind,
    name,
    build: (layerName, inputShape) => {
      const outputShape = target(layerName, inputShape);
      return {
        name: layerName,
        kind,
        outputShape,
        parameters: [],
        hyperparameters: {},
        ...(unitsOf && { units: unitsOf(inputShape, layer.build) }),
        apply: (x) => reshapeValue(x, [...x.shape.slice(0, leadingAxes(x, inputShape)), ...outputShape]),
      };
    },
  };
  return defineLayer(layer);
}

/** Options of `flatten`. */
export const FLATTEN = record("flatten", { name: given<string>() });

/** Each example as one row of numbers, in the order in which it holds them: what `dense` wants behind a convolution. */
export function flatten(options: OptionsOf<typeof FLATTEN> = {}): LayerFactory {
  const { name } = FLATTEN.read(options);
  return reshaping(
    FLATTEN.name,
    name,
    (_, inputShape) => [sizeOf(inputShape)],
    // The places of a channel lie side by side.
    ([, ...places], build) => ({
      axes: {},
      continues: (unit) => [[0, Math.floor(unit / sizeOf(places))]],
      rebuild: () => build,
    }),
  );
}

const TARGET_SHAPE: Field<readonly number[]> = {
  expected: "whole numbers of at least 1, one -1 at most",
  check: (where, value) => {
    if (!Array.isArray(value) || value.filter((dim) => dim === -1).length > 1) {
      throw optionError({ where, expected: "one -1 at most", received: describe(value) });
    }
    value.forEach((dim, axis) => {
      if (dim !== -1) requireCount(`${where}[${axis}]`, dim);
    });
  },
  schema: { type: "array", items: { anyOf: [{ const: -1 }, { type: "integer", minimum: 1 }] } },
};

/** Options of `reshape`. */
export const RESHAPE = record("reshape", {
  /** Shape of one example, without the batch. One number may be -1: what the others leave. */
  targetShape: TARGET_SHAPE,
  name: given<string>(),
});

export type ReshapeOptions = OptionsOf<typeof RESHAPE>;

/**
 * The numbers of each example under another shape, in the same order.
 * @throws RangeError with code OCCAM_OPTION for a bad shape; Error with code OCCAM_SHAPE where it has not as many numbers.
 */
export function reshape(options: ReshapeOptions): LayerFactory {
  const { targetShape, name } = RESHAPE.read(options);
  return reshaping(RESHAPE.name, name, (layer, inputShape) => {
    const rest = sizeOf(inputShape) / sizeOf(targetShape.filter((dim) => dim !== -1));
    const shape = targetShape.map((dim) => (dim === -1 ? rest : dim));
    if (Number.isInteger(rest) && sizeOf(shape) === sizeOf(inputShape)) return shape;
    throw occamError("OCCAM_SHAPE", {
      where: layer,
      expected: `as many numbers as targetShape [${targetShape.join(", ")}] holds`,
      received: `[${["*", ...inputShape].join(", ")}]`,
    });
  });
}
