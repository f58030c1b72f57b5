/** Test support: whether a trained linear model is at the optimum of the objective that it was to minimize, in float64. */
import { expect } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import { dense, type FitOptions, fit, type Runtime, sequential } from "../index.ts";
import { sweepAt } from "../options/sweep.ts";
import { type AnyPenalty, bindAxes, type HyperparameterValues, isStructured } from "../regularizers/penalty.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { noisyLine } from "./problems.ts";

const [ROWS, INPUTS, UNITS] = [24, 4, 2];
const x = noisyLine(ROWS, INPUTS, 3).x;
const target = noisyLine(ROWS, INPUTS, 3).y.data as Float32Array;
/** Two targets: one of the line, and one of its square. */
const y = Float32Array.from({ length: ROWS * UNITS }, (_, i) => {
  const value = target[Math.floor(i / UNITS)] as number;
  return i % UNITS === 0 ? value : 0.5 * value * value;
});

/** The sum of a penalty on a kernel [in, out], by the reference evaluator. */
function penaltyOf(given: AnyPenalty, weights: Float64Array): number {
  const penalty = isStructured(given) ? bindAxes(given, { incoming: [0], outgoing: [1], input: 0, output: 1 }) : given;
  const kernel = input("kernel", "float32", [INPUTS, UNITS]);
  const names = Object.keys(penalty.hyperparameters);
  const values = names.map((name) => input(name, "float32", []));
  const h = Object.fromEntries(names.map((name, i) => [name, values[i]])) as HyperparameterValues;
  const parts = [penalty.smooth, penalty.rough].flatMap((part) => (part === undefined ? [] : [part(kernel, h)]));
  const outputs = parts.map((part, i) => [`part${i}`, reduceSum(part)] as const);
  const feeds = names.map((name) => [name, ndArray([], [sweepAt(penalty.hyperparameters[name] ?? 0, 0)])] as const);
  const found = evaluate(
    { name: "penalty", inputs: [kernel, ...values], outputs },
    { kernel: ndArray([INPUTS, UNITS], weights), ...Object.fromEntries(feeds) },
  );
  return outputs.reduce((sum, [name]) => sum + (numbersOf(found[name] as never)[0] as number), 0);
}

function objectiveOf(penalty: AnyPenalty, kernel: Float64Array, bias: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < ROWS; row++) {
    for (let unit = 0; unit < UNITS; unit++) {
      let output = bias[unit] as number;
      for (let j = 0; j < INPUTS; j++)
        output += (x.data[row * INPUTS + j] as number) * (kernel[j * UNITS + unit] as number);
      sum += (output - (y[row * UNITS + unit] as number)) ** 2;
    }
  }
  return sum / ROWS / UNITS + penaltyOf(penalty, kernel);
}

/** Float32 weights, and rates that fall to zero over a finite training, leave this much. */
const TOLERANCE = 2e-5;

/** No weight by itself, moved a little or to zero, makes the objective smaller: for a convex one with its prox that is its optimum. */
export async function expectOptimum(
  runtime: Runtime,
  penalty: AnyPenalty,
  options: Partial<FitOptions>,
): Promise<void> {
  const model = sequential({ inputShape: [INPUTS], layers: [dense({ units: UNITS })] });
  const run = await fit(
    model,
    { x, y: { shape: [ROWS, UNITS], data: y } },
    {
      runtime,
      loss: "meanSquaredError",
      epochs: 1500,
      batchSize: ROWS,
      seed: 6,
      regularizer: penalty,
      ...options,
    },
  );
  const numbers = (name: string) => Float64Array.from((run.parameters.get(name) as FloatTensor).data);
  const [kernel, bias] = [numbers("dense0/kernel"), numbers("dense0/bias")];
  const reached = objectiveOf(penalty, kernel, bias);
  kernel.forEach((weight, i) => {
    for (const other of [0, weight + 1e-2, weight - 1e-2, weight + 1e-3, weight - 1e-3]) {
      const moved = kernel.map((each, at) => (at === i ? other : each));
      expect(objectiveOf(penalty, moved, bias)).toBeGreaterThan(reached - TOLERANCE);
    }
  });
}
