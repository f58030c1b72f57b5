import { describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import {
  abs,
  add,
  cast,
  div,
  gather,
  greater,
  input,
  loop,
  matMul,
  max,
  min,
  mul,
  OPS,
  relu,
  scalar,
  sign,
  sqrt,
  where,
} from "../graph/ops/index.ts";
import { applyAll, type Graph, type Op, type Sample, type Value } from "../graph/value.ts";
import { randomLevels } from "../tensor/random-levels.ts";
import { type FloatTensor, isStrings } from "../tensor/tensor.ts";
import { named, sampleArray, sampleValues, toTensor } from "../testing/op-samples.ts";
import { compileGraph, refusedOps } from "./compile.ts";
import { createInstance, programModule } from "./instance.js";
import { lowerPlan } from "./lower/lower.ts";
import { planGraph } from "./plan/plan.ts";
import { keyArguments } from "./random/random-key.ts";
import { usesRelaxed } from "./wasm/index.ts";

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
    "Conv",
    "ConvInputGradient",
    "MaxPool",
    "MaxPlaces",
    "AveragePool",
    "string",
    "TextToIndex",
    "IndexToText",
  ]);
});

it("draws levels where they are used: those that would be given to it, in whole blocks and in parts of one", () => {
  for (const size of [128, 50, 300]) {
    const [noise, count] = [input("noise", "float32", ["K", size]), input("count", "int64", [])];
    const start = input("start", "float32", [size]);
    const [sum] = loop(count, [start], (step, [before]) => [
      add(mul(before as Value, scalar(0.5)), gather(noise, step)),
    ]);
    const graph: Graph = { name: "levels", inputs: [noise, count, start], outputs: [["sum", sum as Value]] };
    const keys = [0, 1, 2].map((position) => ({ seed: 7, stream: "noise/test", position }));
    const data = new Float32Array(3 * size);
    keys.forEach((key, i) => {
      randomLevels(data.subarray(i * size, (i + 1) * size), key);
    });
    const run = createInstance(programModule(compileGraph(graph, {}, { drawsLevels: true })));
    const others = {
      count: { shape: [], data: BigInt64Array.of(3n) },
      start: { shape: [size], data: new Float32Array(size) },
    };
    const given = run({ ...others, noise: { shape: [3, size], data } });
    const drawn = run({ ...others, noise: { shape: [3, size], levels: keys.map(keyArguments) } });
    expect(drawn.sum).toEqual(given.sum);
    const { data: sums } = given.sum as FloatTensor;
    expect(Math.max(...sums)).toBeGreaterThan(65_536);
  }
});

it("counts an index below 0 from the end, and says what an index is out of range of instead of reading other memory", () => {
  const [x, rows] = [input("x", "float32", [4, 3]), input("rows", "int32", [2])];
  const graph: Graph = { name: "rows", inputs: [x, rows], outputs: [["y", gather(x, rows)]] };
  const run = createInstance(programModule(compileGraph(graph, {})));
  const at = (...indices: number[]) => ({
    x: { shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, i) => i) },
    rows: { shape: [2], data: Int32Array.from(indices) },
  });
  expect(run(at(3, 0)).y?.data).toEqual(Float32Array.of(9, 10, 11, 0, 1, 2));
  expect(run(at(-1, -4)).y?.data).toEqual(Float32Array.of(9, 10, 11, 0, 1, 2));
  for (const outside of [4, -5, 2 ** 31 - 1, -(2 ** 31)])
    expect(() => run(at(0, outside))).toThrow("an index into x is out of range");
  expect(run(at(1, 1)).y?.data).toEqual(Float32Array.of(3, 4, 5, 3, 4, 5));
});

it("uses relaxed instructions only where that is asked for", () => {
  const [a, c] = [input("a", "float32", [3, 4]), input("c", "float32", [4, 5])];
  const graph: Graph = { name: "product", inputs: [a, c], outputs: [["y", matMul(a, c)]] };
  const isUsed = (isRelaxed: boolean) =>
    usesRelaxed(lowerPlan(planGraph(graph, {}), { drawsLevels: false, isRelaxed }).module);
  expect([isUsed(false), isUsed(true)]).toEqual([false, true]);
});

it("computes with infinities, zeros of both signs and what is no number as JavaScript does", () => {
  const special = [0, -0, 1, -1, 1e-40, -1e-40, 3e38, Infinity, -Infinity, Number.NaN];
  const pairs = special.flatMap((left) => special.map((right) => [left, right] as const));
  const [a, c] = [input("a", "float32", [pairs.length]), input("c", "float32", [pairs.length])];
  const meanings: Readonly<Record<string, readonly [Value, (left: number, right: number) => number]>> = {
    min: [min(a, c), Math.min],
    max: [max(a, c), Math.max],
    relu: [relu(a), (left) => Math.max(left, 0)],
    add: [add(a, c), (left, right) => left + right],
    mul: [mul(a, c), (left, right) => left * right],
    div: [div(a, c), (left, right) => left / right],
    sign: [sign(a), Math.sign],
    abs: [abs(a), Math.abs],
    sqrt: [sqrt(a), Math.sqrt],
    greater: [cast(greater(a, c), "float32"), (left, right) => Number(left > right)],
    where: [where(greater(a, c), a, c), (left, right) => (left > right ? left : right)],
  };
  const outputs = Object.entries(meanings).map(([name, [value]]) => [name, value] as const);
  const column = (side: 0 | 1) => ({ shape: [pairs.length], data: Float32Array.from(pairs, (pair) => pair[side]) });
  const run = createInstance(programModule(compileGraph({ name: "special", inputs: [a, c], outputs }, {})));
  const found = run({ a: column(0), c: column(1) });
  for (const [name, [, meaning]] of Object.entries(meanings)) {
    const expected = pairs.map(([left, right]) => Math.fround(meaning(Math.fround(left), Math.fround(right))));
    expect(Array.from(found[name]?.data as Float32Array), name).toEqual(expected);
  }
});
