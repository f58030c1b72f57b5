import { afterAll, describe, expect, it } from "vitest";
import { outgoingKernels } from "../diagnosis/network/unit-importance.ts";
import {
  add,
  batchNorm,
  type Connection,
  clipGlobalNorm,
  clipNorm,
  concatenate,
  conv1d,
  dense,
  dropout,
  embedding,
  type FitOptions,
  type FloatTensor,
  fit,
  fitReplicas,
  flatten,
  input,
  type LayerFactory,
  l0,
  l1,
  l2,
  maxNorm,
  model,
  type Run,
  residual,
  runOf,
  sequential,
  sgd,
  shared,
  tensor,
} from "../index.ts";
import { readModel } from "../onnx/codec.ts";
import { certify, prune, pruneToBudget } from "../pruning/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { weightFacts } from "../selection/weight-facts.ts";
import { OPTIMIZERS } from "../testing/batteries.ts";
import { weighted } from "../testing/networks.ts";
import { noisyLine } from "../testing/problems.ts";
import { expectSameRun, largestDifference } from "../testing/same-run.ts";
import { multiplyAdds } from "../training/program/thread-count.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 24;
const options: FitOptions = { runtime, loss: "meanSquaredError", epochs: 6, batchSize: 8, seed: 3 };
const [first, second] = [noisyLine(ROWS, 3), noisyLine(ROWS, 3, 2)];
const both = { a: first.x, b: second.x };
const summed: FloatTensor = {
  shape: first.x.shape,
  data: first.x.data.map((value, i) => value + (second.x.data[i] as number)),
};
const start = new Map([["dense0/kernel", { shape: [3, 1], data: Float32Array.of(0.5, -0.8, 0.3) }]]);
const inputs = () => [input({ shape: [3], name: "a" }), input({ shape: [3], name: "b" })] as const;
const kernelOf = ({ parameters }: Pick<Run, "parameters">, layer = "dense0") =>
  parameters.get(`${layer}/kernel`) as FloatTensor;

/** f(a) + f(b), f being one dense layer. */
function sumModel(more: Partial<Parameters<typeof dense>[0]> = {}) {
  const twin = shared(dense({ units: 1, useBias: false, ...more }));
  const [a, b] = inputs();
  return model({ inputs: [a, b], outputs: add().apply([twin.apply(a), twin.apply(b)]) });
}

