import { requireOptions } from "../errors.ts";
import { reduceMax, reduceMean } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";
import { requireChannels } from "./windows.ts";

export interface GlobalPoolingOptions {
  readonly name?: string;
}

/** One number of all places of each channel. */
function globalPooling(
  kind: string,
  axisCount: number,
  options: GlobalPoolingOptions,
  reduce: (x: Value, axes: readonly number[]) => Value,
): LayerFactory {
  requireOptions(kind, options, { name: true });
  const places = Array.from({ length: axisCount }, (_, i) => -1 - i);
  const record: LayerRecord = {
    kind,
    name: options.name,
    build: (layerName, inputShape) => ({
      name: layerName,
      kind,
      outputShape: [requireChannels(layerName, inputShape, axisCount).channels],
      parameters: [],
      hyperparameters: {},
      units: continuingUnits(record.build),
      apply: (x) => reduce(x, places),
    }),
  };
  return defineLayer(record);
}

/** The mean of each channel of sequences [channels, length] -> [channels]. */
export function globalAveragePooling1d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling("globalAveragePooling1d", 1, options, reduceMean);
}

/** The mean of each channel of images [channels, height, width] -> [channels]. Lin, Chen & Yan 2014. */
export function globalAveragePooling2d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling("globalAveragePooling2d", 2, options, reduceMean);
}

/** The largest of each channel of sequences [channels, length] -> [channels]. Equal ones share the gradient. */
export function globalMaxPooling1d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling("globalMaxPooling1d", 1, options, reduceMax);
}

/** The largest of each channel of images [channels, height, width] -> [channels]. Equal ones share the gradient. */
export function globalMaxPooling2d(options: GlobalPoolingOptions = {}): LayerFactory {
  return globalPooling("globalMaxPooling2d", 2, options, reduceMax);
}
