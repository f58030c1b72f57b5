import * as ort from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  activation,
  adam,
  averagePooling2d,
  conv1d,
  conv2d,
  dense,
  depthwiseConv2d,
  embedding,
  evaluateRuns,
  fit,
  fitReplicas,
  flatten,
  globalAveragePooling2d,
  groupLasso,
  groupNorm,
  inputGradient,
  type LayerFactory,
  layerNorm,
  type Model,
  maxNorm,
  maxPooling1d,
  maxPooling2d,
  permute,
  prelu,
  type Run,
  reshape,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { bars, noisyLine } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const classify = { runtime, loss: "softmaxCrossEntropy", metrics: [accuracy], batchSize: 32, seed: 3 } as const;
const convnet = (options: Partial<Parameters<typeof conv2d>[0]> = {}) =>
  sequential({
    inputShape: [1, 8, 8],
    layers: [
      conv2d({ filters: 8, kernelSize: 3, padding: "same", activation: "relu" }),
      maxPooling2d(),
      conv2d({ filters: 8, kernelSize: 3, padding: "same", activation: "relu", ...options }),
      maxPooling2d(),
      flatten(),
      dense({ units: 2 }),
    ],
  });

/** What onnxruntime-node makes of the exported file without this library. */
async function exported(run: Run, x: { readonly shape: readonly number[]; readonly data: Float32Array }) {
  const session = await ort.InferenceSession.create(await run.toOnnx(), { logSeverityLevel: 3 });
  const results = await session.run({ x: new ort.Tensor("float32", x.data, [...x.shape]) });
  await session.release();
  return Array.from(results.probabilities?.data as Float32Array);
}

const weightsOf = (run: Run | undefined, name: string) => run?.parameters.get(name)?.data as Float32Array;

describe("a convolutional network", () => {
  it("learns to tell lying bars from standing ones, and is the same as an ONNX file", async () => {
    const [train, unseen] = [bars(600, 1), bars(200, 2)];
    const run = await fit(convnet(), train, { ...classify, optimizer: adam({ learningRate: 0.005 }), epochs: 15 });
    expect((await run.evaluate(unseen)).accuracy).toBeGreaterThan(0.97);
    const predicted = Array.from((await run.predict(unseen.x)).data);
    expect(await exported(run, unseen.x)).toEqual(predicted.map((value) => expect.closeTo(value, 5)));
  });

  it("of every kind of layer trains, and is the same as an ONNX file", async () => {
    const model = sequential({
      inputShape: [64],
      layers: [
        reshape({ targetShape: [1, 8, 8] }),
        conv2d({ filters: 6, kernelSize: 3, strides: 2, padding: "same", dropConnect: 0.1 }),
        groupNorm({ groups: 2 }),
        activation("relu"),
        depthwiseConv2d({ kernelSize: 3, padding: "same", kernelConstraint: maxNorm({ c: 2 }) }),
        prelu(),
        averagePooling2d({ poolSize: 3, strides: 1, padding: "same" }),
        layerNorm({ axis: 1 }),
        conv2d({ filters: 8, kernelSize: 2, groups: 2, activation: "tanh" }),
        globalAveragePooling2d(),
        dense({ units: 2 }),
      ],
    });
    const { x, y } = bars(300, 1);
    const flat = { x: { shape: [300, 64], data: x.data }, y };
    const run = await fit(model, flat, { ...classify, optimizer: adam({ learningRate: 0.01 }), epochs: 30 });
    expect((await run.evaluate(flat)).accuracy).toBeGreaterThan(0.9);
    const predicted = Array.from((await run.predict(flat.x)).data);
    expect(await exported(run, flat.x)).toEqual(predicted.map((value) => expect.closeTo(value, 5)));
  });

  it("of sequences trains: a sum of embedded words", async () => {
    const words = Float32Array.from({ length: 120 * 6 }, (_, i) => (i * 7 + Math.floor(i / 6)) % 5);
    const y = Float32Array.from({ length: 120 }, (_, row) =>
      words.slice(row * 6, row * 6 + 6).reduce((sum, word) => sum + (word === 3 ? 1 : 0), 0),
    );
    const model = sequential({
      inputShape: [6],
      layers: [
        embedding({ inputDim: 5, outputDim: 4 }),
        permute({ dims: [2, 1] }),
        conv1d({ filters: 4, kernelSize: 2, padding: "same", activation: "relu" }),
        maxPooling1d({ poolSize: 1 }),
        flatten(),
        dense({ units: 1 }),
      ],
    });
    const problem = { x: { shape: [120, 6], data: words }, y: { shape: [120], data: y } };
    const run = await fit(model, problem, {
      runtime,
      loss: "meanSquaredError",
      batchSize: 24,
      seed: 3,
      optimizer: adam({ learningRate: 0.02 }),
      epochs: 150,
    });
    expect((await run.evaluate(problem)).loss).toBeLessThan(0.01);
  });

  it("that diverges says so: positions of maxima stay inside when all numbers are NaN", async () => {
    const training = fit(convnet(), bars(100, 1), { ...classify, optimizer: sgd({ learningRate: 1e30 }), epochs: 3 });
    await expect(training).rejects.toThrow(/diverged in epoch 1 at step \d: the learning rate .* \(OCCAM_DIVERGED\)/);
  });

  it("differentiates twice: an input-gradient penalty makes the loss hang less on the pixels", async () => {
    const train = bars(200, 1);
    const options = { ...classify, optimizer: adam({ learningRate: 0.005 }), epochs: 6 } as const;
    const [free, held] = [
      await fit(convnet(), train, options),
      await fit(convnet(), train, { ...options, regularizer: [], objectiveTerms: [inputGradient({ alpha: 100 })] }),
    ];
    const sharpness = async (run: Run) => {
      const moved = Float32Array.from(train.x.data, (pixel, i) => pixel + 0.01 * (i % 2 === 0 ? 1 : -1));
      const [before, after] = [await run.predict(train.x), await run.predict({ ...train.x, data: moved })];
      return before.data.reduce((sum, value, i) => sum + Math.abs(value - (after.data[i] as number)), 0);
    };
    expect(await sharpness(held)).toBeLessThan(0.5 * (await sharpness(free)));
  });
});

