import { occamError } from "../errors.ts";
import { transpose } from "../graph/ops/index.ts";
import { checked, given } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { LayerFactory } from "./layer.ts";

/** Options of `permute`. */
export const PERMUTE = record("permute", {
  /** Axes of one example in their new order, counted from 1 as the batch is 0: [2, 1] swaps the two. */
  dims: checked({
    expected: "each of 1 ... n once",
    accepts: (value): value is readonly number[] =>
      Array.isArray(value) && value.toSorted((a, b) => a - b).every((dim, i) => dim === i + 1),
    schema: { type: "array", items: { type: "integer", minimum: 1 }, uniqueItems: true },
  }),
  name: given<string>(),
});

export type PermuteOptions = OptionsOf<typeof PERMUTE>;

/**
 * Axes of each example in another order, as between an embedding's [length, channels] and the [channels, length] of conv1d.
 * @throws RangeError with code OCCAM_OPTION unless dims holds each of 1 ... n once; Error with code OCCAM_SHAPE for an
 * example of another number of axes.
 */
export function permute(options: PermuteOptions): LayerFactory {
  const { dims, name } = PERMUTE.read(options);
  return defineLayer({
    kind: PERMUTE.name,
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
        kind: PERMUTE.name,
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
