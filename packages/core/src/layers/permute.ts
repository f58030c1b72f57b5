import { describe, occamError, optionError, requireOptions } from "../errors.ts";
import { transpose } from "../graph/ops/index.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { LayerFactory } from "./layer.ts";

export interface PermuteOptions {
  /** Axes of one example in their new order, counted from 1 as the batch is 0: [2, 1] swaps the two. */
  readonly dims: readonly number[];
  readonly name?: string;
}

/**
 * Axes of each example in another order, as between an embedding's [length, channels] and the [channels, length] of conv1d.
 * @throws RangeError with code OCCAM_OPTION unless dims holds each of 1 ... n once; Error with code OCCAM_SHAPE for an
 * example of another number of axes.
 */
export function permute(options: PermuteOptions): LayerFactory {
  requireOptions("permute", options, { dims: true, name: true });
  const { dims, name } = options;
  if ([...dims].sort((a, b) => a - b).some((dim, i) => dim !== i + 1)) {
    throw optionError({ where: "permute.dims", expected: "each of 1 ... n once", received: describe(dims) });
  }
  return defineLayer({
    kind: "permute",
    name,
    build: (layerName, inputShape) => {
      if (inputShape.length !== dims.length) {
        throw occamError("OCCAM_SHAPE", {
          where: layerName,
          expected: `inputs of ${dims.length} dimensions`,
          received: `[${["*", ...inputShape].join(", ")}]`,
        });
      }
      return {
        name: layerName,
        kind: "permute",
        outputShape: dims.map((dim) => inputShape[dim - 1] as number),
        parameters: [],
        hyperparameters: {},
        apply: (x) => {
          const lead = leadingAxes(x, inputShape);
          const leading = Array.from({ length: lead }, (_, axis) => axis);
          return transpose(x, [...leading, ...dims.map((dim) => dim - 1 + lead)]);
        },
      };
    },
  });
}