describe("groupLasso on a convolution", () => {
  const train = bars(200, 1);
  const shrunk = (model: Model) =>
    fit(model, train, { ...classify, optimizer: sgd({ learningRate: 0.1 }), epochs: 40 });

  /** Which of the 8 channels along an axis of a kernel [8, 8, 3, 3] are all zero. */
  const zeroChannels = (kernel: Float32Array, axis: 0 | 1) =>
    Array.from({ length: 8 }, (_, channel) =>
      kernel.every(
        (weight, at) => (axis === 0 ? Math.floor(at / 72) : Math.floor(at / 9) % 8) !== channel || weight === 0,
      ),
    ).filter(Boolean).length;

  it.each([
    { groups: "incoming", axis: 0, other: 1 },
    { groups: "outgoing", axis: 1, other: 0 },
  ] as const)("of $groups weights zeroes whole channels along axis $axis", async ({ groups, axis, other }) => {
    const run = await shrunk(convnet({ kernelRegularizer: groupLasso({ alpha: 0.006, groups }) }));
    const kernel = weightsOf(run, "conv2d1/kernel");
    const count = zeroChannels(kernel, axis);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(8);
    expect(zeroChannels(kernel, other)).toBe(0);
    expect((await run.evaluate(train)).accuracy).toBeGreaterThan(0.95);
    // Nothing but whole channels is zero.
    expect(kernel.filter((weight) => weight === 0).length).toBe(72 * count);
  });
});

describe("replicas", () => {
  const { x, y } = noisyLine(60, 6);
  const options = { runtime, loss: "meanSquaredError", epochs: 3, batchSize: 16, seed: 3 } as const;
  const layers: readonly (readonly [string, readonly LayerFactory[]])[] = [
    ["layerNorm", [dense({ units: 6 }), layerNorm()]],
    [
      "groupNorm and global pooling",
      [dense({ units: 6 }), reshape({ targetShape: [6, 1, 1] }), groupNorm({ groups: 2 }), globalAveragePooling2d()],
    ],
    ["prelu first", [prelu(), dense({ units: 6 }), prelu()]],
    ["reshape, activation and flatten", [reshape({ targetShape: [2, 3] }), activation("tanh"), flatten()]],
  ];

  it.each(layers)("of %s equal single runs (1e-5)", async (_, own) => {
    const network = (alpha: number | readonly number[]) =>
      sequential({ inputShape: [6], layers: [...own, dense({ units: 1, kernelRegularizer: groupLasso({ alpha }) })] });
    const together = await fitReplicas(network([0, 0.1]), { x, y }, options);
    for (const [i, alpha] of [0, 0.1].entries()) expectSame(together[i], await fit(network(alpha), { x, y }, options));
  });

  it("of a convolution are trained and looked at one after another, each as it is alone", async () => {
    const images = { shape: [60, 1, 2, 3], data: x.data };
    const network = (alpha: number | readonly number[]) =>
      sequential({
        inputShape: [1, 2, 3],
        layers: [
          conv2d({ filters: 2, kernelSize: 2, kernelRegularizer: groupLasso({ alpha }) }),
          flatten(),
          dense({ units: 1 }),
        ],
      });
    const together = await fitReplicas(network([0, 0.1]), { x: images, y }, options);
    const looked = await evaluateRuns(together, { x: images, y }, options);
    for (const [i, alpha] of [0, 0.1].entries()) {
      const alone = await fit(network(alpha), { x: images, y }, options);
      expectSame(together[i], alone);
      expect(looked[i]?.losses).toEqual(await together[i]?.lossPerExample({ x: images, y }));
    }
  });

  it("of an embedding equal single runs (1e-5)", async () => {
    const indices = { shape: [60, 2], data: Float32Array.from({ length: 120 }, (_, i) => (i * i) % 7) };
    const network = (alpha: number | readonly number[]) =>
      sequential({
        inputShape: [2],
        layers: [
          embedding({ inputDim: 7, outputDim: 3, embeddingsRegularizer: groupLasso({ alpha, groups: "outgoing" }) }),
          flatten(),
          dense({ units: 1 }),
        ],
      });
    const together = await fitReplicas(network([0, 0.1]), { x: indices, y }, options);
    for (const [i, alpha] of [0, 0.1].entries())
      expectSame(together[i], await fit(network(alpha), { x: indices, y }, options));
  });

  function expectSame(found: Run | undefined, expected: Run): void {
    for (const [name, { data }] of expected.parameters)
      expect(Array.from(weightsOf(found, name)), name).toEqual(Array.from(data, (weight) => expect.closeTo(weight, 5)));
  }
});
