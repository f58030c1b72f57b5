/** What the pooling layers share. */
import type { PoolAttributes } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { type Field, given, optional } from "../options/field.ts";
import { type Read, record } from "../options/record.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";
import { PADDING, planWindows, requireChannels, type Sizes, toSizes } from "./windows.ts";

function poolingFields<Size extends Sizes>(size: Field<Size>) {
  return {
    /** Places that a window covers. Default 2. */
    poolSize: optional<Size | number>(size, 2),
    /** Places between two windows. Default: poolSize. */
    strides: optional(size),
    /** "valid" (default): windows stay inside; "same": ceil(length / stride) places. Padding never counts. */
    padding: PADDING,
    name: given<string>(),
  };
}

/** The options of a pooling layer. */
export function poolingRecord<Size extends Sizes>(kind: string, size: Field<Size>) {
  return record(kind, poolingFields(size));
}

/** A layer that makes one number of each window of each channel. */
export function poolingLayer(
  kind: string,
  axisCount: number,
  options: Read<ReturnType<typeof poolingFields<Sizes>>>,
  pool: (x: Value, attributes: PoolAttributes) => Value,
): LayerFactory {
  const { padding, poolSize, strides: step = poolSize, name } = options;
  const window = toSizes(`${kind}.poolSize`, poolSize, axisCount);
  const strides = toSizes(`${kind}.strides`, step, axisCount);
  const windows = { option: "poolSize", size: window, strides, dilations: window.map(() => 1), padding };
  const layer: LayerRecord = {
    kind,
    name,
    build: (layerName, inputShape) => {
      const { channels, lengths } = requireChannels(layerName, inputShape, axisCount);
      const { pads, places } = planWindows(layerName, lengths, windows);
      return {
        name: layerName,
        kind,
        outputShape: [channels, ...places],
        parameters: [],
        hyperparameters: {},
        units: continuingUnits(layer.build),
        isBatchable: false,
        apply: (x) => pool(x, { window, strides, pads }),
      };
    },
  };
  return defineLayer(layer);
}
