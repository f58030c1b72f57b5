/** Test support: networks with weights, computed by the reference evaluator. */
import { evaluate } from "../graph/evaluate.ts";
import { ndArray, numbersOf } from "../graph/nd-array.ts";
import { constant, input } from "../graph/ops/index.ts";
import type { Model } from "../layers/model.ts";
import { randomNormal } from "../tensor/random.ts";
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";
import { drawParameters } from "../training/cohort/draw-parameters.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";

interface WeightedModel {
  readonly model: Model;
  readonly parameters: ReadonlyMap<string, FloatTensor>;
}

/** A model with weights drawn from the seed; `given` are numbers of parameters by name, in their order. */
export function weighted(
  model: Model,
  given: Readonly<Record<string, readonly number[]>> = {},
  seed = 1,
): WeightedModel {
  const own = model.parameters.flatMap(({ name, shape }): readonly (readonly [string, FloatTensor])[] => {
    const numbers = given[name];
    return numbers === undefined ? [] : [[name, { shape, data: Float32Array.from(numbers) }]];
  });
  return { model, parameters: drawParameters(model, seed, new Map(own)) };
}

/** Outputs [rows * width] for rows of normal numbers, in float64. */
export function outputsOf({ model, parameters }: WeightedModel, rows = 20, seed = 5): Float64Array {
  const x = input("x", "float32", [rows, ...model.inputShape]);
  const values = new Map([...parameters].map(([name, { shape, data }]) => [name, constant(data, shape, "float32")]));
  const { outputs } = forward(model, x, { mode: "inference", parameters: values, inputs: createInputs(false) });
  const numbers = randomNormal(rows * sizeOf(model.inputShape), { seed, stream: "outputsOf" });
  const fed = { x: ndArray([rows, ...model.inputShape], Float64Array.from(numbers)) };
  const found = evaluate({ name: "outputs", inputs: [x], outputs: [["y", outputs]] }, fed);
  return numbersOf(found.y as Parameters<typeof numbersOf>[0]);
}

/** The largest absolute difference of two networks' outputs. */
export function largestDifference(one: WeightedModel, other: WeightedModel, rows?: number): number {
  const [a, b] = [outputsOf(one, rows), outputsOf(other, rows)];
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}