describe("f(a) + f(b) with one linear f is a linear model of a + b", () => {
  const more = { kernelRegularizer: [l1({ alpha: 0.03 }), l2({ alpha: 0.1 })], kernelConstraint: maxNorm({ c: 0.9 }) };

  it.each(OPTIMIZERS.map((optimizer, i) => [`${optimizer.name}${i}`, optimizer] as const))(
    "with l1, l2, a norm's bound and clipping, under %s",
    async (_, given) => {
      const train = {
        ...options,
        optimizer: { ...given, learningRate: 0.05, weightDecay: 0.1 },
        initialParameters: start,
      };
      for (const gradientClipping of [clipGlobalNorm({ limit: 0.4 }), clipNorm({ limit: 0.4 })]) {
        const sum = await fit(sumModel(more), { x: both, y: first.y }, { ...train, gradientClipping });
        const line = sequential({ inputShape: [3], layers: [dense({ units: 1, useBias: false, ...more })] });
        const alone = await fit(line, { x: summed, y: first.y }, { ...train, gradientClipping });
        // The same losses and penalties in every epoch: the penalty counts once.
        expectSameRun(sum, alone);
      }
    },
  );

  it("takes the sum of the gradients of its places, by hand: a bias in two places gets twice the gradient", async () => {
    const twin = shared(dense({ units: 1 }));
    const [a, b] = inputs();
    const network = model({ inputs: [a, b], outputs: add().apply([twin.apply(a), twin.apply(b)]) });
    const zeros = { a: tensor([[0, 0, 0]]), b: tensor([[0, 0, 0]]) };
    const run = await fit(
      network,
      { x: zeros, y: [1] },
      { ...options, epochs: 1, optimizer: sgd({ learningRate: 0.1 }) },
    );
    // Loss (2 bias - 1)^2 at bias 0: its derivative is -4.
    expect(run.parameters.get("dense0/bias")?.data[0]).toBeCloseTo(0.4, 6);
  });

  it("in replicas, each of which is its single run", async () => {
    const alphas = [0, 0.05, 0.5];
    const train = (regularizer: ReturnType<typeof l1>) => ({ ...options, regularizer, initialParameters: start });
    const runs = await fitReplicas(sumModel(), { x: both, y: first.y }, train(l1({ alpha: alphas })));
    for (const [i, run] of runs.entries()) {
      const alone = await fit(sumModel(), { x: both, y: first.y }, train(l1({ alpha: alphas[i] as number })));
      expectSameRun(run, alone);
    }
  });

  it("thins both places by one mask: DropConnect too is that of the linear model", async () => {
    const train = { ...options, initialParameters: start };
    const sum = await fit(sumModel({ dropConnect: 0.4 }), { x: both, y: first.y }, train);
    const line = sequential({ inputShape: [3], layers: [dense({ units: 1, useBias: false, dropConnect: 0.4 })] });
    expectSameRun(sum, await fit(line, { x: summed, y: first.y }, train));
  });

  it("opens its gates alike in both places", async () => {
    const gated = { kernelRegularizer: l0({ alpha: 0.01 }) };
    const train = { ...options, initialParameters: start };
    const sum = await fit(sumModel(gated), { x: both, y: first.y }, train);
    const line = sequential({ inputShape: [3], layers: [dense({ units: 1, useBias: false, ...gated })] });
    expectSameRun(sum, await fit(line, { x: summed, y: first.y }, train));
  });
});

