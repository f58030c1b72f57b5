import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, mul, reshape, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import {
  adamW,
  batchNorm,
  defineLayer,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  inputGradient,
  l2,
  type Model,
  type Run,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { finiteDifferences, weightedSum } from "../testing/op-samples.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun, largestDifference } from "../testing/same-run.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** Images as rows of numbers. */
const flat = () =>
  defineLayer({
    kind: "flat",
    name: undefined,
    build: (name, inputShape) => ({
      name,
      kind: "flat",
      outputShape: [sizeOf(inputShape)],
      parameters: [],
      hyperparameters: {},
      apply: (x) => reshape(x, [...x.shape.slice(0, -inputShape.length), sizeOf(inputShape)]),
    }),
  });

/** The training pass of a model on a batch of `rows`, each with a weight, for the reference evaluator. */
function trainingPass(model: Model, rows: number) {
  const x = input("x", "float32", [rows, ...model.inputShape]);
  const weights = input("weights", "float32", [rows]);
  const [full, none] = [scalar(1), scalar(0)];
  const batch = { rows: weights, forStatistic: () => ({ share: full, ofAllSeen: none }) };
  const parameters = new Map(model.parameters.map(({ name, shape }) => [name, input(name, "float32", shape)]));
  const scope = { mode: "training", parameters, inputs: createInputs(false), batch } as const;
  const { outputs, statistics } = forward(model, x, scope);
  return { inputs: [x, weights, ...parameters.values()], x, parameters, outputs, statistics };
}

const numbers = (count: number, stream: string) => Array.from(randomNormal(count, { seed: 8, stream }));

describe("in training", () => {
  const model = sequential({ inputShape: [2], layers: [batchNorm({ momentum: 0.75, epsilon: 0.5 })] });
  // Means 2 and 0, population variances 1 and 4 of the first two rows; the third only fills the batch.
  const feeds = {
    x: ndArray([3, 2], [1, -2, 3, 2, 1000, 1000]),
    weights: ndArray([3], [1, 1, 0]),
    "batchNorm0/gamma": ndArray([2], [2, 3]),
    "batchNorm0/beta": ndArray([2], [10, 20]),
    "batchNorm0/movingMean": ndArray([2], [4, 8]),
    "batchNorm0/movingVariance": ndArray([2], [1, 2]),
  };
  const { inputs, outputs, statistics } = trainingPass(model, 3);
  const found = evaluate(
    {
      name: "pass",
      inputs,
      outputs: [["y", outputs], ...[...statistics].map(([name, value]) => [name, value] as const)],
    },
    feeds,
  );

  it("it is gamma (x - mean) / sqrt(variance + epsilon) + beta with the batch's own, by hand", () => {
    const [a, b] = [2 / Math.sqrt(1.5), 6 / Math.sqrt(4.5)];
    const expected = [10 - a, 20 - b, 10 + a, 20 + b];
    numbersOf(found.y as NdArray)
      .slice(0, 4)
      .forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] as number, 12);
      });
  });

  it("the running mean and variance move a quarter of the way", () => {
    expect(Array.from(numbersOf(found["batchNorm0/movingMean"] as NdArray))).toEqual([3.5, 6]);
    expect(Array.from(numbersOf(found["batchNorm0/movingVariance"] as NdArray))).toEqual([1, 2.5]);
  });
});

describe("the gradient equals central differences (1e-6), through mean and variance", () => {
  it.each<[string, readonly number[], number]>([
    ["of flat inputs, a full batch", [3], 5],
    ["of flat inputs, two places filled up", [3], 3],
    ["of images, a full batch", [2, 2, 3], 5],
    ["of images, two places filled up", [2, 2, 3], 3],
  ])("%s", (_, shape, count) => {
    const model = sequential({ inputShape: shape, layers: [batchNorm({ epsilon: 0.1 })] });
    const { inputs, x, parameters, outputs } = trainingPass(model, 5);
    // What the places that fill up give has no weight in the loss.
    const places = outputs.shape.slice(1).map(() => 1);
    const isExample = ndArray(
      [5, ...places],
      [0, 1, 2, 3, 4].map((row) => Number(row < count)),
    );
    const mask = input("mask", "float32", [5, ...places]);
    const loss = weightedSum([mul(outputs, mask)]);
    const names = ["batchNorm0/gamma", "batchNorm0/beta"];
    const wanted = [x, ...names.map((name) => parameters.get(name) as Value)];
    const gradients = differentiate(loss, wanted) as readonly Value[];
    const graph: Graph = {
      name: "loss",
      inputs: [...inputs, mask],
      outputs: [["loss", loss], ...gradients.map((gradient, i) => [`g${i}`, gradient] as const)],
    };
    const channels = shape[0] as number;
    const feeds = {
      x: ndArray([5, ...shape], numbers(5 * sizeOf(shape), "x")),
      mask: isExample,
      weights: ndArray(
        [5],
        [0, 1, 2, 3, 4].map((row) => Number(row < count)),
      ),
      "batchNorm0/gamma": ndArray([channels], numbers(channels, "gamma")),
      "batchNorm0/beta": ndArray([channels], numbers(channels, "beta")),
      "batchNorm0/movingMean": ndArray([channels], new Array<number>(channels).fill(0)),
      "batchNorm0/movingVariance": ndArray([channels], new Array<number>(channels).fill(1)),
    };
    const found = evaluate(graph, feeds);
    ["x", ...names].forEach((name, i) => {
      const own = numbersOf(found[`g${i}`] as NdArray);
      expect(own.some((value) => Math.abs(value) > 0.01)).toBe(true);
      expect(largestDifference(own, finiteDifferences(graph, feeds, name))).toBeLessThan(1e-6);
    });
  });
});

