import * as ort from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { dense, dropout, type FitOptions, fit, LOSSES, type Loss, runOf, sequential } from "../../index.ts";
import type { GraphProto, ModelProto } from "../../onnx/schema.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { noisyLine, type Problem, twoClasses } from "../../testing/problems.ts";
import { readModel } from "../../vocabulary.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const options = { runtime, epochs: 2, batchSize: 16 } satisfies Partial<FitOptions>;
const network = (outputs: number) =>
  sequential({
    inputShape: [4],
    layers: [dense({ units: 6, activation: "gelu" }), dropout({ rate: 0.5 }), dense({ units: outputs })],
  });

/** A trained run, its ONNX file, and what onnxruntime-node makes of it without this library. */
async function exported(loss: Loss, outputs: number, problem: Problem) {
  const run = await fit(network(outputs), problem, { ...options, loss });
  const bytes = await run.toOnnx(undefined, { author: "a test" });
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const x = new ort.Tensor("float32", problem.x.data, [...problem.x.shape]);
  const results = await session.run({ x });
  await session.release();
  return { run, model: readModel(bytes), results };
}

/** Every node of a graph and of the graphs inside it. */
function nodesOf(graph: GraphProto): NonNullable<GraphProto["nodes"]> {
  return (graph.nodes ?? []).flatMap((node) => [
    node,
    ...(node.attributes ?? []).flatMap(({ g }) => (g === undefined ? [] : nodesOf(g))),
  ]);
}

function expectPortable(model: ModelProto): void {
  expect(model.irVersion).toBe(8);
  expect(model.opsets?.find(({ domain }) => (domain ?? "") === "")?.version).toBe(17);
  const domains = [...(model.opsets ?? []), ...nodesOf(model.graph ?? {})].map(({ domain }) => domain ?? "");
  expect(domains.filter((domain) => domain !== "" && domain !== "ai.onnx.ml")).toEqual([]);
  expect(model.graph?.initializers?.filter(({ external }) => external !== undefined)).toEqual([]);
  expect(model.graph?.inputs?.map(({ name }) => name)).toEqual(["x"]);
  expect(model.metadata).toEqual([{ key: "author", value: "a test" }]);
}

const sizes = { softmaxCrossEntropy: [2, 3], sigmoidCrossEntropy: [1, 2] } as Readonly<Record<string, number[]>>;
const classifiers = LOSSES.filter(({ task }) => task === "classification").flatMap((loss) =>
  (sizes[loss.name] ?? [2]).map((outputs) => ({ name: loss.name, loss, outputs })),
);

describe("an exported classifier", () => {
  it.each(classifiers)("of $name with $outputs outputs gives run.predict and its labels", async ({ loss, outputs }) => {
    const problem = twoClasses(37, 4);
    const y = {
      shape: [37, outputs],
      data: Float32Array.from({ length: 37 * outputs }, (_, i) => Number(i % 3 === 0)),
    };
    const own = loss.name === "sigmoidCrossEntropy" ? { ...problem, y } : problem;
    const { run, model, results } = await exported(loss, outputs, own);
    expectPortable(model);
    expect(model.graph?.outputs?.map(({ name }) => name)).toEqual(["label", "probabilities"]);
    const expected = await run.predict(problem.x);
    const probabilities = Array.from(results.probabilities?.data as Float32Array);
    expect(results.probabilities?.dims).toEqual([37, outputs]);
    probabilities.forEach((probability, i) => {
      expect(probability).toBeCloseTo(expected.data[i] as number, 6);
    });
    const labels = loss.isByLabel
      ? probabilities.map((probability) => Number(probability > 0.5))
      : Array.from({ length: 37 }, (_, row) => {
          const own = probabilities.slice(row * outputs, (row + 1) * outputs);
          return own.indexOf(Math.max(...own));
        });
    expect(results.label?.dims).toEqual(loss.isByLabel && outputs > 1 ? [37, outputs] : [37]);
    expect(Array.from(results.label?.data as BigInt64Array, Number)).toEqual(labels);
    expect(new Set(labels).size).toBeGreaterThan(1);
  });

  it("of three classes has probabilities that sum to 1", async () => {
    const problem = twoClasses(37, 4);
    const { run } = await exported(LOSSES[0] as Loss, 3, problem);
    const { data } = await run.predict(problem.x);
    for (let row = 0; row < 37; row++) {
      expect(data.slice(3 * row, 3 * row + 3).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    }
  });

  it("with class names gives them as labels, in the standard domain ai.onnx.ml", async () => {
    const problem = twoClasses(37, 4);
    const run = await fit(network(2), problem, { ...options, loss: "softmaxCrossEntropy" });
    const bytes = await run.toOnnx({ classes: ["good", "schlecht é"] }, { author: "a test" });
    expectPortable(readModel(bytes));
    const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const { label } = await session.run({ x: new ort.Tensor("float32", problem.x.data, [37, 4]) });
    await session.release();
    const { data } = await run.predict(problem.x);
    const expected = Array.from({ length: 37 }, (_, row) =>
      (data[2 * row] as number) >= (data[2 * row + 1] as number) ? "good" : "schlecht é",
    );
    expect(label?.data).toEqual(expected);
  });
});

describe("an exported regression", () => {
  it.each(LOSSES.filter(({ task }) => task === "regression"))("of $name gives run.predict as value", async (loss) => {
    const problem = noisyLine(37, 4);
    const { run, model, results } = await exported(loss, 1, problem);
    expectPortable(model);
    expect(model.graph?.outputs?.map(({ name }) => name)).toEqual(["value"]);
    expect(results.value?.dims).toEqual([37, 1]);
    const expected = await run.predict(problem.x);
    Array.from(results.value?.data as Float32Array).forEach((value, i) => {
      expect(value).toBeCloseTo(expected.data[i] as number, 5);
    });
  });
});

it("parameters are found in the file by their names, also where two are equal", async () => {
  const model = sequential({ inputShape: [2], layers: [dense({ units: 2 }), dense({ units: 2 })] });
  const zeros = new Map(
    model.parameters.map(({ name, shape }) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
    ]),
  );
  const file = readModel(await runOf({ model, parameters: zeros }, { runtime, loss: "meanSquaredError" }).toOnnx());
  const named = (file.graph?.initializers ?? []).map(({ name }) => name).filter((name) => name?.includes("/"));
  expect(named).toEqual(["dense0/kernel", "dense0/bias", "dense1/kernel", "dense1/bias"]);
});
