import { afterAll, describe, expect, it } from "vitest";
import { keyArguments } from "../compiled/random/random-key.ts";
import { cast, constant, gather, input, mul } from "../graph/ops/index.ts";
import type { Graph } from "../graph/value.ts";
import { DISTRIBUTIONS, type DistributionName } from "../tensor/distributions.ts";
import { isStrings, type Tensor } from "../tensor/tensor.ts";
import { nodeRuntime } from "./node.ts";
import type { Drawn, HoldableTensor } from "./runtime.ts";
import { webRuntime } from "./web.ts";

const runtimes = { Node: nodeRuntime({ engine: "compiled" }), page: webRuntime({ engine: "compiled" }) };
afterAll(() => Promise.all(Object.values(runtimes).map((runtime) => runtime.close())));

/** What pieces take in turn besides their keys; nothing, where a distribution is not here. */
const PARAMETERS: Readonly<Partial<Record<DistributionName, readonly number[]>>> = {
  bits: [0, 1, 32_768, 39_321, 65_535, 65_536],
};

/** Numbers of 32 bits in a page of WebAssembly's memory. */
const PAGE_NUMBERS = 16_384;

/** Piece `i` of a tensor: each has a key, and a parameter, of its own. */
function pieceAt(name: DistributionName, i: number) {
  const own = PARAMETERS[name] ?? [];
  const at = i % Math.max(1, own.length);
  return { key: { seed: 2 ** 40 + 7, stream: "noise/test", position: i }, parameters: own.slice(at, at + 1) };
}

function drawn(distribution: DistributionName, shape: readonly number[], first: number, count: number): Drawn {
  const pieces = Array.from({ length: count }, (_, i) => {
    const { key, parameters } = pieceAt(distribution, first + i);
    return [...parameters, ...keyArguments(key)];
  });
  return { shape, distribution, pieces };
}

function numbersOf(name: DistributionName, size: number, piece: number): readonly number[] {
  const { key, parameters } = pieceAt(name, piece);
  return [...Float32Array.from(DISTRIBUTIONS[name].draw(size, key, parameters))];
}

function listOf(tensor: Tensor | undefined): readonly number[] {
  if (tensor === undefined || isStrings(tensor.data)) throw new Error("numbers are expected");
  return Array.from(tensor.data as ArrayLike<number>);
}

const NAMES = Object.keys(DISTRIBUTIONS) as readonly DistributionName[];
const cases = NAMES.flatMap((name) => [1, 4, 5, 50, 127, 128, 300].map((size) => ({ name, size })));

describe.each(Object.entries(runtimes))("in a program (%s)", (_, runtime) => {
  it.each(cases)(
    "$name, $size a piece, are those of JavaScript, and no input beside them changes",
    async ({ name, size }) => {
      const noise = input("noise", DISTRIBUTIONS[name].dtype, ["K", 2, size]);
      const [x, steps, rows] = [
        input("x", "float32", ["L", 3]),
        input("steps", "int32", [3]),
        input("rows", "int32", [2]),
      ];
      const graph: Graph = {
        name: `${name} ${size}`,
        inputs: [noise, x, steps, rows],
        outputs: [
          ["drawn", cast(gather(noise, steps), "float32")],
          ["rows", gather(x, rows)],
        ],
      };
      // A session of the same graph that is given them has another program.
      const plain = await runtime.load(graph);
      const given = { shape: [1, 2, size], data: Float32Array.from([0, 1].flatMap((i) => numbersOf(name, size, i))) };
      const zeros = { steps: { shape: [3], data: new Int32Array(3) }, rows: { shape: [2], data: new Int32Array(2) } };
      const row = { shape: [1, 3], data: Float32Array.of(7, 8, 9) };
      const { fetched } = await plain.run({ ...zeros, x: row, noise: given }, { fetch: ["drawn"] });
      expect(listOf(fetched.drawn).slice(0, 2 * size)).toEqual([...given.data]);
      await plain.release();
      const session = await runtime.load(graph, { drawn: { noise: name } });
      // Memory grows for the second, and again for the third.
      for (const count of [2, 40, Math.ceil(40_000 / size)]) {
        const picked = [0, count >> 1, count - 1];
        const others: Record<string, HoldableTensor> = {
          x: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
          steps: { shape: [3], data: Int32Array.from(picked) },
          rows: { shape: [2], data: Int32Array.of(1, 0) },
        };
        const { fetched } = await session.run(
          { ...others, noise: drawn(name, [count, 2, size], 0, 2 * count) },
          { fetch: ["drawn", "rows"] },
        );
        expect(listOf(fetched.rows)).toEqual([4, 5, 6, 1, 2, 3]);
        const expected = picked.flatMap((step) => [0, 1].flatMap((i) => numbersOf(name, size, 2 * step + i)));
        expect(listOf(fetched.drawn)).toEqual(expected);
      }
      await session.release();
    },
  );

  it.each(cases)(
    "$name, $size a piece, of a shape known before leave the constants behind them alone",
    async ({ name, size }) => {
      const noise = input("noise", DISTRIBUTIONS[name].dtype, [3, size]);
      const factors = Float32Array.from({ length: 3 * size }, (_, i) => i + 1);
      const graph: Graph = {
        name: `${name} times ${size}`,
        inputs: [noise],
        outputs: [["product", mul(cast(noise, "float32"), constant(factors, [3, size], "float32"))]],
      };
      const session = await runtime.load(graph, { drawn: { noise: name } });
      for (const first of [0, 3, 6]) {
        const feed = drawn(name, [3, size], first, 3);
        const { fetched } = await session.run({ noise: feed }, { fetch: ["product"] });
        const numbers = [0, 1, 2].flatMap((i) => numbersOf(name, size, first + i));
        expect(listOf(fetched.product)).toEqual(numbers.map((x, i) => Math.fround(x * (factors[i] as number))));
      }
      await session.release();
    },
  );

  it.each(NAMES)("%s, five at the very end of a page of memory", async (name) => {
    const noise = input("noise", DISTRIBUTIONS[name].dtype, ["K", 5]);
    const [x, row] = [input("x", "float32", ["L"]), input("row", "int32", [])];
    const outputs = [["drawn", cast(gather(noise, row), "float32")] as const, ["x", gather(x, row)] as const];
    const session = await runtime.load({ name, inputs: [x, noise, row], outputs }, { drawn: { noise: name } });
    for (let length = PAGE_NUMBERS - 400; length <= PAGE_NUMBERS; length += 16) {
      const before = {
        x: { shape: [length], data: new Float32Array(length) },
        row: { shape: [], data: Int32Array.of(0) },
      };
      const { fetched } = await session.run({ ...before, noise: drawn(name, [1, 5], 1, 1) }, { fetch: ["drawn"] });
      expect(listOf(fetched.drawn)).toEqual(numbersOf(name, 5, 1));
    }
    await session.release();
  });

  it("what a session was not told of it does not draw", async () => {
    const noise = input("noise", "float32", [3, 4]);
    const graph: Graph = { name: "untold", inputs: [noise], outputs: [["double", mul(noise, noise)]] };
    const session = await runtime.load(graph, { drawn: { noise: "normal" } });
    const run = session.run({ noise: drawn("uniform", [3, 4], 0, 3) }, { fetch: ["double"] });
    await expect(run).rejects.toThrow("the program does not draw uniform");
    await session.release();
  });
});
