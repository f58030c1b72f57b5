import { expect, it } from "vitest";
import { inputName } from "../graph/ops/constant.ts";
import { add, constant, gather, input, loop, matMul, mul, reduceSum, relu, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { sizeOf, type Tensor } from "../tensor/tensor.ts";
import { type CompileOptions, compileGraph } from "./compile.ts";
import { createInstance } from "./instance.js";
import { loadProgram } from "./load-program.ts";
import { keyArguments } from "./random/random-key.ts";
import { type FedByName, planMemory } from "./run-memory.js";

const PAGE_BYTES = 65_536;
const graphOf = (inputs: readonly Value[], y: Value): Graph => ({ name: "sized", inputs, outputs: [["y", y]] });

/** What is said before a run, and what the instance has after it. */
function sizes(graph: Graph, lengths: Readonly<Record<string, number>>, options: CompileOptions, fed: FedByName = {}) {
  const shapeOf = ({ shape }: Value) => shape.map((dim) => (typeof dim === "number" ? dim : (lengths[dim] as number)));
  const zeros = (value: Value): Tensor => {
    const shape = shapeOf(value);
    const array = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array }[value.dtype as "float32"];
    return { shape, data: new array(sizeOf(shape)) };
  };
  const given = { ...Object.fromEntries(graph.inputs.map((value) => [inputName(value), zeros(value)])), ...fed };
  const program = loadProgram(compileGraph(graph, {}, options));
  const instance = createInstance(program);
  const said = planMemory(program, given).byteSize;
  instance.run(given as Record<string, Tensor>, Object.fromEntries(graph.outputs.map(([name, y]) => [name, zeros(y)])));
  return { said, found: instance.byteLength() };
}

it("is 64 bytes for the fault, and whole cache lines for each input, constant and result", () => {
  const [x, k] = [input("x", "float32", [4, 3]), input("k", "float32", [3, 5])];
  const bias = constant(Float32Array.of(1, 2, 3, 4, 5), [5], "float32");
  // 64, x 48, k 60, the constant 20, y 80.
  expect(sizes(graphOf([x, k], add(matMul(x, k), bias)), {}, {}).said).toBe(64 + 64 + 64 + 64 + 128);
});

it("counts what is never needed at one time once", () => {
  const SIDE = 64;
  const x = input("x", "float32", [SIDE, SIDE]);
  const chain = (length: number) =>
    graphOf(
      [x],
      Array.from({ length }).reduce<Value>((y) => matMul(y, y), x),
    );
  const [of6, of7] = [sizes(chain(6), {}, {}), sizes(chain(7), {}, {})];
  expect(of6.said).toBe(64 + 3 * 4 * SIDE * SIDE);
  expect(of7.said).toBe(of6.said);
});

it("grows by the rows that a run brings, and says so before it", () => {
  const [x, rows] = [input("x", "float32", ["N", 1000]), input("rows", "int32", [2])];
  const graph = graphOf([x, rows], gather(x, rows));
  const [few, many] = [10, 20_000].map((N) => sizes(graph, { N }, {})) as [
    ReturnType<typeof sizes>,
    ReturnType<typeof sizes>,
  ];
  expect(many.said - few.said).toBe(4 * 1000 * 19_990);
});

const step = input("step", "int32", []);
const noise = input("noise", "float32", ["K", 60_000]);
const count = input("count", "int64", []);
const state = input("state", "float32", ["R", 200, 200]);
const table = input("table", "float32", ["N", 700]);
const picked = input("picked", "int32", [300]);

it.each<[string, Graph, Record<string, number>, CompileOptions, FedByName?]>([
  ["elementwise", graphOf([state], mul(relu(state), scalar(3))), { R: 3 }, { blocks: [{ name: "R", size: 1 }] }],
  [
    "a loop over replicas",
    graphOf([state, count], loop(count, [state], (_, [now]) => [matMul(now as Value, now as Value)])[0] as Value),
    { R: 2 },
    { blocks: [{ name: "R", size: 1 }] },
  ],
  ["blocks of examples", graphOf([table], reduceSum(table, [1])), { N: 1000 }, { blocks: [{ name: "N", size: 128 }] }],
  ["rows of a table", graphOf([table, picked], gather(table, picked)), { N: 2000 }, {}],
  [
    "drawn noise",
    graphOf([noise, step], gather(noise, step)),
    { K: 5 },
    { draws: ["levels"] },
    {
      noise: {
        shape: [5, 60_000],
        distribution: "levels",
        pieces: Array.from({ length: 5 }, (_, position) => keyArguments({ seed: 1, stream: "noise", position })),
      },
    },
  ],
])("what is said of %s is what the instance has after the run, within a page", (_, graph, lengths, options, fed) => {
  const { said, found } = sizes(graph, lengths, options, fed);
  expect(said).toBeGreaterThan(PAGE_BYTES);
  expect(found - said).toBeGreaterThanOrEqual(0);
  expect(found - said).toBeLessThan(PAGE_BYTES);
});
