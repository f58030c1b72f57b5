import { requireRange } from "../errors.ts";
import { add, div, mul, reduceMean, reshape, scalar, sqrt, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { defineLayer } from "./connection.ts";
import { ones, zeros } from "./initializers.ts";
import type { LayerFactory, LayerRecord, LayerScope, ParameterSpec } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";

export interface BatchNormOptions {
  /** How much of the running mean and variance stays at each step, in [0, 1). Default 0.99. */
  readonly momentum?: number;
  /** Added to the variance. Default 0.001. */
  readonly epsilon?: number;
  /** Learn an offset beta. Default true. */
  readonly center?: boolean;
  /** Learn a scale gamma. Default true. */
  readonly scale?: boolean;
  readonly name?: string;
}

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta for each unit, or channel of images and sequences. In training mean and
 * variance are the batch's (the population variance); running means of them, r <- momentum r + (1 - momentum) m, take their
 * place at inference. Rows that only fill up the last batch do not count. Ioffe & Szegedy 2015.
 * @throws RangeError with code OCCAM_OPTION when momentum is outside [0, 1) or epsilon is not above 0.
 */
export function batchNorm(options: BatchNormOptions = {}): LayerFactory {
  const { momentum = 0.99, epsilon = 1e-3, center = true, scale = true, name } = options;
  requireRange("batchNorm.momentum", momentum, 0, 1 - Number.EPSILON);
  requireRange("batchNorm.epsilon", epsilon, Number.MIN_VALUE, Infinity);
  const record: LayerRecord = {
    kind: "batchNorm",
    name,
    build: (layerName, inputShape) => {
      const [channels = 1, ...places] = inputShape;
      const spec = (part: string, role: ParameterSpec["role"], start: ParameterSpec["initializer"]): ParameterSpec => ({
        name: `${layerName}/${part}`,
        shape: [channels],
        role,
        initializer: start,
        fans: { fanIn: channels, fanOut: channels },
        penalties: [],
        constraints: [],
      });
      /** A number a channel, as it broadcasts with a batch. */
      const spread = (value: Value) =>
        reshape(value, [...value.shape.slice(0, -1), 1, channels, ...places.map(() => 1)]);
      const read = (scope: LayerScope, part: string) => spread(scope.parameter(part));
      const channelMean = (scope: LayerScope, x: Value) => overPlaces(scope.batchMean(x), places);

      return {
        name: layerName,
        kind: "batchNorm",
        outputShape: inputShape,
        parameters: [
          ...(scale ? [spec("gamma", "bias", ones())] : []),
          ...(center ? [spec("beta", "bias", zeros())] : []),
          spec("movingMean", "statistic", zeros()),
          spec("movingVariance", "statistic", ones()),
        ],
        hyperparameters: {},
        units: continuingUnits(record.build, {
          axes: { gamma: 0, beta: 0, movingMean: 0, movingVariance: 0 },
          ...(scale && { gain: "gamma" }),
          affine: (parameter) => inferenceScale(parameter, { epsilon, center, scale }),
        }),
        apply: (given, scope) => {
          const x = scope.withReplicas(given, inputShape.length);
          const [mean, variance] = scope.mode === "training" ? ofBatch(x, scope) : ofRunning(scope);
          const centered = sub(x, mean);
          const inverse = div(scalar(1), sqrt(add(variance, scalar(epsilon))));
          const scaled = mul(centered, scale ? mul(inverse, read(scope, "gamma")) : inverse);
          return center ? add(scaled, read(scope, "beta")) : scaled;
        },
      };

      function ofBatch(x: Value, scope: LayerScope): readonly [Value, Value] {
        const mean = channelMean(scope, x);
        const deviation = sub(x, spread(mean));
        const variance = channelMean(scope, mul(deviation, deviation));
        for (const [part, now] of [
          ["movingMean", mean],
          ["movingVariance", variance],
        ] as const) {
          const before = scope.parameter(part);
          scope.updateStatistic(part, add(before, mul(scalar(1 - momentum), sub(now, before))));
        }
        return [spread(mean), spread(variance)];
      }

      function ofRunning(scope: LayerScope): readonly [Value, Value] {
        return [read(scope, "movingMean"), read(scope, "movingVariance")];
      }
    },
  };
  return defineLayer(record);
}

/** What batch normalization does at inference: scale x + shift. */
function inferenceScale(
  parameter: (name: string) => Float32Array,
  { epsilon, center, scale }: Required<Pick<BatchNormOptions, "epsilon" | "center" | "scale">>,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const [mean, variance] = [parameter("movingMean"), parameter("movingVariance")];
  const [gamma, beta] = [scale ? parameter("gamma") : undefined, center ? parameter("beta") : undefined];
  const factors = Float64Array.from(variance, (each, unit) => (gamma?.[unit] ?? 1) / Math.sqrt(each + epsilon));
  const shift = factors.map((factor, unit) => (beta?.[unit] ?? 0) - factor * (mean[unit] as number));
  return { scale: factors, shift };
}

/** Mean over the places of a channel: [..., channels, ...places] to [..., channels]. */
function overPlaces(x: Value, places: readonly number[]): Value {
  if (places.length === 0) return x;
  const flat = reshape(x, [...x.shape.slice(0, -places.length), sizeOf(places)]);
  return reduceMean(flat, [-1]);
}