describe("in fit", () => {
  const still: FitOptions = {
    runtime,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: 1e-30 }),
    batchSize: 2,
    shuffle: false,
  };
  const statisticsOf = ({ parameters }: Run) =>
    ["movingMean", "movingVariance"].map((name) => Array.from(parameters.get(`batchNorm0/${name}`)?.data ?? []));

  /** In batches of two: means 2 and 7, variances 1 and 0; the second is half full. */
  const threeRows = { x: [[1], [3], [7]], y: [0, 0, 0] };
  const slow = (momentum: number) =>
    sequential({ inputShape: [1], layers: [batchNorm({ momentum }), dense({ units: 1 })] });
  const expectStatistics = (run: Run, mean: number, variance: number) => {
    const [[a], [b]] = statisticsOf(run) as [[number], [number]];
    expect(a / mean).toBeCloseTo(1, 6);
    expect(b / variance).toBeCloseTo(1, 6);
  };
  const given = new Map([
    ["batchNorm0/movingMean", tensor([0])],
    ["batchNorm0/movingVariance", tensor([3])],
  ]);

  it("running statistics begin as the mean over the batches by their rows: nothing is left of 0 and 1", async () => {
    // (2 * 2 + 1 * 7) / 3, and the variance of the first batch.
    expectStatistics(await fit(slow(0.99), threeRows, still), 11 / 3, 1);
    expectStatistics(await fit(slow(0.99), threeRows, { ...still, epochs: 3 }), 11 / 3, 1);
  });

  it("a half full batch moves given ones half as far as a full one, and of one row not the variance", async () => {
    // Mean: 0 + 0.2 (2 - 0) = 0.4, + 0.1 (7 - 0.4) = 1.06. Variance: 3 + 0.2 (1 - 3) = 2.6.
    expectStatistics(await fit(slow(0.8), threeRows, { ...still, initialParameters: given }), 1.06, 2.6);
  });

  it("a batch counts by the weights of its rows, and one without any moves nothing", async () => {
    const rows = { x: [[1], [3], [7], [9]], y: [0, 0, 0, 0] };
    // Weights 1/2, 3/2 and 1, 1 (of mean 1): means 2.5 and 8, variances 0.75 and 1, of (1 + 3)^2 / (1 + 9) = 1.6 and of 2 rows, so
    // that the first has 2 (1 - 1/1.6) = 0.75 of the one degree of freedom of a full batch.
    const weighted = { ...still, exampleWeights: [1, 3, 2, 2], initialParameters: given };
    const afterFirst = 3 + 0.5 * 0.75 * (0.75 - 3);
    expectStatistics(await fit(slow(0.5), rows, weighted), 4.625, afterFirst + 0.5 * (1 - afterFirst));
    // Only the second batch has any.
    const half = { ...still, exampleWeights: [0, 0, 1, 3] };
    expectStatistics(await fit(slow(0.5), rows, half), 8.5, 0.75);
    const first = await fit(slow(0.5), rows, { ...still, exampleWeights: [1, 3, 0, 0] });
    expectStatistics(first, 2.5, 0.75);
    for (const { data } of first.parameters.values()) expect(data.every(Number.isFinite)).toBe(true);
  });

  it("a last batch of one row does not make the variance small", async () => {
    const numbersOfRows = Array.from({ length: 33 }, (_, i) => i);
    const rows = { x: numbersOfRows.map((i) => [i]), y: numbersOfRows };
    const run = await fit(slow(0.99), rows, { ...still, batchSize: 32 });
    expectStatistics(run, 16, (32 ** 2 - 1) / 12);
  });

  it("on images the mean runs over examples and places of a channel, and inference uses the running ones", async () => {
    const model = sequential({
      inputShape: [2, 1, 2],
      layers: [batchNorm({ momentum: 0, epsilon: 0.25, center: false }), flat(), dense({ units: 1, useBias: false })],
    });
    const x = tensor([
      [[[1, 3]], [[0, 0]]],
      [[[5, 7]], [[2, 2]]],
    ]);
    const run = await fit(
      model,
      { x, y: [0, 0] },
      {
        ...still,
        initialParameters: new Map([
          ["dense0/kernel", tensor([[1], [10], [100], [1000]])],
          ["batchNorm0/gamma", tensor([1, 2])],
        ]),
      },
    );
    // Channel 0: 1, 3, 5, 7 have mean 4 and variance 5; channel 1: 0, 0, 2, 2 have mean 1 and variance 1.
    expect(statisticsOf(run)).toEqual([
      [4, 1],
      [5, 1],
    ]);
    const [a, b] = [Math.sqrt(5.25), Math.sqrt(1.25)];
    const expected = [(-3 - 10) / a - (2 * 1100) / b, (1 + 30) / a + (2 * 1100) / b];
    const { data } = await run.predict(x);
    data.forEach((value, i) => {
      expect(value / (expected[i] as number)).toBeCloseTo(1, 5);
    });
  });

  it("statistics are neither penalized nor decayed, even with decayed biases; gamma and beta only with them", async () => {
    const model = sequential({ inputShape: [6], layers: [batchNorm({ momentum: 0.5 }), dense({ units: 2 })] });
    const trained = async (changes: Partial<FitOptions>) =>
      (
        await fit(model, twoClasses(32, 6), {
          runtime,
          loss: "softmaxCrossEntropy",
          optimizer: sgd({ learningRate: 0.1 }),
          initialParameters: new Map([["batchNorm0/beta", tensor([1, 1, 1, 1, 1, 1])]]),
          ...changes,
        })
      ).parameters;
    const plain = await trained({});
    const penalized = await trained({
      regularizer: l2({ alpha: 1 }),
      optimizer: sgd({ learningRate: 0.1, weightDecay: 1 }),
    });
    const all = await trained({ optimizer: sgd({ learningRate: 0.1, weightDecay: 1, decayBiases: true }) });
    for (const name of ["movingMean", "movingVariance"]) {
      expect(penalized.get(`batchNorm0/${name}`)).toEqual(plain.get(`batchNorm0/${name}`));
      expect(all.get(`batchNorm0/${name}`)).toEqual(plain.get(`batchNorm0/${name}`));
    }
    for (const name of ["gamma", "beta"]) {
      const of = (parameters: typeof plain) => parameters.get(`batchNorm0/${name}`)?.data as Float32Array;
      expect(of(penalized)).toEqual(of(plain));
      of(all).forEach((value, i) => {
        expect(value).toBeCloseTo((of(plain)[i] as number) - 0.1, 6);
      });
    }
    expect(penalized.get("dense0/kernel")).not.toEqual(plain.get("dense0/kernel"));
  });

  const images = { x: { shape: [35, 2, 2, 2], data: twoClasses(35, 8).x.data }, y: twoClasses(35, 8).y };
  const network = sequential({
    inputShape: [2, 2, 2],
    layers: [
      batchNorm({ momentum: 0.8 }),
      flat(),
      dense({ units: 5, activation: "tanh" }),
      batchNorm({ momentum: 0.9, scale: false }),
      dense({ units: 2 }),
    ],
  });
  const options: FitOptions = { runtime, loss: "softmaxCrossEntropy", batchSize: 8, epochs: 3, validation: images };

  it("refuses what takes the gradient of each row's own loss, and batches of one row of one number a channel", async () => {
    const model = sequential({ inputShape: [2], layers: [batchNorm(), dense({ units: 1 })] });
    const rows = { x: [[1, 2]], y: [1] };
    const withTerm = fit(model, rows, { ...still, objectiveTerms: [inputGradient({ alpha: 1 })] });
    await expect(withTerm).rejects.toThrow(
      "inputGradient expects a network in which the loss of a row hangs on no other",
    );
    await expect(fit(model, rows, { ...still, batchSize: 1 })).rejects.toThrow("fit.batchSize expects at least 2");
  });

  it("replicas equal single runs (1e-5), with a partly filled last batch", async () => {
    const rates = [0.02, 0.05, 0.1];
    const together = await fitReplicas(network, images, {
      ...options,
      optimizer: sgd({ learningRate: rates, momentum: 0.8 }),
    });
    for (const [r, learningRate] of rates.entries()) {
      const alone = await fit(network, images, { ...options, optimizer: sgd({ learningRate, momentum: 0.8 }) });
      expectSameRun(together[r] as Run, alone);
    }
    expectAllDifferent(together);
  });

  it("the exported model gives what predict gives, for one row as for many", async () => {
    const run = await fit(network, images, { ...options, optimizer: adamW({ learningRate: 0.02 }) });
    const session = await runtime.load(await run.toOnnx());
    const predicted = (await run.predict(images.x)).data;
    for (const count of [1, 35]) {
      const x = { shape: [count, 2, 2, 2], data: images.x.data.slice(0, count * 8) };
      const { fetched } = await session.run({ x }, { fetch: ["probabilities"] });
      const data = fetched.probabilities?.data as Float32Array;
      expect(largestDifference(data, predicted.slice(0, count * 2))).toBeLessThan(1e-6);
    }
    await session.release();
  });
});

it.each([
  ["batchNorm.momentum", { momentum: 1 }],
  ["batchNorm.momentum", { momentum: -0.1 }],
  ["batchNorm.epsilon", { epsilon: 0 }],
])("%s out of range is refused", (where, options) => {
  expect(() => batchNorm(options)).toThrow(`${where} expects`);
});
