import { occamError } from "../errors.ts";
import { checked, type Field, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { LayerFactory } from "./layer.ts";
import { affine, NORMALIZATION_FIELDS, requireAffine, standardized } from "./normalization.ts";

const AXES: Field<number | readonly number[]> = checked({
  expected: "whole numbers other than 0",
  accepts: (value): value is number | readonly number[] => {
    const chosen: readonly unknown[] = Array.isArray(value) ? value : [value];
    return chosen.length > 0 && chosen.every((each) => Number.isInteger(each) && each !== 0);
  },
  schema: { anyOf: [{ type: "integer" }, { type: "array", items: { type: "integer" }, minItems: 1 }] },
});

/** Options of `layerNorm`. */
export const LAYER_NORM = record("layerNorm", {
  ...NORMALIZATION_FIELDS,
  /**
   * Axes over which mean and variance are taken, 0 being the batch; negative ones count from the end. Default -1. For
   * images [channels, height, width]: 1 for the channels of each place, [1, 2, 3] for the whole example.
   */
  axis: optional(AXES, -1),
});

export type LayerNormOptions = OptionsOf<typeof LAYER_NORM>;

/**
 * Each example on its own: (x - mean) / sqrt(variance + epsilon) * gamma + beta. Gamma and beta have the lengths of the
 * axes over which it goes. Ba, Kiros & Hinton 2016.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input lacks an axis.
 */
export function layerNorm(options: LayerNormOptions = {}): LayerFactory {
  const read = LAYER_NORM.read(options);
  const { epsilon, axis } = read;
  const chosen = typeof axis === "number" ? [axis] : axis;
  requireAffine(LAYER_NORM.name, read);
  return defineLayer({
    kind: LAYER_NORM.name,
    name: read.name,
    build: (name, inputShape) => {
      const axes = exampleAxes(name, chosen, inputShape);
      const lengths = inputShape.filter((_, i) => axes.includes(i));
      const { parameters, apply } = affine(name, lengths, read);
      const layout = inputShape.map((dim, i) => (axes.includes(i) ? dim : 1));
      return {
        name,
        kind: LAYER_NORM.name,
        outputShape: inputShape,
        parameters,
        hyperparameters: {},
        apply: (x, scope) => {
          const lead = leadingAxes(x, inputShape);
          const over = axes.map((each) => each + lead);
          return apply(standardized(x, over, epsilon), scope, layout);
        },
      };
    },
  });
}

/** Axes of one example, from 0, in order. */
function exampleAxes(layer: string, chosen: readonly number[], inputShape: readonly number[]): readonly number[] {
  const axes = chosen.map((axis) => (axis < 0 ? axis + inputShape.length : axis - 1));
  if (axes.every((axis) => axis >= 0 && axis < inputShape.length)) return [...new Set(axes)].sort((a, b) => a - b);
  throw occamError("OCCAM_SHAPE", {
    where: layer,
    expected: `inputs with axis ${chosen.join(", ")}`,
    received: `[${["*", ...inputShape].join(", ")}]`,
  });
}
