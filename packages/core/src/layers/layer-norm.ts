import { describe, occamError, optionError, requireOptions } from "../errors.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { LayerFactory } from "./layer.ts";
import {
  affine,
  NORMALIZATION_OPTIONS,
  type NormalizationOptions,
  requireNormalization,
  standardized,
} from "./normalization.ts";

export interface LayerNormOptions extends NormalizationOptions {
  /**
   * Axes over which mean and variance are taken, 0 being the batch; negative ones count from the end. Default -1. For
   * images [channels, height, width]: 1 for the channels of each place, [1, 2, 3] for the whole example.
   */
  readonly axis?: number | readonly number[];
}

/**
 * Each example on its own: (x - mean) / sqrt(variance + epsilon) * gamma + beta. Gamma and beta have the lengths of the
 * axes over which it goes. Ba, Kiros & Hinton 2016.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input lacks an axis.
 */
export function layerNorm(options: LayerNormOptions = {}): LayerFactory {
  requireOptions("layerNorm", options, { ...NORMALIZATION_OPTIONS, axis: true });
  const { epsilon = 1e-3, axis = -1 } = options;
  const chosen = typeof axis === "number" ? [axis] : axis;
  requireNormalization("layerNorm", options);
  if (chosen.length === 0 || !chosen.every((each) => Number.isInteger(each) && each !== 0)) {
    throw optionError({ where: "layerNorm.axis", expected: "whole numbers other than 0", received: describe(axis) });
  }
  return defineLayer({
    kind: "layerNorm",
    name: options.name,
    build: (name, inputShape) => {
      const axes = exampleAxes(name, chosen, inputShape);
      const lengths = inputShape.filter((_, i) => axes.includes(i));
      const { parameters, apply } = affine(name, lengths, options);
      const layout = inputShape.map((dim, i) => (axes.includes(i) ? dim : 1));
      return {
        name,
        kind: "layerNorm",
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
