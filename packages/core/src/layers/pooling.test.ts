import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { add, constant, input, maxPool, reduceSum, relu } from "../graph/ops/index.ts";
import { printGraph } from "../graph/print.ts";
import { simplify } from "../graph/simplify.ts";
import type { Value } from "../graph/value.ts";
import { encode } from "../onnx/encode.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { countUp, layerOutput } from "../testing/layer-values.ts";
import { averagePooling1d, averagePooling2d } from "./average-pooling.ts";
import { globalAveragePooling2d, globalMaxPooling1d } from "./global-pooling.ts";
import { maxPooling1d, maxPooling2d } from "./max-pooling.ts";
import { sequential } from "./sequential.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

describe("pooling", () => {
  it("takes the largest, or the mean, of windows of 2 x 2 by default", () => {
    const image = countUp(16);
    expect(layerOutput(maxPooling2d(), [1, 4, 4], image)).toEqual({ shape: [1, 2, 2], data: [6, 8, 14, 16] });
    expect(layerOutput(averagePooling2d(), [1, 4, 4], image).data).toEqual([3.5, 5.5, 11.5, 13.5]);
  });

  it("comes before the bias and the relu of a convolution, with the same numbers", () => {
    const x = input("x", "float32", [1, 1, 4]);
    const bias = constant(Float32Array.of(-2), [1, 1], "float32");
    const pooled = maxPool(relu(add(x, bias)), { window: [2], strides: [2], pads: [0, 0] });
    const [gradient] = differentiate(reduceSum(pooled), [x]);
    const outputs = [
      ["pooled", pooled],
      ["gradient", gradient as Value],
    ] as const;
    const graph = { name: "test", inputs: [x], outputs };
    expect(printGraph(simplify(graph))).toContain("= MaxPool(x)");
    const found = evaluate(graph, { x: ndArray([1, 1, 4], [1, 0, 3, 5], "float32") });
    expect(Array.from(numbersOf(found.pooled as NdArray))).toEqual([0, 3]);
    expect(Array.from(numbersOf(found.gradient as NdArray))).toEqual([0, 0, 0, 1]);
  });

  it("leaves out what does not fill a window, unless padding is same", () => {
    expect(layerOutput(maxPooling1d(), [1, 5], countUp(5)).data).toEqual([2, 4]);
    expect(layerOutput(maxPooling1d({ padding: "same" }), [1, 5], countUp(5)).data).toEqual([2, 4, 5]);
  });

  it("never counts padding: not as 0 among negative numbers, and not in a mean", () => {
    const pooled = { poolSize: 3, strides: 1, padding: "same" } as const;
    expect(layerOutput(maxPooling1d(pooled), [1, 3], [-4, -5, -6]).data).toEqual([-4, -4, -5]);
    expect(layerOutput(averagePooling1d(pooled), [1, 3], [3, 6, 12]).data).toEqual([4.5, 7, 9]);
  });

  it("of all places gives a number for each channel", () => {
    expect(layerOutput(globalAveragePooling2d(), [2, 2, 2], countUp(8))).toEqual({ shape: [2], data: [2.5, 6.5] });
    expect(layerOutput(globalMaxPooling1d(), [2, 3], [1, 3, 2, -1, -3, -2]).data).toEqual([3, -1]);
  });

  it("sends the gradient of windows that overlap to their shared maximum, and of equal ones to the first", async () => {
    const x = input("x", "float32", [1, 1, 5]);
    const [gradient] = differentiate(reduceSum(maxPool(x, { window: [3], strides: [1], pads: [0, 0] })), [x]);
    const graph = { name: "gradient", inputs: [x], outputs: [["g", gradient as Value]] as const };
    const session = await runtime.load(encode(graph));
    for (const [numbers, expected] of [
      [
        [1, 2, 9, 2, 1],
        [0, 0, 3, 0, 0],
      ],
      [
        [7, 7, 7, 7, 7],
        [1, 1, 1, 0, 0],
      ],
    ] as const) {
      const { g } = evaluate(graph, { x: ndArray([1, 1, 5], numbers) });
      expect(Array.from(numbersOf(g as NdArray))).toEqual(expected);
      const { fetched } = await session.run(
        { x: { shape: [1, 1, 5], data: Float32Array.from(numbers) } },
        { fetch: ["g"] },
      );
      expect(Array.from(fetched.g?.data as Float32Array)).toEqual(expected);
    }
    await session.release();
  });

  it("refuses bad options by name", () => {
    expect(() => maxPooling2d({ poolSize: 0 })).toThrow(
      "maxPooling2d.poolSize expects a whole number of at least 1 but receives 0. (OCCAM_OPTION)",
    );
    expect(() => averagePooling2d({ strides: [1, 2.5] })).toThrow(
      "averagePooling2d.strides[1] expects a whole number of at least 1 but receives 2.5. (OCCAM_OPTION)",
    );
    // What a caller without types may give.
    expect(() => maxPooling1d({ padding: "full" as "same" })).toThrow('maxPooling1d.padding expects "valid" or "same"');
  });

  it("refuses inputs that are too small or have no places", () => {
    expect(() => sequential({ inputShape: [3, 1, 4], layers: [maxPooling2d()] })).toThrow(
      'maxPooling2d0 expects inputs of at least 2 x 2 places but receives 1 x 4: use padding "same" or a smaller poolSize. (OCCAM_SHAPE)',
    );
    expect(() => sequential({ inputShape: [3], layers: [globalAveragePooling2d()] })).toThrow(
      /globalAveragePooling2d0 expects inputs \[\*, channels, height, width\] but receives \[\*, 3\]: put reshape/,
    );
  });
});
