/** From table rows to tensors: preprocessing learnt on training rows, targets as the loss takes them. */
import {
  fitPreprocessing,
  isOccamError,
  type Preprocessing,
  type Runtime,
  type SplitParts,
  transform,
} from "@occam/core";
import { inputError } from "../table/input-error.ts";
import type { Examples } from "./train-candidates.ts";
import type { Understanding } from "./understanding.ts";

export type Part = "train" | "validation" | "test";

export const PARTS: readonly Part[] = ["train", "validation", "test"];

/** Mean and standard deviation of the training rows' target; 0 and 1 for classification. */
export interface TargetScale {
  readonly mean: number;
  readonly deviation: number;
}

/** What rows were learnt from, and how any rows become examples. */
export interface PreparedRows {
  readonly preprocessing: Preprocessing;
  readonly targetScale: TargetScale;
  readonly examplesOf: (rows: Int32Array) => Promise<Examples>;
}

export interface PreparedData extends PreparedRows {
  readonly train: Examples;
  /** Held-out rows: the validation rows, or the test rows of a fit that chose by folds and so has none. */
  readonly validation: Examples;
}

export async function prepareData(
  runtime: Runtime,
  known: Understanding,
  parts: SplitParts,
  file: string,
): Promise<PreparedData> {
  const prepared = prepareRows(runtime, known, parts.train, file);
  return {
    ...prepared,
    train: await prepared.examplesOf(parts.train),
    validation: await prepared.examplesOf(parts.validation.length > 0 ? parts.validation : parts.test),
  };
}

/** Preprocessing and scale of the target learnt on `rows`. */
export function prepareRows(runtime: Runtime, known: Understanding, rows: Int32Array, file: string): PreparedRows {
  const preprocessing = learn(known, rows, file);
  const targetScale = scaleOf(known, rows);
  return {
    preprocessing,
    targetScale,
    examplesOf: async (own) => ({
      x: await transform(runtime, preprocessing, known.inputs, own),
      y: targetsOf(known, targetScale, own),
    }),
  };
}

function learn(known: Understanding, rows: Int32Array, file: string): Preprocessing {
  try {
    return fitPreprocessing(known.inputs, rows);
  } catch (error) {
    throw isOccamError(error) ? inputError(`${file}: ${error.message}`) : error;
  }
}

export function scaleOf({ task, targets }: Understanding, rows: Int32Array): TargetScale {
  if (task === "classification") return { mean: 0, deviation: 1 };
  const mean = rows.reduce((sum, row) => sum + (targets[row] as number), 0) / rows.length;
  const variance = rows.reduce((sum, row) => sum + ((targets[row] as number) - mean) ** 2, 0) / rows.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** Predictions in the units of the target; probabilities as they are. */
export function toTargetUnits(predictions: Float32Array, { mean, deviation }: TargetScale): ArrayLike<number> {
  return mean === 0 && deviation === 1
    ? predictions
    : Float64Array.from(predictions, (value) => value * deviation + mean);
}

/** Class indices, or standardized values, of table rows. */
export function targetsOf(
  { task, targets }: Understanding,
  { mean, deviation }: TargetScale,
  rows: Int32Array,
): Examples["y"] {
  const shape = [rows.length];
  if (task === "classification") return { shape, data: Int32Array.from(rows, (row) => targets[row] as number) };
  return { shape, data: Float32Array.from(rows, (row) => ((targets[row] as number) - mean) / deviation) };
}
