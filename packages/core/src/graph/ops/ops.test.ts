import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../../autodiff/differentiate.ts";
import { encode } from "../../onnx/encode.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { webRuntime } from "../../runtime/web.ts";
import { isStrings } from "../../tensor/tensor.ts";
import {
  finiteDifferences,
  named,
  sampleArray,
  sampleValues,
  toTensor,
  weightedSum,
} from "../../testing/op-samples.ts";
import { evaluate } from "../evaluate.ts";
import { type NdArray, numbersOf } from "../nd-array.ts";
import { applyAll, type Graph, type Op, type Sample, type Value } from "../value.ts";
import { OPS } from "./index.ts";

/** These have no meaning of their own: they are tried through the ops that lower to them, or with whole programs. */
const WITHOUT_TRIALS = ["Input", "Constant", "Expand", "ConstantOfShape", "Loop"];

const cases = OPS.flatMap((op) => op.samples.map((sample, i) => ({ title: `${op.type} sample ${i}`, op, sample })));

it("every op has samples", () => {
  expect(OPS.filter((op) => op.samples.length === 0).map((op) => op.type)).toEqual(WITHOUT_TRIALS);
});

function trialGraph(
  op: Op,
  sample: Sample<unknown>,
): { graph: Graph; inputs: readonly Value[]; results: readonly Value[] } {
  const inputs = sampleValues(sample.inputs);
  const results = applyAll(op, inputs, sample.attributes);
  return { inputs, results, graph: { name: "sample", inputs, outputs: results.map((value, i) => [`y${i}`, value]) } };
}

describe("derivatives equal central differences in float64 (1e-6)", () => {
  const isFloat = ({ op, sample }: (typeof cases)[number]) =>
    trialGraph(op, sample).results.every(({ dtype }) => dtype.startsWith("float"));
  const differentiable = cases.filter(
    (each) =>
      !each.op.nondifferentiable && isFloat(each) && each.sample.inputs.some(({ dtype }) => dtype === undefined),
  );
  it.each(differentiable)("$title", ({ op, sample }) => {
    const { inputs, results } = trialGraph(op, sample);
    const smooth = inputs.filter((value) => value.dtype === "float32");
    const loss = weightedSum(results);
    const gradients = differentiate(loss, smooth);
    const arrays = named(sample.inputs.map(sampleArray));
    expect(gradients[0]).toBeDefined();
    smooth.forEach((value, k) => {
      if (gradients[k] === undefined) return;
      const graph: Graph = {
        name: "loss",
        inputs,
        outputs: [
          ["loss", loss],
          ["gradient", gradients[k] as Value],
        ],
      };
      const gradient = numbersOf(evaluate(graph, arrays).gradient as NdArray);
      const expected = finiteDifferences({ ...graph, outputs: [["loss", loss]] }, arrays, `x${inputs.indexOf(value)}`);
      expect(gradient.length).toBe(expected.length);
      expected.forEach((difference, at) => {
        expect(gradient[at]).toBeCloseTo(difference, 6);
      });
    });
  });

  it("second derivatives do too, through a graph of relu-free ops", () => {
    const twice = cases.filter(({ op }) =>
      ["Tanh", "Sigmoid", "MatMul", "Softmax", "Div", "Softplus", "LogSoftmax", "Exp", "Mul"].includes(op.type),
    );
    for (const { op, sample } of twice) {
      const { inputs, results } = trialGraph(op, sample);
      const [first] = differentiate(weightedSum(results), [inputs[0] as Value]);
      const inner = weightedSum([first as Value]);
      const [second] = differentiate(inner, [inputs[0] as Value]);
      if (second === undefined) continue;
      const arrays = named(sample.inputs.map(sampleArray));
      const expected = finiteDifferences({ name: "inner", inputs, outputs: [["loss", inner]] }, arrays, "x0");
      const found = numbersOf(evaluate({ name: "second", inputs, outputs: [["g", second]] }, arrays).g as NdArray);
      expected.forEach((difference, at) => {
        expect(found[at]).toBeCloseTo(difference, 5);
      });
    }
  });
});

describe.each([
  { create: nodeRuntime, engine: "onnxruntime-node" },
  { create: webRuntime, engine: "onnxruntime-web" },
])("$engine agrees with the reference evaluation (1e-5)", ({ create }) => {
  const runtime = create();
  afterAll(() => runtime.close());

  it.each(cases)("$title", async ({ op, sample }) => {
    const { graph, results } = trialGraph(op, sample);
    const arrays = named(sample.inputs.map(sampleArray));
    const expected = evaluate(graph, arrays);
    const session = await runtime.load(encode(graph));
    const feeds = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, toTensor(array)]));
    const { fetched } = await session.run(feeds, { fetch: results.map((_, i) => `y${i}`) });
    await session.release();
    for (const [name, reference] of Object.entries(expected)) {
      const found = fetched[name];
      expect(found?.shape).toEqual([...reference.shape]);
      if (!(reference.data instanceof Float64Array)) expect(found?.data).toEqual(reference.data);
      else if (found !== undefined && !isStrings(found.data)) {
        const numbers = Array.from(found.data as ArrayLike<number | bigint>, Number);
        numbers.forEach((x, at) => {
          const exact = reference.data[at] as number;
          expect(Math.abs(x - exact)).toBeLessThan(5e-6 * Math.max(1, Math.abs(exact)));
        });
      }
    }
  });
});
