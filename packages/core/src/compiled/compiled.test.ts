import { describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import {
  abs,
  add,
  cast,
  constant,
  div,
  gather,
  gatherElements,
  greater,
  input,
  matMul,
  max,
  maxPlacesOp,
  min,
  mul,
  OPS,
  reduceSum,
  relu,
  scatterAdd,
  sign,
  sqrt,
  where,
} from "../graph/ops/index.ts";
import { applyAll, type Graph, type Op, type Sample, type Value } from "../graph/value.ts";
import { randomOpenUniform } from "../tensor/random.ts";
import { isStrings } from "../tensor/tensor.ts";
import { named, sampleArray, sampleValues, toTensor } from "../testing/op-samples.ts";
import { compileGraph, refusedOps } from "./compile.ts";
import { createInstance, type Share } from "./instance.js";
import { loadProgram } from "./load-program.ts";
import { lowerPlan } from "./lower/lower.ts";
import { layOut } from "./plan/layout.ts";
import { planGraph } from "./plan/plan.ts";
import { keyArguments } from "./random/random-key.ts";
import { programOf } from "./run-graph.fixture.ts";
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

describe("a compiled op agrees with the reference evaluation (1.2e-6)", () => {
  it.each(cases.filter(({ op, sample }) => refusedOps(trialGraph(op, sample)).length === 0))(
    "$title",
    ({ op, sample }) => {
      const graph = trialGraph(op, sample);
      const arrays = named(sample.inputs.map(sampleArray));
      const expected = evaluate(graph, arrays);
      const feeds = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, toTensor(array)]));
      const found = programOf(graph)(feeds);
      for (const [name, reference] of Object.entries(expected)) {
        const own = found[name];
        expect(own?.shape).toEqual([...reference.shape]);
        if (own === undefined || isStrings(own.data) || !(reference.data instanceof Float64Array))
          throw new Error("numbers are expected");
        const numbers = Array.from(own.data as ArrayLike<number | bigint>, Number);
        numbers.forEach((x, at) => {
          const exact = reference.data[at] as number;
          expect(Math.abs(x - exact)).toBeLessThan(1.2e-6 * Math.max(1, Math.abs(exact)));
        });
      }
    },
  );
});

it("names the ops that it has no form for, and then nothing is compiled", () => {
  const missing = new Set(cases.flatMap(({ op, sample }) => refusedOps(trialGraph(op, sample))));
  expect([...missing]).toEqual(["float64", "string", "TextToIndex", "IndexToText"]);
});

it("counts an index below 0 from the end, and says what an index is out of range of instead of reading other memory", () => {
  const [x, rows] = [input("x", "float32", [4, 3]), input("rows", "int32", [2])];
  const graph: Graph = { name: "rows", inputs: [x, rows], outputs: [["y", gather(x, rows)]] };
  const run = programOf(graph);
  const at = (...indices: number[]) => ({
    x: { shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, i) => i) },
    rows: { shape: [2], data: Int32Array.from(indices) },
  });
  expect(run(at(3, 0)).y?.data).toEqual(Float32Array.of(9, 10, 11, 0, 1, 2));
  expect(run(at(-1, -4)).y?.data).toEqual(Float32Array.of(9, 10, 11, 0, 1, 2));
  for (const outside of [4, -5, 2 ** 31 - 1, -(2 ** 31)])
    expect(() => run(at(0, outside))).toThrow("an index of Gather into x is out of range");
  expect(run(at(1, 1)).y?.data).toEqual(Float32Array.of(3, 4, 5, 3, 4, 5));
});

it.each([
  ["GatherElements", "x", (x: Value, places: Value) => gatherElements(x, places, 0)],
  ["ScatterElements", "ScatterElements", (x: Value, places: Value) => scatterAdd(x, places, mul(x, x), 0)],
  ["Gather", "Add", (x: Value, places: Value) => gather(add(x, reduceSum(mul(x, x), [0])), places)],
] as const)("%s says so of its own indices too", (op, of, make) => {
  const [x, places] = [input("x", "float32", [2, 2]), input("places", "int32", [2, 2])];
  const run = programOf({ name: "places", inputs: [x, places], outputs: [["y", make(x, places)]] });
  const at = (...indices: number[]) => ({
    x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    places: { shape: [2, 2], data: Int32Array.from(indices) },
  });
  expect(() => run(at(0, 1, 1, 2))).toThrow(`an index of ${op} into ${of} is out of range`);
  expect(() => run(at(0, 1, -2, -1))).not.toThrow();
});

