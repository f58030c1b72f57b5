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

export interface PreparedData {
  readonly preprocessing: Preprocessing;
  readonly targetScale: TargetScale;
  /** Features and targets of the rows that may be looked at while training and choosing. */
  readonly train: Examples;
  readonly validation: Examples;
}

export async function prepareData(
  runtime: Runtime,
  known: Understanding,
  parts: SplitParts,
  file: string,
): Promise<PreparedData> {
  const preprocessing = learn(known, parts.train, file);
  const targetScale = scaleOf(known, parts.train);
  const examples = async (rows: Int32Array): Promise<Examples> => ({
    x: await transform(runtime, preprocessing, known.inputs, rows),
    y: targetsOf(known, targetScale, rows),
  });
  return {
    preprocessing,
    targetScale,
    train: await examples(parts.train),
    validation: await examples(parts.validation),
  };
}

function learn(known: Understanding, rows: Int32Array, file: string): Preprocessing {
  try {
    return fitPreprocessing(known.inputs, rows);
  } catch (error) {
    throw isOccamError(error) ? inputError(`${file}: ${error.message}`) : error;
  }
}

function scaleOf({ task, targets }: Understanding, rows: Int32Array): TargetScale {
  if (task === "classification") return { mean: 0, deviation: 1 };
  const mean = rows.reduce((sum, row) => sum + (targets[row] as number), 0) / rows.length;
  const variance = rows.reduce((sum, row) => sum + ((targets[row] as number) - mean) ** 2, 0) / rows.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
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
