import { maxPool } from "../graph/ops/index.ts";
import type { OptionsOf } from "../options/record.ts";
import type { LayerFactory } from "./layer.ts";
import { poolingLayer, poolingRecord } from "./pooling-layer.ts";
import { AREA, LENGTH } from "./windows.ts";

/** Options of `maxPooling1d`. */
export const MAX_POOLING_1D = poolingRecord("maxPooling1d", LENGTH);
/** Options of `maxPooling2d`. */
export const MAX_POOLING_2D = poolingRecord("maxPooling2d", AREA);

export type Pooling1dOptions = OptionsOf<typeof MAX_POOLING_1D>;
export type Pooling2dOptions = OptionsOf<typeof MAX_POOLING_2D>;

/**
 * The largest of each window of sequences [channels, length] -> [channels, places].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function maxPooling1d(options: Pooling1dOptions = {}): LayerFactory {
  return poolingLayer(MAX_POOLING_1D.name, 1, MAX_POOLING_1D.read(options), maxPool);
}

/**
 * The largest of each window of images [channels, height, width] -> [channels, rows, columns].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function maxPooling2d(options: Pooling2dOptions = {}): LayerFactory {
  return poolingLayer(MAX_POOLING_2D.name, 2, MAX_POOLING_2D.read(options), maxPool);
}
