import { maxPool } from "../graph/ops/index.ts";
import type { LayerFactory } from "./layer.ts";
import { type Pooling1dOptions, type Pooling2dOptions, poolingLayer } from "./pooling-layer.ts";

/**
 * The largest of each window of sequences [channels, length] -> [channels, places].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function maxPooling1d(options: Pooling1dOptions = {}): LayerFactory {
  return poolingLayer("maxPooling1d", 1, options, maxPool);
}

/**
 * The largest of each window of images [channels, height, width] -> [channels, rows, columns].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function maxPooling2d(options: Pooling2dOptions = {}): LayerFactory {
  return poolingLayer("maxPooling2d", 2, options, maxPool);
}
