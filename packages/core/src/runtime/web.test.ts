import { expect, it } from "vitest";
import { input, mul, scalar } from "../graph/ops/index.ts";
import { encode } from "../onnx/encode.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type WebRuntimeOptions, webRuntime } from "./web.ts";

const x = input("x", "float32", ["N"]);
const doubling = encode({ name: "doubling", inputs: [x], outputs: [["y", mul(x, scalar(2))]] });
const vector = (...data: number[]): Tensor => ({ shape: [data.length], data: Float32Array.from(data) });

/** Twice 21, and what the runtime had to say on the way. */
async function doubled(options: WebRuntimeOptions): Promise<{ y: unknown; notices: readonly string[] }> {
  const notices: string[] = [];
  const runtime = webRuntime({ ...options, onNotice: (line) => notices.push(line) });
  const session = await runtime.load(doubling);
  const { fetched } = await session.run({ x: vector(21) }, { fetch: ["y"] });
  await runtime.close();
  return { y: fetched.y, notices };
}

it("runtimes that start at once share the WebAssembly and do not disturb each other", async () => {
  const both = await Promise.all([doubled({}), doubled({})]);
  expect(both).toEqual([
    { y: vector(42), notices: [] },
    { y: vector(42), notices: [] },
  ]);
});

it("other tasks of the thread get their turn between runs that follow each other", async () => {
  const runtime = webRuntime();
  const session = await runtime.load(doubling);
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  const end = performance.now() + 100;
  while (performance.now() < end) await session.run({ x: vector(1) }, { fetch: ["y"] });
  clearInterval(counting);
  await runtime.close();
  expect(turns).toBeGreaterThan(1);
});

it("what is held is a copy, on the way in and on the way out", async () => {
  const runtime = webRuntime();
  const data = Float32Array.of(1, 2);
  const held = await runtime.hold({ shape: [2], data });
  data.fill(9);
  const read = await runtime.read(held);
  expect(read).toEqual(vector(1, 2));
  (read.data as Float32Array).fill(9);
  expect(await runtime.read(held)).toEqual(vector(1, 2));
  await runtime.close();
});

it("inputs count as they were when run was called", async () => {
  const runtime = webRuntime();
  const session = await runtime.load(doubling);
  const data = Float32Array.of(1, 2);
  const running = session.run({ x: { shape: [2], data } }, { fetch: ["y"] });
  data.fill(9);
  expect((await running).fetched.y).toEqual(vector(2, 4));
  await runtime.close();
});

it("without a WebGPU adapter it computes in WebAssembly and says so in one line", async () => {
  expect(await doubled({ device: "webgpu", onNotice: () => undefined })).toEqual({
    y: vector(42),
    notices: ["There is no WebGPU adapter here: computing in WebAssembly instead."],
  });
});

it("without cross-origin isolation it computes with 1 thread and says so in one line", async () => {
  expect(await doubled({ threads: 4 })).toEqual({
    y: vector(42),
    notices: ["This is no cross-origin isolated page: computing with 1 thread."],
  });
});

it.each([
  ["threads", { threads: 0 }, /webRuntime\.threads expects a whole number of at least 1 but receives 0/],
  ["device", { device: "cuda" }, /webRuntime\.device expects "wasm" or "webgpu" but receives "cuda"/],
  ["engine", { engine: "wasm" }, /webRuntime\.engine expects "compiled" or "onnxruntime" but receives "wasm"/],
  ["relaxed", { relaxed: 1 }, /webRuntime\.relaxed expects true or false but receives 1/],
  ["a name", { engin: "compiled" }, /webRuntime expects options among threads, engine, .* but receives "engin"/],
  ["onNotice", { device: "webgpu" }, /webRuntime\.onNotice expects a function .* with device "webgpu" but receives/],
])("%s out of range is refused", (_, options, message) => {
  // The type refuses some of these too; callers without types get the message.
  expect(() => webRuntime(options as WebRuntimeOptions)).toThrow(RangeError);
  expect(() => webRuntime(options as WebRuntimeOptions)).toThrow(message);
});
