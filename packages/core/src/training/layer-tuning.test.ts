import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  adamW,
  batchNorm,
  clipGlobalNorm,
  dense,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  maxNorm,
  type Optimizer,
  type Run,
  sequential,
  sgd,
} from "../index.ts";
import { prune } from "../pruning/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { OPTIMIZERS } from "../testing/batteries.ts";
import { noisyLine } from "../testing/problems.ts";
import { expectSameRun, largestDifference } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const problem = noisyLine(24, 3);
const options: FitOptions = { runtime, loss: "meanSquaredError", epochs: 6, batchSize: 8, seed: 3 };
const partOf = ({ parameters }: Pick<Run, "parameters">, name: string) => parameters.get(name) as FloatTensor;
const numbers = (run: Run, name: string) => Array.from(partOf(run, name).data);
/** Rows of zeros with targets 0: the data do not pull on kernels. */
const still = { x: [[0], [0]], y: [0, 0] };

/** One weight in each of two layers, from given values, after so many steps. */
async function twoWeights(
  [first, second]: readonly [object, object],
  steps: number,
  more: Partial<FitOptions>,
): Promise<readonly number[]> {
  const layers = [first, second].map((own) => dense({ units: 1, useBias: false, ...own }));
  const run = await fit(sequential({ inputShape: [1], layers }), still, {
    ...options,
    ...more,
    epochs: steps,
    initialParameters: new Map(
      ["dense0/kernel", "dense1/kernel"].map((name) => [name, { shape: [1, 1], data: Float32Array.of(2) }]),
    ),
  });
  return [...run.parameters.values()].map(({ data }) => data[0] as number);
}

describe("learningRateFactor", () => {
  const [rate, factor, alpha, steps] = [0.1, 0.25, 0.4, 5];
  const layers = [{ learningRateFactor: factor }, {}] as const;

  it("is w (1 - lr f alpha)^t under sgd and l2, in its layer alone", async () => {
    const found = await twoWeights(layers, steps, {
      optimizer: sgd({ learningRate: rate }),
      regularizer: l2({ alpha }),
    });
    expect(found[0]).toBeCloseTo(2 * (1 - rate * factor * alpha) ** steps, 5);
    expect(found[1]).toBeCloseTo(2 * (1 - rate * alpha) ** steps, 5);
  });

  it("is w (1 - lr f decay)^t under decoupled weight decay", async () => {
    const found = await twoWeights(layers, steps, { optimizer: adamW({ learningRate: rate, weightDecay: alpha }) });
    expect(found[0]).toBeCloseTo(2 * (1 - rate * factor * alpha) ** steps, 5);
    expect(found[1]).toBeCloseTo(2 * (1 - rate * alpha) ** steps, 5);
  });

  it("is w - t lr f alpha by the proximal map of l1", async () => {
    const found = await twoWeights(layers, steps, {
      optimizer: sgd({ learningRate: rate }),
      regularizer: l1({ alpha }),
    });
    expect(found[0]).toBeCloseTo(2 - steps * rate * factor * alpha, 5);
    expect(found[1]).toBeCloseTo(2 - steps * rate * alpha, 5);
  });

  it("moves a weight under adam's steady gradient by t lr f", async () => {
    const found = await twoWeights(layers, steps, {
      optimizer: adam({ learningRate: rate, epsilon: 1e-12 }),
      regularizer: l1({ alpha, method: "subgradient" }),
    });
    expect(found[0]).toBeCloseTo(2 - steps * rate * factor, 5);
    expect(found[1]).toBeCloseTo(2 - steps * rate, 5);
  });

  it.each(OPTIMIZERS.map((optimizer, i) => [`${optimizer.name}${i}`, optimizer] as const))(
    "on every layer is that factor on the learning rate: %s",
    async (_, given) => {
      const train = (learningRateFactor: number, optimizer: Optimizer) => {
        const layers = [4, 1].map((units) => dense({ units, activation: "tanh", learningRateFactor }));
        const regularizer = [l1({ alpha: 0.05 }), l2({ alpha: 0.1 })];
        return fit(sequential({ inputShape: [3], layers }), problem, { ...options, optimizer, regularizer });
      };
      const optimizer = { ...given, learningRate: 0.02, weightDecay: 0.1 };
      const slower = await train(1, { ...optimizer, learningRate: 0.02 * 0.3 });
      expectSameRun(await train(0.3, optimizer), slower);
    },
  );

  it("may differ from replica to replica, each of which is its single run", async () => {
    const factors = [0.1, 1, 3];
    const modelOf = (learningRateFactor: number | readonly number[]) =>
      sequential({
        inputShape: [3],
        layers: [dense({ units: 4, activation: "tanh", learningRateFactor }), dense({ units: 1 })],
      });
    const runs = await fitReplicas(modelOf(factors), problem, options);
    expect(runs).toHaveLength(3);
    for (const [i, run] of runs.entries()) {
      expectSameRun(run, await fit(modelOf(factors[i] as number), problem, options));
    }
  });

  it("is above 0, and nothing for a frozen layer", () => {
    expect(() => dense({ units: 1, learningRateFactor: 0 })).toThrow(
      /dense\.learningRateFactor.*above 0.*OCCAM_OPTION/,
    );
    const frozen = dense({ units: 1, trainable: false, learningRateFactor: 0.5 });
    expect(() => sequential({ inputShape: [1], layers: [frozen] })).toThrow(
      "dense0.learningRateFactor expects trainable: true beside it but receives nothing to act on. (OCCAM_OPTION)",
    );
  });
});

