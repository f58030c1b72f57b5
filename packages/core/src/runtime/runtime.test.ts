import { afterAll, describe, expect, it } from "vitest";
import { add, input, matMul, mul, scalar } from "../graph/ops/index.ts";
import { encode } from "../onnx/encode.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type NodeRuntimeOptions, nodeRuntime } from "./node.ts";
import { refusalOf } from "./refusal.fixture.ts";
import type { Held } from "./runtime.ts";
import { webRuntime } from "./web.ts";

/** doubled = 2 x and product = x k, for x [N, 2] and k [2, 2]. */
const [x, k] = [input("x", "float32", ["N", 2]), input("k", "float32", [2, 2])];
const file = encode({
  name: "two outputs",
  inputs: [x, k],
  outputs: [
    ["doubled", mul(x, scalar(2))],
    ["product", add(matMul(x, k), scalar(0))],
  ],
});
const row = (...data: number[]): Tensor => ({ shape: [1, 2], data: Float32Array.from(data) });
const kernel: Tensor = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };

/** The message of a refused call: one line that ends with the code. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await refusalOf(call);
  expect(error.code).toBe("OCCAM_RUNTIME");
  expect(error.message).toMatch(/^ONNX Runtime could not do its work: [^\n]+[^.\n]\. \(OCCAM_RUNTIME\)$/);
  return error.message;
}

describe.each([
  { create: nodeRuntime, title: "nodeRuntime" },
  { create: webRuntime, title: "webRuntime" },
])("$title", ({ create }) => {
  const runtime = create();
  afterAll(() => runtime.close());

  describe("a session", () => {
    it("fetches outputs and holds them, for later runs and reads", async () => {
      const session = await runtime.load(file);
      const held = await runtime.hold(kernel);
      const first = await session.run({ x: row(1, 1), k: held }, { fetch: ["doubled"], hold: ["product"] });
      expect(first.fetched).toEqual({ doubled: row(2, 2) });
      const product = first.held.product as Held;
      expect(await runtime.read(product)).toEqual(row(4, 6));
      const second = await session.run({ x: product, k: held }, { fetch: ["product"] });
      expect(second.fetched.product).toEqual(row(4 + 18, 8 + 24));
      runtime.free([held, product]);
      await session.release();
      expect(await refusal(runtime.read(product))).toContain("was freed or never held");
      expect(await refusal(session.run({ x: row(1, 1), k: kernel }, { fetch: ["doubled"] }))).toContain("was released");
    });

    it("takes rows of a held tensor, which stay when the whole is freed", async () => {
      const session = await runtime.load(file);
      const whole = await runtime.hold({ shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
      const part = await runtime.view(whole, 1, 3);
      runtime.free([whole]);
      expect(await runtime.read(part)).toEqual({ shape: [2, 2], data: Float32Array.of(3, 4, 5, 6) });
      const { fetched } = await session.run({ x: part, k: kernel }, { fetch: ["doubled"] });
      expect(fetched.doubled).toEqual({ shape: [2, 2], data: Float32Array.of(6, 8, 10, 12) });
      await session.release();
    });

    it("takes a large tensor and leaves it whole", async () => {
      const session = await runtime.load(file);
      const large = { shape: [40_000, 2], data: Float32Array.from({ length: 80_000 }, (_, i) => i) };
      const held = await runtime.hold(large);
      const { fetched } = await session.run({ x: large, k: kernel }, { fetch: ["doubled"] });
      expect(fetched.doubled?.data[79_999]).toBe(2 * 79_999);
      expect(large.data[79_999]).toBe(79_999);
      expect(await runtime.read(held)).toEqual(large);
      await session.release();
    });

    it("answers calls that were made at once in their order", async () => {
      const session = await runtime.load(file);
      const runs = Array.from({ length: 20 }, (_, i) =>
        session.run({ x: row(i, 0), k: kernel }, { fetch: ["doubled"] }),
      );
      (await Promise.all(runs)).forEach(({ fetched }, i) => {
        expect(fetched.doubled).toEqual(row(2 * i, 0));
      });
      await session.release();
    });

    it("takes a view into a larger array for what it shows, and leaves it whole", async () => {
      const session = await runtime.load(file);
      const large = Float32Array.from({ length: 1000 }, (_, i) => i);
      const view = { shape: [1, 2], data: large.subarray(500, 502) };
      const { fetched } = await session.run({ x: view, k: kernel }, { fetch: ["doubled"] });
      expect(fetched.doubled).toEqual(row(1000, 1002));
      expect(large[999]).toBe(999);
      await session.release();
    });
  });

  it.each<[string, Tensor & { dtype?: "bool" }]>([
    ["float32", { shape: [2], data: Float32Array.of(1.5, -0) }],
    ["float64", { shape: [1], data: Float64Array.of(Math.PI) }],
    ["int32", { shape: [1, 1], data: Int32Array.of(-7) }],
    ["int64", { shape: [], data: BigInt64Array.of(2n ** 60n) }],
    ["uint8", { shape: [2], data: Uint8Array.of(0, 255) }],
    ["strings", { shape: [2], data: ["", "ä€😀"] }],
    ["nothing at all", { shape: [0, 3], data: new Float32Array() }],
  ])("%s held come back as they were", async (_, tensor) => {
    const held = await runtime.hold(tensor);
    expect(await runtime.read(held)).toEqual(tensor);
    runtime.free([held]);
  });

  describe("what ONNX Runtime refuses is one line, and the runtime goes on", () => {
    it.each([
      ["no bytes", new Uint8Array()],
      ["text", new TextEncoder().encode("a,b,c\n1,2,3\n")],
      ["noise", Uint8Array.from({ length: 5000 }, (_, i) => (i * 97) % 251)],
      ["half a model", file.slice(0, file.length / 2)],
    ])("%s for a model", async (_, bytes) => {
      await refusal(runtime.load(bytes));
      const session = await runtime.load(file);
      await session.release();
    });

    it("a model cut off anywhere is refused or loaded, never waited for", async () => {
      for (let length = 0; length < file.length; length += 7) {
        const loading = runtime.load(file.slice(0, length));
        await loading.then((session) => session.release()).catch(() => refusal(loading));
      }
      await (await runtime.load(file)).release();
    });

    it("inputs that are missing, unknown, of another shape or of another type", async () => {
      const session = await runtime.load(file);
      const run = (inputs: Record<string, Tensor>) => refusal(session.run(inputs, { fetch: ["doubled"] }));
      expect(await run({ x: row(1, 1) })).toContain("'k' is missing");
      await run({ x: row(1, 1), k: { shape: [3, 3], data: new Float32Array(9) } });
      await run({ x: row(1, 1), k: { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) } });
      await run({ x: row(1, 1), k: { shape: [2, 2], data: Float32Array.of(1) } });
      expect(await refusal(session.run({ x: row(1, 1), k: kernel }, { fetch: ["nowhere"] }))).toContain("nowhere");
      expect(await refusal(session.run({ x: { held: 1e9 }, k: kernel }, { fetch: ["doubled"] }))).toContain(
        "never held",
      );
      const { fetched } = await session.run({ x: row(1, 2), k: kernel }, { fetch: ["doubled"] });
      expect(fetched.doubled).toEqual(row(2, 4));
      await session.release();
    });
  });

  describe("close", () => {
    it("ends the thread after the work under way, and a later call starts another", async () => {
      const own = create();
      await own.close();
      const loading = own.load(file);
      const closing = own.close();
      await loading;
      await closing;
      await own.close();
      const session = await own.load(file);
      const { fetched } = await session.run({ x: row(3, 4), k: kernel }, { fetch: ["doubled"] });
      expect(fetched.doubled).toEqual(row(6, 8));
      await own.close();
    });

    it("asked for twice at one time is one end", async () => {
      const own = create();
      await own.load(file);
      await Promise.all([own.close(), own.close()]);
      await own.close();
    });
  });
});

it("what no message can carry is refused in one line, and the thread goes on", async () => {
  const runtime = nodeRuntime();
  // What a caller without types may give.
  const refused = await refusal(runtime.load(file, { threads: (() => 1) as never }));
  expect(refused).toContain("could not be cloned");
  await (await runtime.load(file)).release();
  await runtime.close();
});

it.each([
  [{ device: "tpu" }, 'nodeRuntime.device expects "cpu", "cuda" or "webgpu" but receives "tpu".'],
  [{ engine: "wasm" }, 'nodeRuntime.engine expects "compiled" or "onnxruntime" but receives "wasm".'],
  [{ threads: 0 }, "nodeRuntime.threads expects a whole number of at least 1 but receives 0."],
  [{ relaxed: 1 }, "nodeRuntime.relaxed expects true or false but receives 1."],
  [{ engin: "compiled" }, 'nodeRuntime expects options among threads, device, engine, relaxed but receives "engin".'],
])("nodeRuntime(%j) is refused by name", (options, message) => {
  // What a caller without types may give.
  expect(() => nodeRuntime(options as NodeRuntimeOptions)).toThrow(`${message} (OCCAM_OPTION)`);
});

describe("nodeRuntime on a device", () => {
  it.each(["cuda", "webgpu"] as const)("%s computes there, or says in one line that it is missing", async (device) => {
    const runtime = nodeRuntime({ device });
    const found = await runtime.load(file).then(
      async (session) => {
        const { fetched } = await session.run({ x: row(1, 2), k: kernel }, { fetch: ["doubled"] });
        return Array.from(fetched.doubled?.data as Float32Array).join();
      },
      ({ message }: Error) => message,
    );
    await runtime.close();
    const missing = new RegExp(
      `^nodeRuntime\\(\\{ device: "${device}" \\}\\) expects the device and its libraries to be here but receives from ONNX Runtime: [^\\n]+: leave "device" out to compute on the CPU\\. \\(OCCAM_RUNTIME\\)$`,
    );
    if (found !== "2,4") expect(found).toMatch(missing);
  });
});
