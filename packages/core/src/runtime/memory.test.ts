import { afterAll, describe, expect, it } from "vitest";
import { planProgram } from "../compiled/compile.ts";
import { MOST_BYTES, planMemory } from "../compiled/run-memory.js";
import { add, gather, input, sub } from "../graph/ops/index.ts";
import type { Graph } from "../graph/value.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { nodeRuntime } from "./node.ts";
import { built, printed } from "./own-node.fixture.ts";
import { lineOf } from "./refusal.fixture.ts";
import { tensorMemory } from "./tensor-memory.ts";
import { bytesText, memoryParts, tooMuchMemory } from "./too-much-memory.ts";
import { webRuntime } from "./web.ts";

/** The rows of a table that are asked for, which a program finds in a copy of the whole table. */
const [table, rows] = [input("table", "float32", ["N", 1000]), input("rows", "int32", [2])];
const picking: Graph = { name: "picking", inputs: [table, rows], outputs: [["picked", gather(table, rows)]] };
const picks = { shape: [2], data: Int32Array.of(2, 0) };

/** Sums and differences of each number on the left with each on the right: results that are larger than what is given. */
const [left, right] = [input("left", "float32", ["N", 1]), input("right", "float32", [1, "M"])];
const pairs: Graph = {
  name: "pairs",
  inputs: [left, right],
  outputs: [
    ["sums", add(left, right)],
    ["differences", sub(left, right)],
  ],
};

function numbers(...shape: readonly number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => i % 100) };
}

describe.each([
  ["in Node", nodeRuntime],
  ["in a page's thread", webRuntime],
] as const)("%s", (_, create) => {
  const [chosen, forced] = [create({ threads: 1 }), create({ engine: "compiled", threads: 1 })];
  afterAll(() => Promise.all([chosen.close(), forced.close()]));

  it("a table of more than 4 GiB is ONNX Runtime's before anything runs, one that fits is the compiler's", async () => {
    for (const [N, engine] of [
      [1000, "compiled"],
      [1_073_800, "onnxruntime"],
    ] as const) {
      const session = await chosen.load(picking, { lengths: { N } });
      expect(session.engine).toBe(engine);
      const { fetched } = await session.run({ table: numbers(3, 1000), rows: picks }, { fetch: ["picked"] });
      expect(fetched.picked?.data).toEqual(Float32Array.from({ length: 2000 }, (__, i) => i % 100));
      await session.release();
    }
  });

  it("the compiler says what takes how much where it is asked for", async () => {
    expect(await lineOf(forced.load(picking, { lengths: { N: 1_500_000 } }))).toBe(
      'The compiled program "picking" takes 5.6 GiB of memory (input "table" 5.6 GiB, results and work 8.1 KiB, ' +
        'other inputs 8 bytes), more than the 4 GiB that WebAssembly addresses: give it fewer examples at a time, or take engine: "onnxruntime". (OCCAM_RUNTIME)',
    );
  });

  it("a run of lengths that nobody had said is refused before it begins, and the session goes on", async () => {
    const session = await chosen.load(pairs);
    const run = (N: number, M: number) =>
      session.run({ left: numbers(N, 1), right: numbers(1, M) }, { fetch: ["differences"] });
    expect(await lineOf(run(40_000, 40_000))).toBe(
      'The compiled program "pairs" takes 12 GiB of memory (results and work 12 GiB, input "left" 157 KiB, other inputs 157 KiB), ' +
        'more than the 4 GiB that WebAssembly addresses: give it fewer examples at a time, or take engine: "onnxruntime". (OCCAM_RUNTIME)',
    );
    expect((await run(2, 3)).fetched.differences?.data).toEqual(Float32Array.of(0, -1, -2, 1, 0, -1));
    await session.release();
  });
});

it("parts are those of the whole, the largest first", () => {
  const program = planProgram(picking, {});
  const fed = { table: { shape: [5000, 1000] }, rows: { shape: [2] } };
  const { byteSize } = planMemory(program, fed);
  const parts = memoryParts(program, fed, byteSize);
  expect(parts.map(({ name }) => name)).toEqual(['input "table"', "results and work", "other inputs"]);
  expect(parts[0]?.bytes).toBe(5000 * 1000 * 4);
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(byteSize);
  expect(tooMuchMemory({ name: "picking", program, fed, byteSize, threadCount: 2 }).message).toContain(
    '"picking" takes 20 MiB of memory in each of 2 threads (input "table" 20 MiB, results and work 8.1 KiB, other inputs 8 bytes), more than there is here',
  );
});

it("bytes are rounded up, so that more than a limit never reads as the limit", () => {
  expect([0, 8, 1023, 1024, 1025, 10_241, 2 ** 20 * 12, MOST_BYTES, MOST_BYTES + 1, 2 ** 45].map(bytesText)).toEqual([
    ...["0 bytes", "8 bytes", "1023 bytes", "1 KiB", "1.1 KiB", "11 KiB", "12 MiB", "4 GiB", "4.1 GiB", "32 TiB"],
  ]);
});

it("a tensor for which there is no memory is said with its size", () => {
  const memory = tensorMemory((byteLength) => new ArrayBuffer(byteLength));
  expect(() => memory.take("float32", [2 ** 52])).toThrow(
    "There is no memory of 16384 TiB here, which a tensor takes. (OCCAM_RUNTIME)",
  );
});

