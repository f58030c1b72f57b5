import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { built, printed } from "./own-node.fixture.ts";

/** Whether the processor multiplies and adds in one rounding; where it does not, relaxed instructions round twice. */
const cpuFacts = "/proc/cpuinfo";
const hasFma = process.arch === "arm64" || (existsSync(cpuFacts) && /\bfma\b/.test(readFileSync(cpuFacts, "utf8")));

it.each(["nodeRuntime", "webRuntime"])(
  "%s multiplies and adds in one rounding where it may, and else in two",
  (create) => {
    // a² - (1 + 2^-11) is 2^-24, which rounding a² loses.
    const script = `
    const { setFlagsFromString } = await import("node:v8");
    // Node 20 has it behind a flag, later ones have it.
    setFlagsFromString("--experimental-wasm-relaxed-simd");
    const { input, matMul } = await import(${built("graph/ops/index.js")});
    const [x, k] = [input("x", "float32", [1, 2]), input("k", "float32", [2, 1])];
    const a = 1 + 2 ** -12;
    const feeds = {
      x: { shape: [1, 2], data: Float32Array.of(-1 - 2 ** -11, a) },
      k: { shape: [2, 1], data: Float32Array.of(1, a) },
    };
    for (const options of [{}, { relaxed: false }, { relaxed: true }]) {
      const runtime = ${create}({ engine: "compiled", ...options });
      const session = await runtime.load({ name: "product", inputs: [x, k], outputs: [["y", matMul(x, k)]] });
      print((await session.run(feeds, { fetch: ["y"] })).fetched.y.data[0] * 2 ** 24);
      await runtime.close();
    }`;
    expect(printed(script)).toBe(`0\n0\n${hasFma ? 1 : 0}\n`);
  },
);
