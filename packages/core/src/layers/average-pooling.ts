import { averagePool } from "../graph/ops/index.ts";
import type { LayerFactory } from "./layer.ts";
import { type Pooling1dOptions, type Pooling2dOptions, poolingLayer } from "./pooling-layer.ts";

/**
 * The mean of each window of sequences [channels, length] -> [channels, places], over the places inside, as in Keras.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function averagePooling1d(options: Pooling1dOptions = {}): LayerFactory {
  return poolingLayer("averagePooling1d", 1, options, averagePool);
}

/**
 * The mean of each window of images [channels, height, width] -> [channels, rows, columns], over the places inside, as
 * in Keras.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function averagePooling2d(options: Pooling2dOptions = {}): LayerFactory {
  return poolingLayer("averagePooling2d", 2, options, averagePool);
}