describe("a shared layer", () => {
  it("has one name and one set of parameters, in the file too, and costs a product in each place", async () => {
    const network = sumModel();
    expect(network.layers.map(({ name }) => name)).toEqual(["dense0", "dense0", "add0"]);
    expect(network.parameters.map(({ name }) => name)).toEqual(["dense0/kernel"]);
    expect(multiplyAdds(network)).toBe(6);
    const run = await fit(network, { x: both, y: first.y }, options);
    const kernel = kernelOf(run);
    const named = readModel(await run.toOnnx()).graph?.initializers?.map(({ name }) => name);
    expect(named?.filter((name) => name?.includes("/"))).toEqual(["dense0/kernel"]);
    const predicted = (await run.predict(both)).data;
    const expected = Array.from({ length: ROWS }, (_, row) =>
      [0, 1, 2].reduce((sum, j) => sum + (summed.data[row * 3 + j] as number) * (kernel.data[j] as number), 0),
    );
    expect(largestDifference(predicted, expected)).toBeLessThan(1e-5);
    expect(weightFacts(network, run.parameters).weights).toBe(3);
  });

  it("is counted once in the summary, which says where it is again", () => {
    const lines = sumModel({ kernelRegularizer: l2({ alpha: 0.01 }) })
      .summary()
      .split("\n");
    expect(lines.filter((line) => line.includes("l2"))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith("total"))).toMatch(/ 3$/);
    expect(lines.filter((line) => line.includes("weights as above"))).toHaveLength(1);
  });

  it("may follow itself in a row, and stand in blocks", async () => {
    const twin = shared(dense({ units: 2, useBias: false }));
    const network = sequential({ inputShape: [2], layers: [twin, twin, residual({ layers: [twin] })] });
    expect(network.parameters.map(({ name }) => name)).toEqual(["dense0/kernel"]);
    const kernel = tensor([
      [0, 2],
      [1, 0],
    ]);
    const run = runOf({ model: network, parameters: new Map([["dense0/kernel", kernel]]) }, options);
    // K^2 doubles: [1, 3] becomes [2, 6], and [2, 6] + [2, 6] K = [2, 6] + [6, 4].
    expect(Array.from((await run.predict([[1, 3]])).data)).toEqual([8, 10]);
  });

  it("has a bias that stays still only where batch normalization takes it away in every place", () => {
    const isStill = (behindSecond: (connection: Connection) => Connection) => {
      const twin = shared(dense({ units: 2 }));
      const [a, b] = inputs();
      const outputs = add().apply([batchNorm().apply(twin.apply(a)), behindSecond(twin.apply(b))]);
      return model({ inputs: [a, b], outputs }).parameters.find(({ name }) => name === "dense0/bias")?.isFrozen;
    };
    expect(isStill((connection) => batchNorm().apply(connection))).toBe(true);
    expect(isStill((connection) => connection)).not.toBe(true);
  });

  it("takes inputs of other lengths where its weights fit, as a convolution does", () => {
    const filter = shared(conv1d({ filters: 2, kernelSize: 3 }));
    const [short, long] = [input({ shape: [1, 5] }), input({ shape: [1, 9] })];
    const network = model({
      inputs: [short, long],
      outputs: concatenate().apply([flatten().apply(filter.apply(short)), flatten().apply(filter.apply(long))]),
    });
    expect(network.layers.filter(({ name }) => name === "conv1d0").map(({ outputShape }) => outputShape)).toEqual([
      [2, 3],
      [2, 7],
    ]);
    expect(network.parameters).toHaveLength(2);
  });

  it("looks vectors up in one table", async () => {
    const table = shared(embedding({ inputDim: 3, outputDim: 2 }));
    const [a, b] = [input({ shape: [], name: "a" }), input({ shape: [], name: "b" })];
    const network = model({ inputs: [a, b], outputs: add().apply([table.apply(a), table.apply(b)]) });
    const embeddings = tensor([
      [1, 2],
      [10, 20],
      [100, 200],
    ]);
    const run = runOf({ model: network, parameters: new Map([["embedding0/embeddings", embeddings]]) }, options);
    const predicted = await run.predict({
      a: tensor(Float32Array.of(0, 2), [2]),
      b: tensor(Float32Array.of(1, 2), [2]),
    });
    expect(Array.from(predicted.data)).toEqual([11, 22, 200, 400]);
  });

  it.each<[string, () => unknown, string]>([
    [
      "inputs that its weights do not fit",
      () => {
        const twin = shared(dense({ units: 2 }));
        return sequential({ inputShape: [3], layers: [twin, twin] });
      },
      "dense0 expects inputs for the weights that it shares, dense0/kernel [3, 2], dense0/bias [2], but receives inputs that take dense0/kernel [2, 2], dense0/bias [2]: bring its inputs to one shape first. (OCCAM_SHAPE)",
    ],
    [
      "no weights",
      () => sequential({ inputShape: [3], layers: [shared(dropout({ rate: 0.5 })), dense({ units: 1 })] }),
      "shared expects a layer with weights and without running statistics but receives dropout0, which has no weights: use one such layer for each place. (OCCAM_OPTION)",
    ],
    [
      "running statistics",
      () => sequential({ inputShape: [3], layers: [shared(batchNorm()), dense({ units: 1 })] }),
      "shared expects a layer with weights and without running statistics but receives batchNorm0, which has some: use one such layer for each place. (OCCAM_OPTION)",
    ],
    [
      "a block",
      () => shared(residual({ layers: [dense({ units: 3 })] }) as never),
      "shared expects a layer but receives a residual block: share the layers in it. (OCCAM_OPTION)",
    ],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});

it("no unit of a shared layer, nor one that it weighs, is said to be worth so much: it stands in several places", () => {
  const rows = (twin: LayerFactory) => {
    const layers = [dense({ units: 3, name: "before" }), twin, twin, dense({ units: 1, name: "after" })];
    return outgoingKernels(sequential({ inputShape: [2], layers })).map(({ layer }) => layer);
  };
  const layer = dense({ units: 3 });
  expect(rows(layer)).toEqual(["before", "dense1", "dense2"]);
  expect(rows(shared(layer))).toEqual([]);
});

describe("pruning a network with a shared layer", () => {
  /** a and b go through one layer of three units; one more layer of four hears both. */
  const twin = shared(dense({ units: 3, activation: "tanh" }));
  const [a, b] = inputs();
  const heard = concatenate().apply([twin.apply(a), twin.apply(b)]);
  const network = model({
    inputs: [a, b],
    outputs: dense({ units: 1, name: "end" }).apply(dense({ units: 4, activation: "relu", name: "own" }).apply(heard)),
  });
  const value = (rows: number, units: number, zeroAt: (row: number, unit: number) => boolean) =>
    Array.from({ length: rows * units }, (_, i) => {
      const [row, unit] = [Math.floor(i / units), i % units];
      return zeroAt(row, unit) ? 0 : Math.sin(1 + 3 * row + 5 * unit);
    });
  const weightsWith = (unheard: readonly number[]) =>
    weighted(network, {
      "dense0/kernel": value(3, 3, () => false),
      "dense0/bias": [0.1, -0.2, 0.3],
      // Unit 1 of the own layer hears nothing, and unit 2 is not heard.
      "own/kernel": value(6, 4, (row, unit) => unit === 1 || unheard.includes(row)),
      "own/bias": [0.1, 0.7, -0.4, 0.2],
      "end/kernel": value(4, 1, (row) => row === 2),
      "end/bias": [0.5],
    });

  it.each([
    ["in one place", [2]],
    ["in both places", [2, 5]],
  ])("leaves its units, unheard %s, and takes what else can go; the certificate is right", async (_, unheard) => {
    const given = weightsWith(unheard);
    const pruned = prune(given);
    expect(pruned.removed.map(({ layer, unit }) => `${layer} ${unit}`)).toEqual(["own 1", "own 2"]);
    expect(pruned.model.layers.map(({ name }) => name)).toEqual(network.layers.map(({ name }) => name));
    expect(kernelOf(pruned)).toEqual(kernelOf(given));
    const certificate = await certify(given, pruned, { runtime, loss: "meanSquaredError", x: both });
    expect(certificate.maxAbsDifference).toBeLessThan(1e-5);
    expect([certificate.before.multiplyAdds, certificate.after.multiplyAdds]).toEqual([2 * 9 + 24 + 4, 2 * 9 + 12 + 2]);
    expect([certificate.before.parameters, certificate.after.parameters]).toEqual([12 + 28 + 5, 12 + 14 + 3]);
    // What was shared is shared on.
    const tuned = await fit(
      pruned.model,
      { x: both, y: first.y },
      { ...options, initialParameters: pruned.parameters },
    );
    expect(tuned.parameters.size).toBe(6);
    expect(Array.from(kernelOf(tuned).data)).not.toEqual(Array.from(kernelOf(given).data));
  });

  it("within a budget takes units of other layers alone, and counts its parameters once", async () => {
    const given = weightsWith([]);
    const examples = { x: both, y: first.y };
    const smaller = await pruneToBudget(given, { runtime, loss: "meanSquaredError", examples, targetSize: 0.8 });
    expect(smaller.removed.length).toBeGreaterThan(0);
    expect(new Set(smaller.removed.map(({ layer }) => layer))).toEqual(new Set(["own"]));
    // 45 parameters, of which 36 may stay: 12 shared ones, 1 of the end, and 8 for each unit of the own layer.
    expect(smaller.units.find(({ layer }) => layer === "own")?.after).toBe(2);
  });

  it("in one place alone it is as any other layer", () => {
    const once = sequential({ inputShape: [3], layers: [shared(dense({ units: 3 })), dense({ units: 1 })] });
    const given = weighted(once, {
      "dense0/kernel": value(3, 3, () => false),
      "dense0/bias": [1, 2, 3],
      "dense1/kernel": [1, 0, 2],
      "dense1/bias": [0],
    });
    expect(prune(given).removed).toHaveLength(1);
  });
});
