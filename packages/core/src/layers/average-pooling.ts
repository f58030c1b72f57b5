import { averagePool } from "../graph/ops/index.ts";
import type { LayerFactory } from "./layer.ts";
import type { Pooling1dOptions, Pooling2dOptions } from "./max-pooling.ts";
import { poolingLayer, poolingRecord } from "./pooling-layer.ts";
import { AREA, LENGTH } from "./windows.ts";

/** Options of `averagePooling1d`. */
export const AVERAGE_POOLING_1D = poolingRecord("averagePooling1d", LENGTH);
/** Options of `averagePooling2d`. */
export const AVERAGE_POOLING_2D = poolingRecord("averagePooling2d", AREA);

/**
 * The mean of each window of sequences [channels, length] -> [channels, places], over the places inside, as in Keras.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function averagePooling1d(options: Pooling1dOptions = {}): LayerFactory {
  return poolingLayer(AVERAGE_POOLING_1D.name, 1, AVERAGE_POOLING_1D.read(options), averagePool);
}

/**
 * The mean of each window of images [channels, height, width] -> [channels, rows, columns], over the places inside, as
 * in Keras.
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE where the input does not fit.
 */
export function averagePooling2d(options: Pooling2dOptions = {}): LayerFactory {
  return poolingLayer(AVERAGE_POOLING_2D.name, 2, AVERAGE_POOLING_2D.read(options), averagePool);
}