/** For scripts: a training, and a pick of the last of so many rows. */
const TRAIN_AND_PICK = `
  const { gather, input } = await import(${built("graph/ops/index.js")});
  const [table, rows] = [input("table", "float32", ["N", 100]), input("rows", "int32", [1])];
  const picking = { name: "picking", inputs: [table, rows], outputs: [["picked", gather(table, rows)]] };
  const picked = (session, N) => session.run(
    { table: { shape: [N, 100], data: new Float32Array(100 * N).fill(N) }, rows: { shape: [1], data: Int32Array.of(N - 1) } },
    { fetch: ["picked"] },
  ).then(({ fetched }) => print(fetched.picked.data[99]), ({ message }) => print(message));
  const train = (runtime, rows, columns, batchSize) => {
    const x = { shape: [rows, columns], data: Float32Array.from({ length: rows * columns }, (_, i) => (i % 97) / 97 - 0.5) };
    const y = Float32Array.from({ length: rows }, (_, row) => x.data[row * columns + 1]);
    const model = sequential({ inputShape: [columns], layers: [dense({ units: 1 })] });
    return fit(model, { x, y: { shape: [rows, 1], data: y } }, { runtime, loss: "meanSquaredError", epochs: 2, batchSize }).then(
      ({ engine, history }) => print(engine, history[1].train.loss < history[0].train.loss),
      ({ message }) => print(message),
    );
  };
`;

describe("where a WebAssembly memory gets 4 MiB and no more", () => {
  /** What a script prints there. */
  const printedThere = (script: string) => printed(TRAIN_AND_PICK + script, ["--wasm-max-mem-pages=64"]);

  it("a training that takes more is ONNX Runtime's", () => {
    const script = "const runtime = nodeRuntime(); await train(runtime, 20_000, 60, 1000); await runtime.close();";
    expect(printedThere(script)).toBe("onnxruntime true\n");
    expect(printed(TRAIN_AND_PICK + script)).toBe("compiled true\n");
  });

  it("a training whose examples come with each chunk is ONNX Runtime's where a chunk may take more", () => {
    // 66 MB: a step's 16 rows are 0.25 MB of it, a chunk of steps up to 32 MB.
    const script = "const runtime = nodeRuntime(); await train(runtime, 4_400, 4_000, 16); await runtime.close();";
    expect(printedThere(script)).toBe("onnxruntime true\n");
  });

  it("what looks at all rows at once is ONNX Runtime's too, and layers' outputs come in blocks", () => {
    const script = `
      const { largestAlpha } = await import(${built("selection/largest-alpha.js")});
      const { layerOutputs } = await import(${built("diagnosis/network/layer-outputs.js")});
      const { meanSquaredError } = await import(${built("losses/index.js")});
      const runtime = nodeRuntime({ threads: 1 });
      const x = { shape: [20_000, 60], data: new Float32Array(1_200_000).fill(2) };
      const targets = { shape: [20_000, 1], data: new Float32Array(20_000).fill(3) };
      // The gradient of (z - 3)^2 at z = 0 is -6, times an input of 2.
      print(await largestAlpha(runtime, x, targets, meanSquaredError, { hasBias: false }));
      const model = sequential({ inputShape: [60], layers: [dense({ units: 1 })] });
      const parameters = new Map([
        ["dense0/kernel", { shape: [60, 1], data: new Float32Array(60).fill(0.5) }],
        ["dense0/bias", { shape: [1], data: Float32Array.of(1) }],
      ]);
      const [{ outputs }] = await layerOutputs(runtime, model, parameters, x);
      print(outputs.shape.join(" "), new Set(outputs.data).size, outputs.data[19_999]);
      await runtime.close();`;
    expect(printedThere(script)).toBe("12\n20000 1 1 61\n");
  });

  it("the compiler says what takes how much where it is asked for, in threads and in a page's", () => {
    const line =
      /^The compiled program "training" takes 5\.\d MiB of memory \(input "x" 4\.6 MiB, results and work \d+ KiB, other inputs 236 KiB\), more than there is here: give it fewer examples at a time, or take engine: "onnxruntime"\. \(OCCAM_RUNTIME\)\n$/;
    const script = (create: string) =>
      `const runtime = ${create}({ engine: "compiled" }); await train(runtime, 20_000, 60, 1000); await runtime.close();`;
    expect(printedThere(script("nodeRuntime"))).toMatch(line);
    expect(printedThere(script("webRuntime"))).toMatch(line);
  });

  it("a run that takes more than those before is refused in one line, and the session goes on", () => {
    const script = `
      const runtime = nodeRuntime({ threads: 1 });
      const session = await runtime.load(picking, { lengths: { N: 10 } });
      for (const N of [10, 9_000, 11_000, 9_500]) await picked(session, N);
      await runtime.close();`;
    expect(printedThere(script).split("\n")).toEqual([
      ...["10", "9000"],
      'The compiled program "picking" takes 4.2 MiB of memory (input "table" 4.2 MiB, results and work 700 bytes, other inputs 4 bytes), ' +
        'more than there is here: give it fewer examples at a time, or take engine: "onnxruntime". (OCCAM_RUNTIME)',
      ...["9500", ""],
    ]);
  });
});
