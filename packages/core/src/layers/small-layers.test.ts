import { afterAll, describe, expect, it } from "vitest";
import {
  dense,
  embedding,
  fit,
  flatten,
  groupLasso,
  l2,
  permute,
  prelu,
  reshape,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { countUp, layerOutput } from "../testing/layer-values.ts";
import { activation } from "./activation.ts";
import type { ActivationName } from "./activations.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

describe("flatten and reshape", () => {
  it("keep the order of the numbers", () => {
    expect(layerOutput(flatten(), [2, 3], countUp(6))).toEqual({ shape: [6], data: countUp(6) });
    const squares = reshape({ targetShape: [1, -1, 2] });
    expect(layerOutput(squares, [6], countUp(6))).toEqual({ shape: [1, 3, 2], data: countUp(6) });
  });

  it("refuse a shape of another size, and a second -1", () => {
    expect(() => sequential({ inputShape: [6], layers: [reshape({ targetShape: [4, -1] })] })).toThrow(
      "reshape0 expects as many numbers as targetShape [4, -1] holds but receives [*, 6]. (OCCAM_SHAPE)",
    );
    expect(() => sequential({ inputShape: [6], layers: [reshape({ targetShape: [5] })] })).toThrow("OCCAM_SHAPE");
    expect(() => reshape({ targetShape: [-1, -1] })).toThrow("reshape.targetShape expects one -1 at most");
    expect(() => reshape({ targetShape: [0] })).toThrow("reshape.targetShape[0] expects a whole number of at least 1");
  });
});

describe("permute", () => {
  it("swaps axes, the batch left in place", () => {
    expect(layerOutput(permute({ dims: [2, 1] }), [2, 3], countUp(6))).toEqual({
      shape: [3, 2],
      data: [1, 4, 2, 5, 3, 6],
    });
  });

  it("refuses axes that are doubled or do not fit the input", () => {
    expect(() => permute({ dims: [0, 1] })).toThrow("permute.dims expects each of 1 ... n once but receives [0, 1]");
    expect(() => permute({ dims: [2, 2] })).toThrow(RangeError);
    expect(() => sequential({ inputShape: [6], layers: [permute({ dims: [2, 1] })] })).toThrow(
      "permute0 expects inputs of 2 dimensions but receives [*, 6]. (OCCAM_SHAPE)",
    );
  });
});

describe("activation and prelu", () => {
  it("work unit by unit: x where x > 0, else alpha x", () => {
    expect(layerOutput(activation("relu"), [3], [-1, 0, 2]).data).toEqual([0, 0, 2]);
    expect(layerOutput(prelu(), [2], [-1, 3]).data).toEqual([-0.25, 3]);
  });

  it("prelu has one alpha for all places of a channel", () => {
    const { data } = layerOutput(prelu(), [2, 3], [-1, -2, 3, -1, -2, 3], { alpha: [0.5, 2] });
    expect(data).toEqual([-0.5, -1, 3, -2, -4, 3]);
  });

  it("refuse a name that is no activation's, and an example of no axis", () => {
    // What a caller without types may give.
    expect(() => activation("rellu" as ActivationName)).toThrow("activation expects one of linear, relu,");
    expect(() => sequential({ inputShape: [], layers: [prelu()] })).toThrow("prelu0 expects inputs [*, units]");
  });
});

describe("embedding", () => {
  const table = [1, 2, 10, 20, 100, 200];

  it("looks up the vector of each index", () => {
    const layer = embedding({ inputDim: 3, outputDim: 2 });
    expect(layerOutput(layer, [], [2], { embeddings: table })).toEqual({ shape: [2], data: [100, 200] });
    const { shape, data } = layerOutput(layer, [3], [1, 0, 1], { embeddings: table });
    expect([shape, data]).toEqual([
      [3, 2],
      [10, 20, 1, 2, 10, 20],
    ]);
  });

  it("starts from uniform numbers on [-0.05, 0.05]", () => {
    const layer = embedding({ inputDim: 100, outputDim: 20 });
    const indices = Array.from({ length: 100 }, (_, i) => i);
    const { data } = layerOutput(layer, [100], indices);
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(0.05);
    expect(Math.max(...data)).toBeGreaterThan(0.049);
    expect(Math.min(...data)).toBeLessThan(-0.049);
  });

  it("refuses sizes that are not whole", () => {
    expect(() => embedding({ inputDim: 0, outputDim: 2 })).toThrow("embedding.inputDim expects a whole number");
    expect(() => embedding({ inputDim: 3, outputDim: 1.5 })).toThrow("embedding.outputDim expects a whole number");
  });

  const x = tensor([0, 1, 0, 1, 2, 0]);
  const y = tensor([3, 5, 3, 5, -1, 3]);
  const words = (options: Partial<Parameters<typeof embedding>[0]> = {}) =>
    sequential({
      inputShape: [],
      layers: [embedding({ inputDim: 4, outputDim: 1, ...options })],
    });
  const options = { runtime, loss: "meanSquaredError", batchSize: 6, seed: 2 } as const;

  it("learns the mean of each index's targets, and leaves the vector of an unseen one alone", async () => {
    const initialParameters = new Map([["embedding0/embeddings", tensor([0, 0, 0, 7], [4, 1])]]);
    const run = await fit(
      words(),
      { x, y },
      { ...options, initialParameters, optimizer: sgd({ learningRate: 0.5 }), epochs: 200 },
    );
    const { data } = run.parameters.get("embedding0/embeddings") as { data: Float32Array };
    expect(Array.from(data)).toEqual([3, 5, -1, 7].map((value) => expect.closeTo(value, 4)));
  });

  it("is left alone by penalties on kernels, and obeys its own", async () => {
    const weights = async (model: ReturnType<typeof words>, penalized: boolean) => {
      const run = await fit(
        model,
        { x, y },
        { ...options, epochs: 3, ...(penalized && { regularizer: l2({ alpha: 1 }) }) },
      );
      return Array.from(run.parameters.get("embedding0/embeddings")?.data ?? []);
    };
    const free = await weights(words(), false);
    expect(await weights(words(), true)).toEqual(free);
    expect(await weights(words({ embeddingsRegularizer: l2({ alpha: 1 }) }), false)).not.toEqual(free);
    const grouped = words({ embeddingsRegularizer: groupLasso({ alpha: 100, groups: "outgoing" }) });
    const run = await fit(grouped, { x, y }, { ...options, optimizer: sgd({ learningRate: 0.1 }), epochs: 3 });
    const { data } = run.parameters.get("embedding0/embeddings") as { data: Float32Array };
    expect(Array.from(data, Math.abs)).toEqual([0, 0, 0, 0]);
  });

  it("feeds dense layers behind flatten", async () => {
    const model = sequential({
      inputShape: [2],
      layers: [embedding({ inputDim: 3, outputDim: 4 }), flatten(), dense({ units: 1 })],
    });
    const pairs = tensor([0, 1, 1, 2, 2, 0, 0, 0, 1, 1, 2, 2], [6, 2]);
    const sums = tensor([1, 3, 2, 0, 2, 4]);
    const run = await fit(
      model,
      { x: pairs, y: sums },
      { ...options, optimizer: sgd({ learningRate: 0.2 }), epochs: 400 },
    );
    expect((await run.evaluate({ x: pairs, y: sums })).loss).toBeLessThan(0.05);
  });
});