describe("a frozen layer", () => {
  const frozen = { units: 4, activation: "tanh", trainable: false } as const;

  it("keeps its parameters to the bit, outside its constraint, whatever pulls", async () => {
    const alpha = 0.2;
    const layers = [
      dense({
        ...frozen,
        kernelRegularizer: l1({ alpha }),
        kernelConstraint: maxNorm({ c: 0.1 }),
        biasRegularizer: l2({ alpha }),
      }),
      dense({ units: 1 }),
    ];
    const start = sequential({ inputShape: [3], layers });
    const bias = Float32Array.of(0.5, -1, 0.25, 2);
    const run = await fit(start, problem, {
      ...options,
      optimizer: adamW({ learningRate: 0.05, weightDecay: 0.3, decayBiases: true }),
      averaging: exponentialAverage({ decay: 0.5 }),
      initialParameters: new Map([["dense0/bias", { shape: [4], data: bias }]]),
    });
    const untrained = await fit(start, problem, { ...options, callbacks: [{ onEpochEnd: () => false }] });
    expect(numbers(run, "dense0/kernel")).toEqual(numbers(untrained, "dense0/kernel"));
    expect(numbers(run, "dense0/bias")).toEqual(Array.from(bias));
    expect(numbers(run, "dense1/kernel")).not.toEqual(numbers(untrained, "dense1/kernel"));
    const absolute = numbers(run, "dense0/kernel").reduce((sum, w) => sum + Math.abs(w), 0);
    const squares = bias.reduce((sum, b) => sum + b * b, 0);
    expect(run.history.at(-1)?.penalty).toBeCloseTo(alpha * (absolute + squares / 2), 5);
  });

  it("leaves the rest what it would be on the layer's values, also under a bound on all gradients together", async () => {
    const whole = sequential({ inputShape: [3], layers: [dense(frozen), dense({ units: 1 })] });
    const shared = {
      ...options,
      optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
      gradientClipping: clipGlobalNorm({ limit: 0.3 }),
      regularizer: l2({ alpha: 0.1 }),
    };
    const run = await fit(whole, problem, shared);
    const [kernel, bias] = [partOf(run, "dense0/kernel"), partOf(run, "dense0/bias")];
    const values = Float32Array.from({ length: 24 * 4 }, (_, at) => {
      const [row, unit] = [Math.floor(at / 4), at % 4];
      const sum = [0, 1, 2].reduce(
        (total, j) => total + (problem.x.data[row * 3 + j] as number) * (kernel.data[j * 4 + unit] as number),
        bias.data[unit] as number,
      );
      return Math.tanh(sum);
    });
    const head = sequential({ inputShape: [4], layers: [dense({ units: 1, name: "dense1" })] });
    const alone = await fit(head, { x: { shape: [24, 4], data: values }, y: problem.y }, shared);
    for (const name of ["dense1/kernel", "dense1/bias"]) {
      expect(largestDifference(numbers(run, name), numbers(alone, name))).toBeLessThan(1e-5);
    }
  });

  it("in replicas is what it is in each single run, in packs of its own", async () => {
    const model = sequential({
      inputShape: [3],
      layers: [dense(frozen), dense({ ...frozen, trainable: true }), dense({ units: 1 })],
    });
    const regularizer = l1({ alpha: [0, 0.05] });
    const runs = await fitReplicas(model, problem, { ...options, regularizer });
    for (const [i, run] of runs.entries()) {
      expectSameRun(run, await fit(model, problem, { ...options, regularizer: l1({ alpha: [0, 0.05][i] as number }) }));
    }
  });

  it("stays frozen when units of it are pruned", async () => {
    const model = sequential({ inputShape: [3], layers: [dense(frozen), dense({ units: 1 })] });
    const start = await fit(model, problem, options);
    const kernel = { ...partOf(start, "dense1/kernel"), data: Float32Array.from(partOf(start, "dense1/kernel").data) };
    kernel.data[2] = 0;
    const smaller = prune({ model, parameters: new Map([...start.parameters, ["dense1/kernel", kernel]]) });
    expect(smaller.removed).toHaveLength(1);
    const tuned = await fit(smaller.model, problem, { ...options, initialParameters: smaller.parameters });
    expect(numbers(tuned, "dense0/kernel")).toEqual(Array.from(smaller.parameters.get("dense0/kernel")?.data ?? []));
  });

  it("is all of a network that cannot be trained", async () => {
    const model = sequential({ inputShape: [3], layers: [dense({ units: 1, trainable: false })] });
    await expect(fit(model, problem, options)).rejects.toThrow(
      /fit expects a model with parameters to train.*OCCAM_OPTION/,
    );
  });
});

