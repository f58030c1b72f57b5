import { describe, expect, it } from "vitest";
import { printed } from "./own-node.fixture.ts";

/** What comes of a training in a Node of its own, started with a flag: the engine that trained, or the error. */
function trained(flag: string, runtime: string): string {
  const script = `
    const runtime = ${runtime};
    const model = sequential({ inputShape: [2], layers: [dense({ units: 1 })] });
    await fit(model, { x: [[1, 2], [3, 4]], y: [1, 2] }, { runtime, loss: "meanSquaredError" }).then(
      ({ engine, history }) => print(engine, Number.isFinite(history[0].train.loss)),
      ({ message }) => print(message),
    );
    await runtime.close();`;
  return printed(script, [flag]).trimEnd();
}

const isX64 = process.arch === "x64";

describe.each([
  ["without WebAssembly", "--jitless", true],
  ["on a processor without SSE4.1, where WebAssembly has no SIMD", "--no-enable-sse4-1", isX64],
])("%s", (_, flag, isPossible) => {
  it.skipIf(!isPossible)("ONNX Runtime takes over in Node", () => {
    expect(trained(flag, "nodeRuntime()")).toBe("onnxruntime true");
  });

  it.skipIf(!isPossible)("the compiler says what it misses where it is asked for", () => {
    expect(trained(flag, 'nodeRuntime({ engine: "compiled" })')).toBe(
      'engine: "compiled" expects WebAssembly with SIMD but receives a JavaScript engine without it: ' +
        'leave "engine" out, and ONNX Runtime takes over where it can. (OCCAM_RUNTIME)',
    );
  });

  it.skipIf(!isPossible)("ONNX Runtime in WebAssembly says what it misses too", () => {
    expect(trained(flag, "webRuntime()")).toContain("WebAssembly SIMD is not supported in the current environment");
  });
});

it("with both the compiler trains", () => {
  expect(trained("--no-warnings", "nodeRuntime()")).toBe("compiled true");
});
