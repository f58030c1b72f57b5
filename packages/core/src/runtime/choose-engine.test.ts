import { describe, expect, it } from "vitest";
import { averagePool, conv, input, maxPool, relu, textToIndex } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { isCompiled, LARGEST } from "./choose-engine.ts";
import { nodeRuntime } from "./node.ts";
import type { LoadOptions, Runtime } from "./runtime.ts";
import { webRuntime } from "./web.ts";

const graphOf = (inputs: readonly Value[], y: Value): Graph => ({ name: "images", inputs, outputs: [["y", y]] });
const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], groups: 1 };
const pooling = { window: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };

/** A convolution with pooling, of so many multiplications: filters * places * window, for 5 examples of 2 channels. */
function convolution(filters: number): { readonly graph: Graph; readonly multiplications: number } {
  const [x, kernel] = [input("x", "float32", [5, 2, 12, 12]), input("kernel", "float32", [filters, 2, 3, 3])];
  const y = averagePool(maxPool(relu(conv(x, kernel, plain)), pooling), pooling);
  return { graph: graphOf([x, kernel], y), multiplications: 5 * filters * 100 * (2 * 9) };
}

/** As in Node.js. */
const choice = (engine?: "compiled" | "onnxruntime") => ({ engine, largest: () => LARGEST.native });

it("multiplications inside a convolution count: up to the largest number the compiler takes it, more go to ONNX Runtime unless asked for", () => {
  const [small, large] = [convolution(277), convolution(278)];
  expect([small.multiplications, large.multiplications]).toEqual([2_493_000, 2_502_000]);
  expect([small, large].map(({ graph }) => isCompiled(graph, {}, choice()))).toEqual([true, false]);
  expect([small, large].map(({ graph }) => isCompiled(graph, {}, choice("compiled")))).toEqual([true, true]);
  expect([small, large].map(({ graph }) => isCompiled(graph, {}, choice("onnxruntime")))).toEqual([false, false]);
});

it("how many replicas there are counts where it is known", () => {
  const { graph } = convolution(278);
  const largest = (replicaCount: number) => (replicaCount > 2 ? LARGEST.nativeMany : LARGEST.native);
  const isTaken = (options: LoadOptions) => isCompiled(graph, options, { largest });
  expect(isTaken({ replicas: "R", lengths: { R: 3 } })).toBe(true);
  expect(isTaken({ replicas: "R", lengths: { R: 2 } })).toBe(false);
  expect(isTaken({ replicas: "R" })).toBe(false);
  expect(isTaken({ lengths: { R: 3 } })).toBe(false);
});

describe("a graph of 2.502 million multiplications", () => {
  const engineIn = async (runtime: Runtime, options: LoadOptions = {}) => {
    const session = await runtime.load(convolution(278).graph, options);
    await session.release();
    await runtime.close();
    return session.engine;
  };
  const many = (R: number) => ({ replicas: "R", lengths: { R } });

  it("is ONNX Runtime's in Node.js, and of four replicas and more the compiler's, whatever the threads", async () => {
    expect(await engineIn(nodeRuntime())).toBe("onnxruntime");
    for (const threads of [1, 2]) {
      expect(await engineIn(nodeRuntime({ threads }), many(3))).toBe("onnxruntime");
      expect(await engineIn(nodeRuntime({ threads }), many(4))).toBe("compiled");
    }
  });

  it("is the compiler's where ONNX Runtime is WebAssembly too", async () => {
    expect(await engineIn(webRuntime())).toBe("compiled");
  });
});

it("a graph without a compiled form is ONNX Runtime's, whoever is asked for", () => {
  const text = input("text", "string", ["N"]);
  const graph = graphOf([text], textToIndex(text, ["a", "b"]));
  expect(([undefined, "compiled"] as const).map((engine) => isCompiled(graph, {}, choice(engine)))).toEqual([
    false,
    false,
  ]);
});