describe("a frozen batchNorm", () => {
  const given = new Map(
    Object.entries({
      gamma: [2, 1, 0.5],
      beta: [0.1, 0, -1],
      movingMean: [1, 0, -1],
      movingVariance: [4, 1, 0.25],
    }).map(([name, data]) => [`batchNorm0/${name}`, { shape: [3], data: Float32Array.from(data) }]),
  );

  it("computes in training what it does at inference: the rest is as behind fixed numbers", async () => {
    const model = sequential({
      inputShape: [3],
      layers: [batchNorm({ trainable: false, epsilon: 1e-3 }), dense({ units: 1 })],
    });
    // One row a step, which batch normalization refuses where it looks at the batch.
    const shared = { ...options, batchSize: 1 };
    const run = await fit(model, problem, { ...shared, initialParameters: given });
    for (const [name, { data }] of given) expect(numbers(run, name)).toEqual(Array.from(data));
    const at = (name: string, i: number) => given.get(`batchNorm0/${name}`)?.data[i] as number;
    const data = problem.x.data.map((value, i) => {
      const j = i % 3;
      const deviation = Math.sqrt(at("movingVariance", j) + 1e-3);
      return (at("gamma", j) * (value - at("movingMean", j))) / deviation + at("beta", j);
    });
    const alone = await fit(
      sequential({ inputShape: [3], layers: [dense({ units: 1 })] }),
      { x: { shape: [24, 3], data }, y: problem.y },
      shared,
    );
    expect(largestDifference(numbers(run, "dense0/kernel"), numbers(alone, "dense0/kernel"))).toBeLessThan(1e-5);
  });

  it("is said to be frozen by the summary, as a layer with a slower rate is said to be slow", () => {
    const layers = [batchNorm({ trainable: false }), dense({ units: 1, learningRateFactor: 0.25 })];
    const lines = sequential({ inputShape: [3], layers })
      .summary()
      .split("\n");
    expect(lines.filter((line) => line.endsWith("frozen")).map((line) => line.split(" ")[0])).toEqual(["batchNorm0"]);
    expect(lines.find((line) => line.startsWith("dense0"))).toMatch(/learningRateFactor 0\.25$/);
  });

  it("in replicas is its single run", async () => {
    const model = sequential({ inputShape: [3], layers: [batchNorm({ trainable: false }), dense({ units: 1 })] });
    const [first, second] = await fitReplicas(model, problem, { ...options, seeds: [3, 4], initialParameters: given });
    expectSameRun(first as Run, await fit(model, problem, { ...options, seed: 3, initialParameters: given }));
    expectSameRun(second as Run, await fit(model, problem, { ...options, seed: 4, initialParameters: given }));
  });
});
