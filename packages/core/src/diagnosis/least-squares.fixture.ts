/** For tests: linear networks trained exactly, by the normal equations. */

import { dense } from "../layers/dense.ts";
import type { Model } from "../layers/model.ts";
import { sequential } from "../layers/sequential.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { randomNormal } from "../tensor/random.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { fit, type Run } from "../training/fit.ts";
import type { TrainSubsets } from "./train-subsets.ts";

export interface LinearProblem {
  readonly x: FloatTensor;
  readonly y: FloatTensor;
  /** The expectation of y. */
  readonly truth: FloatTensor;
}

/** `count` rows of `width` normal columns; y = sum of the columns + noise of that deviation. */
export function linearProblem(count: number, width: number, noise: number, seed: number): LinearProblem {
  const data = Float32Array.from(randomNormal(count * width, { seed, stream: "linear/x" }));
  const z = randomNormal(count, { seed, stream: "linear/noise" });
  const truth = Float32Array.from({ length: count }, (_, row) =>
    data.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0),
  );
  return {
    x: { shape: [count, width], data },
    y: { shape: [count, 1], data: truth.map((value, row) => value + noise * (z[row] as number)) },
    truth: { shape: [count, 1], data: truth },
  };
}

export function linearModel(width: number): Model {
  return sequential({ inputShape: [width], layers: [dense({ units: 1, useBias: false })] });
}

/** Least squares on each list of rows, as runs of the linear model. */
export async function exactSubsets(model: Model, { x, y }: LinearProblem, runtime: Runtime): Promise<TrainSubsets> {
  const some: Run = await fit(model, { x, y }, { runtime, loss: "meanSquaredError" });
  const width = x.shape[1] as number;
  return async (lists) =>
    lists.map((rows) => ({
      ...some,
      parameters: new Map([["dense0/kernel", { shape: [width, 1], data: leastSquares(x.data, y.data, rows, width) }]]),
    }));
}

function leastSquares(x: Float32Array, y: Float32Array, rows: Int32Array, width: number): Float32Array {
  const at = (row: number, j: number) => (j < width ? (x[row * width + j] as number) : (y[row] as number));
  const system = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width + 1 }, (_, j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0)),
  );
  for (let pivot = 0; pivot < width; pivot++) {
    const lead = system[pivot] as number[];
    for (let i = 0; i < width; i++) {
      if (i === pivot) continue;
      const factor = (system[i]?.[pivot] as number) / (lead[pivot] as number);
      system[i] = (system[i] as number[]).map((value, j) => value - factor * (lead[j] as number));
    }
  }
  return Float32Array.from(system, (row, i) => (row[width] as number) / (row[i] as number));
}
