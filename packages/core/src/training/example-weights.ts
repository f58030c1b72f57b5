import { describe, optionError } from "../errors.ts";
import type { Prepared } from "./prepared.ts";

/** Weights of the training examples: by class, or one for each example. */
export interface WeightOptions {
  /**
   * Weight of each class, or "balanced": rows / (classes * rows of the class), so that every class counts alike.
   * Classification with class indices only.
   */
  readonly classWeights?: readonly number[] | "balanced";
  /** Weight of each training example, at least 0. Multiplies the class's. */
  readonly exampleWeights?: ArrayLike<number>;
}

/**
 * One weight for each example, scaled to a mean of 1, so that the data loss keeps its size beside the penalties;
 * undefined where nothing was asked for.
 * @throws RangeError with code OCCAM_OPTION for weights of the wrong number or sign.
 */
export function exampleWeightsOf(
  { targets }: Prepared,
  { classWeights, exampleWeights }: WeightOptions,
): Float64Array | undefined {
  if (classWeights === undefined && exampleWeights === undefined) return undefined;
  const rowCount = targets.shape[0] as number;
  const byClass =
    classWeights === undefined
      ? new Float64Array(rowCount).fill(1)
      : weightsByClass(targets.data, targets.shape[1] as number, classWeights);
  const own = Array.from(exampleWeights ?? new Float64Array(rowCount).fill(1));
  requireWeights("fit.exampleWeights", own, rowCount);
  const weights = byClass.map((weight, row) => weight * (own[row] as number));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / rowCount;
  if (mean > 0) return weights.map((weight) => weight / mean);
  throw optionError({ where: "fit.exampleWeights", expected: "a weight above 0 for some example", received: "none" });
}

function weightsByClass(
  targets: Float32Array,
  classCount: number,
  choice: readonly number[] | "balanced",
): Float64Array {
  const rowCount = targets.length / classCount;
  if (classCount < 2) {
    throw optionError({
      where: "fit.classWeights",
      expected: "a network with one output for each class",
      received: "one output",
      fix: "use exampleWeights",
    });
  }
  const classOf = (row: number) => targets.subarray(row * classCount, (row + 1) * classCount).indexOf(1);
  const classes = Int32Array.from({ length: rowCount }, (_, row) => classOf(row));
  if (choice !== "balanced") requireWeights("fit.classWeights", choice, classCount);
  const counts = new Float64Array(classCount);
  for (const index of classes) counts[index] = (counts[index] as number) + 1;
  const weights =
    choice === "balanced"
      ? counts.map((count) => rowCount / (classCount * Math.max(count, 1)))
      : Float64Array.from(choice);
  return Float64Array.from(classes, (index) => weights[index] as number);
}

function requireWeights(where: string, weights: readonly number[], count: number): void {
  const bad = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (bad !== undefined) throw optionError({ where, expected: "weights of at least 0", received: describe(bad) });
  if (weights.length === count) return;
  throw optionError({ where, expected: `${count} weights`, received: `${weights.length}` });
}
