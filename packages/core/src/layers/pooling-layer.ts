/** What the pooling layers share. */
import { requireOptions } from "../errors.ts";
import type { PoolAttributes } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory, LayerRecord } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";
import { type Padding, planWindows, requireChannels, requirePadding, type Sizes, toSizes } from "./windows.ts";

export interface PoolingOptions<Size extends Sizes> {
  /** Places that a window covers. Default 2. */
  readonly poolSize?: Size;
  /** Places between two windows. Default: poolSize. */
  readonly strides?: Size;
  /** "valid" (default): windows stay inside; "same": ceil(length / stride) places. Padding never counts. */
  readonly padding?: Padding;
  readonly name?: string;
}

export type Pooling1dOptions = PoolingOptions<number>;
export type Pooling2dOptions = PoolingOptions<number | readonly [height: number, width: number]>;

/** A layer that makes one number of each window of each channel. */
export function poolingLayer(
  kind: string,
  axisCount: number,
  options: PoolingOptions<Sizes>,
  pool: (x: Value, attributes: PoolAttributes) => Value,
): LayerFactory {
  requireOptions(kind, options, { poolSize: true, strides: true, padding: true, name: true });
  const { padding = "valid", poolSize = 2 } = options;
  const window = toSizes(`${kind}.poolSize`, poolSize, axisCount);
  const strides = toSizes(`${kind}.strides`, options.strides ?? poolSize, axisCount);
  requirePadding(`${kind}.padding`, padding);
  const windows = { option: "poolSize", size: window, strides, dilations: window.map(() => 1), padding };
  const record: LayerRecord = {
    kind,
    name: options.name,
    build: (name, inputShape) => {
      const { channels, lengths } = requireChannels(name, inputShape, axisCount);
      const { pads, places } = planWindows(name, lengths, windows);
      return {
        name,
        kind,
        outputShape: [channels, ...places],
        parameters: [],
        hyperparameters: {},
        units: continuingUnits(record.build),
        isBatchable: false,
        apply: (x) => pool(x, { window, strides, pads }),
      };
    },
  };
  return defineLayer(record);
}