it("treats indices that are known as it does those that are given", () => {
  const x = input("x", "float32", [4]);
  const at = (...indices: number[]) => {
    const y = gather(x, constant(Int32Array.from(indices), [indices.length], "int32"));
    const run = programOf({ name: "known", inputs: [x], outputs: [["y", y]] });
    return Array.from(run({ x: { shape: [4], data: Float32Array.of(0, 10, 20, 30) } }).y?.data as Float32Array);
  };
  expect([at(1, 2, 3), at(0, 2), at(2), at(3, 1), at(0, 1, 3), at(-1, -4), at(1, 1)]).toEqual([
    ...[[10, 20, 30], [0, 20], [20], [30, 10], [0, 10, 30], [30, 0], [10, 10]],
  ]);
  for (const outside of [[4], [0, 2, 4], [-5]])
    expect(() => at(...outside)).toThrow("an index of Gather into x is out of range");
});

it("names a place within the channel where a window holds what is no number, so that its gradient has somewhere to go", () => {
  const x = input("x", "float32", [1, 2, 2, 2]);
  const attributes = { window: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };
  const [, places] = applyAll(maxPlacesOp, [x], attributes);
  const graph: Graph = { name: "places", inputs: [x], outputs: [["places", places as Value]] };
  const data = Float32Array.of(1, 4, 4, 2, 1, Number.NaN, 2, 3);
  const run = programOf(graph);
  expect(Array.from(run({ x: { shape: [1, 2, 2, 2], data } }).places?.data as BigInt64Array)).toEqual([1n, 7n]);
});

it("uses relaxed instructions only where that is asked for", () => {
  const [a, c] = [input("a", "float32", [3, 4]), input("c", "float32", [4, 5])];
  const graph: Graph = { name: "product", inputs: [a, c], outputs: [["y", matMul(a, c)]] };
  const plan = planGraph(graph, {});
  const isUsed = (isRelaxed: boolean) => usesRelaxed(lowerPlan(plan, layOut(plan), { draws: [], isRelaxed }).module);
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
  const run = programOf({ name: "special", inputs: [a, c], outputs });
  const found = run({ a: column(0), c: column(1) });
  for (const [name, [, meaning]] of Object.entries(meanings)) {
    const expected = pairs.map(([left, right]) => Math.fround(meaning(Math.fround(left), Math.fround(right))));
    expect(Array.from(found[name]?.data as Float32Array), name).toEqual(expected);
  }
});

it("draws of the noise of several streams what the replicas read that it computes, and nothing else", () => {
  const size = 5;
  const noise = input("noise", "float32", ["K", 3, size]);
  const [streamOf, step] = [input("streamOf", "int32", ["R"]), input("step", "int32", [])];
  const now = gather(noise, step);
  const outputs = [["own", gather(now, streamOf)] as const, ["all", relu(now)] as const];
  const graph: Graph = { name: "streams", inputs: [noise, streamOf, step], outputs };
  const program = compileGraph(graph, {}, { blocks: [{ name: "R", size: 1 }], draws: ["uniform"] });
  const keys = [0, 1, 2, 3, 4, 5].map((position) => ({ seed: 4, stream: "noise/test", position }));
  const streams = [0, 2, 0, 1];
  const drawn = {
    shape: [2, 3, size],
    distribution: "uniform",
    pieces: keys.map(keyArguments),
    streamOf: streams,
  } as const;
  const inputs = {
    noise: drawn,
    streamOf: { shape: [4], data: Int32Array.from(streams) },
    step: { shape: [], data: Int32Array.of(1) },
  };
  const numbers = keys.slice(3).map((key) => [...randomOpenUniform(size, key)]);
  const runOf = (share?: Share) => {
    const own = { shape: [4, size], data: new Float32Array(4 * size) };
    const all = { shape: [3, size], data: new Float32Array(3 * size) };
    createInstance(loadProgram(program)).run(inputs, { own, all }, share);
    return { own: [...own.data], all: [...all.data] };
  };
  expect(runOf()).toEqual({ own: streams.flatMap((stream) => numbers[stream]), all: numbers.flat() });
  const { own, all } = runOf({ first: 1, end: 3 });
  expect(own.slice(size, 3 * size)).toEqual([numbers[2], numbers[0]].flat());
  // Blocks of four numbers: the second of the first stream reaches three places into the next.
  expect(all.slice(size + 3, 2 * size)).toEqual([0, 0]);
});
