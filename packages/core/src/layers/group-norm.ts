import { occamError } from "../errors.ts";
import { reshape } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { count } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import { leadingAxes } from "./example-parameter.ts";
import type { LayerFactory } from "./layer.ts";
import { affine, NORMALIZATION_FIELDS, requireAffine, standardized } from "./normalization.ts";

/** Options of `groupNorm`. */
export const GROUP_NORM = record("groupNorm", {
  ...NORMALIZATION_FIELDS,
  /** Channels fall into this many equal groups. 1 normalizes the whole example; as many as channels, each on its own. */
  groups: count(),
});

export type GroupNormOptions = OptionsOf<typeof GROUP_NORM>;

/**
 * Each group of channels of each example on its own: (x - mean) / sqrt(variance + epsilon), then times gamma plus beta,
 * both [channels]. x: [channels, ...places]. Wu & He 2018.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where channels do not fall
 * into equal groups.
 */
export function groupNorm(options: GroupNormOptions): LayerFactory {
  const read = GROUP_NORM.read(options);
  const { groups, epsilon } = read;
  requireAffine(GROUP_NORM.name, read);
  return defineLayer({
    kind: GROUP_NORM.name,
    name: read.name,
    build: (name, inputShape) => {
      const [channels, ...places] = requireGroups(name, inputShape, groups);
      const { parameters, apply } = affine(name, [channels], read);
      return {
        name,
        kind: GROUP_NORM.name,
        outputShape: inputShape,
        parameters,
        hyperparameters: {},
        apply: (x, scope) => {
          const lead = x.shape.slice(0, leadingAxes(x, inputShape));
          const grouped = reshape(x, [...lead, groups, channels / groups, ...places]);
          const normal = reshape(standardized(grouped, axesBehind(grouped, lead.length + 1), epsilon), x.shape);
          return apply(normal, scope, [channels, ...places.map(() => 1)]);
        },
      };
    },
  });
}

function axesBehind(x: Value, count: number): readonly number[] {
  return x.shape.map((_, axis) => axis).slice(count);
}

function requireGroups(layer: string, inputShape: readonly number[], groups: number): readonly [number, ...number[]] {
  const [channels, ...places] = inputShape;
  if (channels !== undefined && channels % groups === 0) return [channels, ...places];
  throw occamError("OCCAM_SHAPE", {
    where: layer,
    expected: `channels in ${groups} equal groups`,
    received: `[${["*", ...inputShape].join(", ")}]`,
  });
}
