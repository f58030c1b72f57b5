import { afterAll, describe, expect, it } from "vitest";
import { dense, sequential } from "../layers/index.ts";
import { readModel } from "../onnx/codec.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { fit, type Run } from "../training/fit.ts";
import type { InputColumn } from "./columns.ts";
import { fitPreprocessing } from "./preprocessing.ts";
import { columnFeeds, inputNames, transform } from "./preprocessing-graph.ts";
import { tableModel } from "./table-model.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 60;
const everyRow = Int32Array.from({ length: ROWS }, (_, row) => row);
const trainRows = everyRow.subarray(0, 40);
const noise = randomNormal(ROWS, { seed: 3, stream: "noise" });
const uniform = randomUniform(ROWS, { seed: 3, stream: "uniform" });
/** Names that collide with outputs, object properties and the names inside a graph; texts and numbers with gaps. */
const columns: readonly InputColumn[] = [
  { name: "label", kind: "numeric", values: noise },
  { name: "value", kind: "numeric", values: uniform.map((u) => (u < 0.2 ? Number.NaN : 100 + u)) },
  { name: "__proto__", kind: "text", values: Array.from(uniform, (u) => (u < 0.1 ? null : u < 0.6 ? "é" : "b")) },
  { name: "x", kind: "numeric", values: noise.map((value) => value ** 2) },
  { name: "v0", kind: "text", values: everyRow.reduce<string[]>((all, row) => all.concat(`t${row % 4}`), []) },
];
const preprocessing = fitPreprocessing(columns, trainRows);

/** A network trained for a few epochs on the first 40 rows. */
async function train(loss: "softmaxCrossEntropy" | "meanSquaredError", y: readonly number[]): Promise<Run> {
  const x = await transform(runtime, preprocessing, columns, trainRows);
  const outputs = loss === "meanSquaredError" ? 1 : 3;
  const model = sequential({
    inputShape: [preprocessing.width],
    layers: [dense({ units: 8, activation: "relu" }), dense({ units: outputs })],
  });
  return fit(model, { x, y: y.slice(0, 40) }, { runtime, loss, epochs: 5, seed: 1 });
}

/** Outputs of an exported model for all rows, and the network's own predictions for their features. */
async function bothWays(run: Run, bytes: Uint8Array, fetch: readonly string[]) {
  const session = await runtime.load(bytes);
  const { fetched } = await session.run(columnFeeds(preprocessing, columns, everyRow), { fetch });
  await session.release();
  return { fetched, predicted: await run.predict(await transform(runtime, preprocessing, columns, everyRow)) };
}

const numbersOf = (tensor: unknown) => (tensor as FloatTensor).data;

describe("tableModel of a classification", () => {
  const y = Array.from(everyRow, (row) => row % 3);
  const classes = ["=1+1", "", "größe"];

  it("gives the probabilities that the network gives for the columns' features, and the text of the largest", async () => {
    const run = await train("softmaxCrossEntropy", y);
    const bytes = await tableModel(run, { preprocessing, classes });
    const { fetched, predicted } = await bothWays(run, bytes, ["label", "probabilities"]);
    expect(fetched.probabilities?.shape).toEqual([ROWS, 3]);
    numbersOf(fetched.probabilities).forEach((probability, at) => {
      expect(probability).toBeCloseTo(predicted.data[at] as number, 6);
    });
    const labels = Array.from(everyRow, (row) => {
      const own = Array.from(predicted.data.subarray(row * 3, row * 3 + 3));
      return classes[own.indexOf(Math.max(...own))];
    });
    expect(fetched.label?.shape).toEqual([ROWS]);
    expect(fetched.label?.data).toEqual(labels);
    expect(new Set(labels).size).toBeGreaterThan(1);
  });

  it("takes one input a column, [None, 1], in opset 17 and IR 8, of the standard domains alone", async () => {
    const run = await train("softmaxCrossEntropy", y);
    const { graph, irVersion, opsets, metadata } = readModel(
      await tableModel(run, { preprocessing, classes, metadata: { "made by": "a test", "": "ü" } }),
    );
    expect(irVersion).toBe(8);
    expect(opsets).toEqual([
      { domain: "", version: 17 },
      { domain: "ai.onnx.ml", version: 3 },
    ]);
    expect(graph?.inputs?.map(({ name }) => name)).toEqual(["label_", "value_", "__proto__", "x", "v0"]);
    expect(inputNames(preprocessing)).toEqual(["label_", "value_", "__proto__", "x", "v0"]);
    const [float, string] = [1, 8];
    const types = graph?.inputs?.map(({ type }) => [
      type?.tensor?.elementType,
      type?.tensor?.shape?.dimensions?.map(({ value, parameter }) => value ?? parameter),
    ]);
    expect(types).toEqual([float, float, string, float, string].map((type) => [type, ["N", 1]]));
    expect(graph?.outputs?.map(({ name }) => name)).toEqual(["label", "probabilities"]);
    expect(graph?.initializers?.every(({ external }) => external === undefined)).toBe(true);
    expect(metadata).toEqual([
      { key: "made by", value: "a test" },
      { key: "", value: "ü" },
    ]);
  });

  it("is the same file twice", async () => {
    const [one, two] = [await train("softmaxCrossEntropy", y), await train("softmaxCrossEntropy", y)];
    expect(await tableModel(one, { preprocessing, classes })).toEqual(
      await tableModel(two, { preprocessing, classes }),
    );
  });
});

describe("tableModel of a regression", () => {
  const y = Array.from(noise, (value, row) => value + (uniform[row] as number));

  it("gives values in the target's own units: output * deviation + mean", async () => {
    const run = await train("meanSquaredError", y);
    const targetScale = { mean: 1200, deviation: 35 };
    const bytes = await tableModel(run, { preprocessing, targetScale });
    const { fetched, predicted } = await bothWays(run, bytes, ["value"]);
    expect(fetched.value?.shape).toEqual([ROWS, 1]);
    numbersOf(fetched.value).forEach((value, row) => {
      expect(value).toBeCloseTo((predicted.data[row] as number) * 35 + 1200, 3);
    });
    expect(new Set(numbersOf(fetched.value)).size).toBeGreaterThan(40);
  });

  it("gives values far from 0 as 64-bit floats, which tell them apart", async () => {
    const run = await train("meanSquaredError", y);
    const bytes = await tableModel(run, { preprocessing, targetScale: { mean: 1e12, deviation: 0.5 } });
    const { fetched, predicted } = await bothWays(run, bytes, ["value"]);
    expect(fetched.value?.data).toBeInstanceOf(Float64Array);
    Array.from(fetched.value?.data as Float64Array).forEach((value, row) => {
      expect(value - 1e12).toBeCloseTo((predicted.data[row] as number) * 0.5, 3);
    });
    expect(new Set(fetched.value?.data as Float64Array).size).toBeGreaterThan(40);
  });

  it("gives the network's outputs where no scale is known", async () => {
    const run = await train("meanSquaredError", y);
    const { fetched, predicted } = await bothWays(run, await tableModel(run, { preprocessing }), ["value"]);
    numbersOf(fetched.value).forEach((value, row) => {
      expect(value).toBeCloseTo(predicted.data[row] as number, 6);
    });
  });
});
