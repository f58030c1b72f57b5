import { add, div, mul, reduceMean, reshape, scalar, sqrt, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { decay, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { defineLayer } from "./connection.ts";
import { exampleParameter } from "./example-parameter.ts";
import { type Initializer, ones, zeros } from "./initializers.ts";
import type { LayerFactory, LayerRecord, LayerScope, ParameterSpec } from "./layer.ts";
import { affine, NORMALIZATION_FIELDS, requireAffine } from "./normalization.ts";
import { tuned } from "./tuning.ts";
import { continuingUnits } from "./unit-facts.ts";

/** Options of `batchNorm`. */
export const BATCH_NORM = record("batchNorm", {
  ...NORMALIZATION_FIELDS,
  /** How much of the running mean and variance stays at each step, in [0, 1). Default 0.99. */
  momentum: optional(decay(), 0.99),
});

export type BatchNormOptions = OptionsOf<typeof BATCH_NORM>;

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta for each unit, or channel of images and sequences. In training mean and
 * variance are the batch's, each row by its weight; running means of them take their place at inference:
 * r <- r + (1 - momentum) s (m - r), where the batch counts as s full ones, by its rows, and for the variance by its degrees of
 * freedom: a batch of one row says nothing of it. They start as the plain mean over the batches so far, so that nothing is left of
 * the 0 and 1 they begin with. The variance is the population's in both, as in Keras: PyTorch's running one is n/(n - 1) of it, so
 * that inference divides by another number than the network was trained with. Ioffe & Szegedy 2015. With trainable: false it
 * computes in training what it does at inference, and its running means stay, as in Keras. The bias of a layer that feeds nothing else is
 * frozen: the mean takes it away again.
 * @throws RangeError with code OCCAM_OPTION when momentum is outside [0, 1) or epsilon is not above 0.
 */
export function batchNorm(options: BatchNormOptions = {}): LayerFactory {
  const read = BATCH_NORM.read(options);
  const { momentum, epsilon, center, scale, trainable } = read;
  requireAffine(BATCH_NORM.name, read);
  const layer: LayerRecord = {
    kind: BATCH_NORM.name,
    name: read.name,
    build: (layerName, inputShape) => {
      const [channels = 1, ...places] = inputShape;
      const layout = [channels, ...places.map(() => 1)];
      const own = affine(layerName, [channels], read);
      const mean = statistic(`${layerName}/movingMean`, channels, zeros());
      const variance = statistic(`${layerName}/movingVariance`, channels, ones());
      /** A number a channel, [..., channels], as it broadcasts with a batch. */
      const spread = (value: Value) => reshape(value, [...value.shape.slice(0, -1), 1, ...layout]);

      const ofBatch = (x: Value, scope: LayerScope): readonly [Value, Value] => {
        const batchCenter = overPlaces(scope.batchMean(x), places);
        const deviation = sub(x, spread(batchCenter));
        const spreadOut = overPlaces(scope.batchMean(mul(deviation, deviation)), places);
        scope.updateStatistic("movingMean", batchCenter, { momentum });
        scope.updateStatistic("movingVariance", spreadOut, { momentum, lost: 1 / sizeOf(places) });
        return [spread(batchCenter), spread(spreadOut)];
      };

      return {
        name: layerName,
        kind: BATCH_NORM.name,
        outputShape: inputShape,
        parameters: [...own.parameters, ...tuned(layerName, [mean, variance], read)],
        hyperparameters: {},
        ...(trainable && { fewestRows: sizeOf(places) === 1 ? 2 : 1, ignoresShift: true }),
        units: continuingUnits(layer.build, {
          axes: { gamma: 0, beta: 0, movingMean: 0, movingVariance: 0 },
          ...(scale && { gain: "gamma" }),
          affine: (parameter) => inferenceScale(parameter, { epsilon, center, scale }),
        }),
        apply: (given, scope) => {
          const looksAtBatch = scope.mode === "training" && trainable;
          const x = looksAtBatch ? scope.withReplicas(given, inputShape.length) : given;
          const [middle, spreadOut] = looksAtBatch
            ? ofBatch(x, scope)
            : [exampleParameter(scope, mean, layout), exampleParameter(scope, variance, layout)];
          return own.apply(div(sub(x, middle), sqrt(add(spreadOut, scalar(epsilon)))), scope, layout);
        },
      };
    },
  };
  return defineLayer(layer);
}

/** What batch normalization does at inference: scale x + shift. */
function inferenceScale(
  parameter: (name: string) => Float32Array,
  { epsilon, center, scale }: Pick<Read<typeof BATCH_NORM.fields>, "epsilon" | "center" | "scale">,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const [mean, variance] = [parameter("movingMean"), parameter("movingVariance")];
  const [gamma, beta] = [scale ? parameter("gamma") : undefined, center ? parameter("beta") : undefined];
  const factors = Float64Array.from(variance, (each, unit) => (gamma?.[unit] ?? 1) / Math.sqrt(each + epsilon));
  const shift = factors.map((factor, unit) => (beta?.[unit] ?? 0) - factor * (mean[unit] as number));
  return { scale: factors, shift };
}

function statistic(name: string, channels: number, initializer: Initializer): ParameterSpec {
  const fans = { fanIn: channels, fanOut: channels };
  return { name, shape: [channels], role: "statistic", initializer, fans, penalties: [], constraints: [] };
}

/** Mean over the places of a channel: [..., channels, ...places] to [..., channels]. */
function overPlaces(x: Value, places: readonly number[]): Value {
  if (places.length === 0) return x;
  return reduceMean(reshape(x, [...x.shape.slice(0, -places.length), sizeOf(places)]), [-1]);
}
