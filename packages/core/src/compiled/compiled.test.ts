import { describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { OPS } from "../graph/ops/index.ts";
import { applyAll, type Graph, type Op, type Sample } from "../graph/value.ts";
import { isStrings } from "../tensor/tensor.ts";
import { named, sampleArray, sampleValues, toTensor } from "../testing/op-samples.ts";
import { compileGraph, refusedOps } from "./compile.ts";
import { createInstance, programModule } from "./instance.js";

const cases = OPS.flatMap((op) => op.samples.map((sample, i) => ({ title: `${op.type} sample ${i}`, op, sample })));

function trialGraph(op: Op, sample: Sample<unknown>): Graph {
  const inputs = sampleValues(sample.inputs);
  return {
    name: "sample",
    inputs,
    outputs: applyAll(op, inputs, sample.attributes).map((value, i) => [`y${i}`, value]),
  };
}

describe("a compiled op agrees with the reference evaluation (1e-6)", () => {
  it.each(cases.filter(({ op, sample }) => refusedOps(trialGraph(op, sample)).length === 0))(
    "$title",
    ({ op, sample }) => {
      const graph = trialGraph(op, sample);
      const arrays = named(sample.inputs.map(sampleArray));
      const expected = evaluate(graph, arrays);
      const feeds = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, toTensor(array)]));
      const found = createInstance(programModule(compileGraph(graph, {})))(feeds);
      for (const [name, reference] of Object.entries(expected)) {
        const own = found[name];
        expect(own?.shape).toEqual([...reference.shape]);
        if (own === undefined || isStrings(own.data) || !(reference.data instanceof Float64Array))
          throw new Error("numbers are expected");
        const numbers = Array.from(own.data as ArrayLike<number | bigint>, Number);
        numbers.forEach((x, at) => {
          const exact = reference.data[at] as number;
          expect(Math.abs(x - exact)).toBeLessThan(1e-6 * Math.max(1, Math.abs(exact)));
        });
      }
    },
  );
});

it("names the ops that it has no form for, and then nothing is compiled", () => {
  const missing = new Set(cases.flatMap(({ op, sample }) => refusedOps(trialGraph(op, sample))));
  expect([...missing]).toEqual([
    "float64",
    "Pad",
    "Slice",
    "Conv",
    "ConvInputGradient",
    "MaxPool",
    "MaxPlaces",
    "AveragePool",
    "OneHot",
    "ArgMax",
    "string",
    "TextToIndex",
    "IndexToText",
  ]);
});
