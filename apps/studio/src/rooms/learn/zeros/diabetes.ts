/** The diabetes table (Efron, Hastie, Johnstone & Tibshirani 2004) with 64 features: ten measures, their squares and their products. */
import { randomPermutation } from "@occam/core/data";
import csv from "../../../../../../examples/data/diabetes.csv?raw";

export interface Part {
  readonly columns: readonly Float64Array[];
  readonly target: Float64Array;
}

export interface Diabetes {
  readonly names: readonly string[];
  readonly training: Part;
  /** Scaled as the training part is. */
  readonly hidden: Part;
}

const TRAINING_COUNT = 150;

export function diabetes(): Diabetes {
  const [header = "", ...lines] = csv.trimEnd().split("\n");
  const measures = header.split(",").slice(0, -1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const order = randomPermutation(rows.length, { seed: 2, stream: "diabetes/split" });
  const shuffled = Array.from(order, (i) => rows[i] as readonly number[]);
  const plain = measures.map((_, j) => scaled(shuffled.map((row) => row[j] as number)));
  const products = plain.flatMap((a, i) =>
    // Sex has two values, so its square is itself again.
    plain
      .slice(measures[i] === "sex" ? i + 1 : i)
      .map((b) => scaled(Array.from(a, (value, row) => value * (b[row] as number)))),
  );
  const names = measures.flatMap((a, i) =>
    measures.slice(a === "sex" ? i + 1 : i).map((b) => (a === b ? `${a}²` : `${a} × ${b}`)),
  );
  const columns = [...plain, ...products];
  const target = scaled(shuffled.map((row) => row.at(-1) as number));
  const part = (from: number, to?: number): Part => ({
    columns: columns.map((column) => column.slice(from, to)),
    target: target.slice(from, to),
  });
  return { names: [...measures, ...names], training: part(0, TRAINING_COUNT), hidden: part(TRAINING_COUNT) };
}

/** Less the mean and over the deviation of the training rows. */
function scaled(values: readonly number[]): Float64Array {
  const seen = values.slice(0, TRAINING_COUNT);
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const deviation = Math.sqrt(seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seen.length);
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}
