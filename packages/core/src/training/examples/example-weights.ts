import { describe, optionError } from "../../errors.ts";
import type { Loss } from "../../losses/loss.ts";
import { given } from "../../options/field.ts";
import type { Given } from "../../options/record.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { classIndices } from "./class-indices.ts";
import type { Prepared } from "./prepared.ts";

/** Weights of the training examples: by class, or one for each example. */
export const EXAMPLE_WEIGHT_FIELDS = {
  /**
   * Weight of each class, or "balanced": rows / (classes * rows of the class), so that every class counts alike; of its own
   * rows, for a replica that has such.
   * Classification with class indices only.
   */
  classWeights: given<readonly number[] | "balanced">(),
  /**
   * Weight of each training example, at least 0. Multiplies the class's. Where a replica is validated on rows of the training
   * examples (`validationRows`, folds), each counts by this weight too, but not by its class's.
   */
  exampleWeights: given<ArrayLike<number>>(),
};

type ExampleWeightOptions = Given<typeof EXAMPLE_WEIGHT_FIELDS>;

/**
 * For each replica one weight for each example, scaled to a mean of 1 over the replica's rows, so that the data loss keeps
 * its size beside the penalties, as it would on those rows alone; undefined where nothing was asked for. Replicas of one list
 * of rows have one array.
 * @throws RangeError with code OCCAM_OPTION for weights of the wrong number or sign.
 */
export function exampleWeightsOf(
  { targets }: Prepared,
  loss: Loss,
  options: ExampleWeightOptions,
  rows: readonly ArrayLike<number>[] | undefined,
): (replica: number) => Float64Array | undefined {
  const { classWeights, exampleWeights } = options;
  if (classWeights === undefined && exampleWeights === undefined) return () => undefined;
  const rowCount = targets.shape[0] as number;
  if (exampleWeights !== undefined) requireWeights("fit.exampleWeights", Array.from(exampleWeights), rowCount);
  const classes = classWeights === undefined ? undefined : classesOf(targets, loss, classWeights);
  const all = Int32Array.from({ length: rowCount }, (_, row) => row);
  const weightsOn = (own: ArrayLike<number>): Float64Array => {
    const byClass = classes && classWeights ? weightsByClass(classes, own, classWeights) : undefined;
    const weights = Float64Array.from(all, (row) => {
      const ofClass = classes && byClass ? (byClass[classes.of[row] as number] as number) : 1;
      return ofClass * (exampleWeights?.[row] ?? 1);
    });
    const mean = Array.from(own).reduce((sum, row) => sum + (weights[row] as number), 0) / own.length;
    if (mean > 0) return weights.map((weight) => weight / mean);
    throw optionError({ where: namesOf(options), expected: "a weight above 0 for some example", received: "none" });
  };
  if (rows !== undefined) {
    // Replicas of one fold have one list of rows.
    const known = new Map([...new Set(rows)].map((own) => [own, weightsOn(own)]));
    return (replica) => known.get(rows[replica] as ArrayLike<number>);
  }
  const shared = weightsOn(all);
  return () => shared;
}

/** The options that were given, of which there is at least one. */
function namesOf({ classWeights, exampleWeights }: ExampleWeightOptions): string {
  if (exampleWeights === undefined) return "fit.classWeights";
  return classWeights === undefined ? "fit.exampleWeights" : "fit.classWeights times fit.exampleWeights";
}

interface Classes {
  readonly count: number;
  /** The class of each row. */
  readonly of: Int32Array;
}

function classesOf(targets: FloatTensor, loss: Loss, choice: readonly number[] | "balanced"): Classes {
  const count = targets.shape[1] ?? 1;
  const of = classIndices(targets, loss);
  if (of === undefined) {
    throw optionError({
      where: "fit.classWeights",
      expected: "a network with one output for each class, one of which holds",
      received: outputsText(count, loss),
      fix: "use exampleWeights",
    });
  }
  if (choice !== "balanced") requireWeights("fit.classWeights", choice, count);
  return { count, of };
}

function outputsText(count: number, { isByLabel }: Loss): string {
  if (count < 2) return "one output";
  return isByLabel ? `${count} labels, of which several may hold` : `${count} numbers`;
}

/** The weight of each class, from the rows that count. */
function weightsByClass(
  { count, of }: Classes,
  rows: ArrayLike<number>,
  choice: readonly number[] | "balanced",
): Float64Array {
  if (choice !== "balanced") return Float64Array.from(choice);
  const counts = new Float64Array(count);
  for (const row of Array.from(rows)) {
    const index = of[row] as number;
    counts[index] = (counts[index] as number) + 1;
  }
  return counts.map((size) => rows.length / (count * Math.max(size, 1)));
}

/** @throws RangeError with code OCCAM_OPTION unless there are `count` finite weights of at least 0. */
export function requireWeights(where: string, weights: readonly number[], count: number): void {
  const bad = weights.find((weight) => !(weight >= 0 && weight < Infinity));
  if (bad !== undefined) throw optionError({ where, expected: "weights of at least 0", received: describe(bad) });
  if (weights.length === count) return;
  throw optionError({ where, expected: `${count} weights`, received: `${weights.length}` });
}
