import { occamError, requireCount, requireOptions } from "../errors.ts";
import { reshape } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
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

export interface GroupNormOptions extends NormalizationOptions {
  /** Channels fall into this many equal groups. 1 normalizes the whole example; as many as channels, each on its own. */
  readonly groups: number;
}

/**
 * Each group of channels of each example on its own: (x - mean) / sqrt(variance + epsilon), then times gamma plus beta,
 * both [channels]. x: [channels, ...places]. Wu & He 2018.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where channels do not fall
 * into equal groups.
 */
export function groupNorm(options: GroupNormOptions): LayerFactory {
  requireOptions("groupNorm", options, { ...NORMALIZATION_OPTIONS, groups: true });
  const { groups, epsilon = 1e-3 } = options;
  requireCount("groupNorm.groups", groups);
  requireNormalization("groupNorm", options);
  return defineLayer({
    kind: "groupNorm",
    name: options.name,
    build: (name, inputShape) => {
      const [channels, ...places] = requireGroups(name, inputShape, groups);
      const { parameters, apply } = affine(name, [channels], options);
      return {
        name,
        kind: "groupNorm",
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
