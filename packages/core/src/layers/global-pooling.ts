import { reduceMax, reduceMean } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { given } from "../options/field.ts";
import { type OptionRecord, type OptionsOf, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";
import { requireChannels } from "./windows.ts";

const FIELDS = { name: given<string>() };

/** Options of `globalAveragePooling1d`. */
export const GLOBAL_AVERAGE_POOLING_1D = record("globalAveragePooling1d", FIELDS);
/** Options of `globalAveragePooling2d`. */
export const GLOBAL_AVERAGE_POOLING_2D = record("globalAveragePooling2d", FIELDS);
/** Options of `globalMaxPooling1d`. */
export const GLOBAL_MAX_POOLING_1D = record("globalMaxPooling1d", FIELDS);
/** Options of `globalMaxPooling2d`. */
export const GLOBAL_MAX_POOLING_2D = record("globalMaxPooling2d", FIELDS);

export type GlobalPoolingOptions = OptionsOf<typeof GLOBAL_AVERAGE_POOLING_1D>;

/** One number of all places of each channel. */
function globalPooling(
  { name: kind, read }: OptionRecord<typeof FIELDS>,
  axisCount: number,
  options: GlobalPoolingOptions,
  reduce: (x: Value, axes: readonly number[]) => Value,
): LayerFactory {
  const { name } = read(options);
  const places = Array.from({ length: axisCount }, (_, i) => -1 - i);
  const layer: LayerRecord = {
    kind,
    name,
    build: (layerName, inputShape) => ({
      name: layerName,
      kind,
      outputShape: [requireChannels(layerName, inputShape, axisCount).channels],
      parameters: [],
      hyperparameters: {},
      units: continuingUnits(layer.build),
      apply: (x) => reduce(x, places),
    }),
  };
  return defineLayer(layer);
}

/** The mean of each channel of sequences [channels, length] -> [channels]. */
export function globalAveragePooling1d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling(GLOBAL_AVERAGE_POOLING_1D, 1, options, reduceMean);
}

/** The mean of each channel of images [channels, height, width] -> [channels]. Lin, Chen & Yan 2014. */
export function globalAveragePooling2d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling(GLOBAL_AVERAGE_POOLING_2D, 2, options, reduceMean);
}

/** The largest of each channel of sequences [channels, length] -> [channels]. Equal ones share the gradient. */
export function globalMaxPooling1d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling(GLOBAL_MAX_POOLING_1D, 1, options, reduceMax);
}

/** The largest of each channel of images [channels, height, width] -> [channels]. Equal ones share the gradient. */
export function globalMaxPooling2d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling(GLOBAL_MAX_POOLING_2D, 2, options, reduceMax);
}
