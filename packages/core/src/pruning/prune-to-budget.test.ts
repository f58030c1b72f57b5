import { afterAll, describe, expect, it } from "vitest";
import { conv2d, dense, fit, flatten, type Run, runOf, sequential, tensor } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { weighted } from "../testing/networks.ts";
import { twoClasses } from "../testing/problems.ts";
import { PRUNING_IMPORTANCES, pruneIteratively, pruneToBudget } from "./index.ts";
import { parameterCount } from "./network.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

describe.each(PRUNING_IMPORTANCES)("$name", (importance) => {
  // Unit 1 hardly counts: its outgoing weight is small; unit 2 counts most.
  const model = sequential({ inputShape: [2], layers: [dense({ units: 3, activation: "tanh" }), dense({ units: 1 })] });
  const network = weighted(model, {
    "dense0/kernel": [1, 0.8, 1, 0.5, 1, -1],
    "dense0/bias": [0, 0.5, 0],
    "dense1/kernel": [1, 0.01, 3],
    "dense1/bias": [0],
  });
  const x = tensor(Float32Array.from(randomNormal(400, { seed: 1, stream: "x" })), [200, 2]);

  it("takes the unit that counts least first, then the next", async () => {
    const y = await runOf(network, { runtime, loss: "meanSquaredError" }).predict(x);
    // Targets off by a little, so that there are gradients to speak of.
    const noise = randomNormal(200, { seed: 2, stream: "noise" });
    const targets = { shape: [200], data: y.data.map((value, i) => value + 0.3 * (noise[i] as number)) };
    const options = { runtime, loss: "meanSquaredError", examples: { x, y: targets }, importance } as const;
    const one = await pruneToBudget(network, { ...options, targetSize: 0.7 });
    expect(one.removed).toEqual([{ layer: "dense0", unit: 1, reason: "unimportant" }]);
    const two = await pruneToBudget(network, { ...options, targetSize: 0.4 });
    expect(two.removed.map(({ unit }) => unit).sort()).toEqual([0, 1]);
    // Its mean goes on in the bias, so the loss rises by much less than 0.01 squared.
    expect(one.heldOutLoss.after - one.heldOutLoss.before).toBeLessThan(1e-3);
    expect(two.heldOutLoss.after).toBeGreaterThan(one.heldOutLoss.after);
    const within = await pruneToBudget(network, { ...options, maxLossIncrease: 0.05 });
    expect(within.removed).toEqual(one.removed);
  });
});

describe("a trained network", () => {
  const examples = twoClasses(400, 4, 1);
  const heldOut = twoClasses(300, 4, 2);
  const using = { runtime, loss: "softmaxCrossEntropy" } as const;
  const model = sequential({
    inputShape: [4],
    layers: [dense({ units: 32, activation: "relu" }), dense({ units: 2 })],
  });
  const trained = fit(model, examples, { ...using, epochs: 30, seed: 1 });

  it("stays within the loss limit, and a larger limit takes more", async () => {
    const run = await trained;
    const results = [];
    for (const maxLossIncrease of [0, 0.01, 0.05]) {
      results.push(await pruneToBudget(run, { ...using, examples: heldOut, maxLossIncrease }));
    }
    const sizes = results.map(parameterCount);
    expect(sizes.every((size, i) => i === 0 || size <= (sizes[i - 1] as number))).toBe(true);
    expect(sizes.at(-1) as number).toBeLessThan(0.8 * parameterCount(run));
    for (const [i, limit] of [0, 0.01, 0.05].entries()) {
      const { before, after } = results[i]?.heldOutLoss ?? { before: 0, after: 1 };
      expect(after).toBeLessThanOrEqual(before * (1 + limit) + 1e-6);
      const smaller = runOf(results[i] ?? run, using);
      expect((await smaller.evaluate(heldOut)).loss).toBeCloseTo(after, 6);
    }
  });

  it("comes down to the target size", async () => {
    const run = await trained;
    const smaller = await pruneToBudget(run, { ...using, examples: heldOut, targetSize: 0.5, importance: "magnitude" });
    expect(parameterCount(smaller)).toBeLessThanOrEqual(0.5 * parameterCount(run));
    expect(parameterCount(smaller)).toBeGreaterThan(0.45 * parameterCount(run));
  });

  it("loses more within the same limit when it trains between prunings", async () => {
    const run = await trained;
    const limit = { ...using, examples: heldOut, maxLossIncrease: 0.02 };
    const once = await pruneToBudget(run, limit);
    const { run: smaller, rounds } = await pruneIteratively(run, {
      ...limit,
      train: examples,
      fineTune: { epochs: 10 },
    });
    expect(parameterCount(smaller)).toBeLessThan(parameterCount(once));
    expect(rounds.slice(0, -1).every(({ isKept }) => isKept)).toBe(true);
    const [loss, given] = [await smaller.evaluate(heldOut), await run.evaluate(heldOut)];
    expect(loss.loss).toBeLessThanOrEqual(given.loss * 1.02);
  });

  it("keeps weights at zero through all rounds, unless it is told not to", async () => {
    const run = await trained;
    // Two of the four weights of each unit.
    const kernel = run.parameters.get("dense0/kernel") as FloatTensor;
    const halved = {
      shape: kernel.shape,
      data: kernel.data.map((w, i) => ((Math.floor(i / 32) + i) % 2 === 0 ? 0 : w)),
    };
    const network = { model: run.model, parameters: new Map([...run.parameters, ["dense0/kernel", halved]]) };
    const pruned = (fineTune: { readonly epochs: number; readonly keepZeros?: boolean }) =>
      pruneIteratively(network, { ...using, examples: heldOut, targetSize: 0.5, train: examples, fineTune });
    const zerosIn = (smaller: Run) => smaller.parameters.get("dense0/kernel")?.data.filter((w) => w === 0).length;
    const { run: sparse } = await pruned({ epochs: 2 });
    expect(zerosIn(sparse)).toBe((sparse.parameters.get("dense0/kernel")?.data.length ?? 0) / 2);
    expect(zerosIn((await pruned({ epochs: 2, keepZeros: false })).run)).toBe(0);
  });

  it("neither a target nor a limit, an unknown importance: refused", async () => {
    const run = await trained;
    const options = { ...using, examples: heldOut };
    await expect(pruneToBudget(run, options)).rejects.toThrow(/maxLossIncrease, targetSize or both.*OCCAM_OPTION/);
    await expect(pruneToBudget(run, { ...options, targetSize: 2 })).rejects.toThrow(/targetSize.*OCCAM_OPTION/);
    const importance = "weight" as "taylor";
    await expect(pruneToBudget(run, { ...options, targetSize: 0.5, importance })).rejects.toThrow(
      /magnitude, taylor, ablation.*"weight"/,
    );
  });
});

it("channels of a convolution leave with every importance", async () => {
  const model = sequential({
    inputShape: [1, 4, 4],
    layers: [
      conv2d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" }),
      flatten(),
      dense({ units: 2 }),
    ],
  });
  const network = weighted(model);
  const x = tensor(Float32Array.from(randomNormal(320, { seed: 1, stream: "x" })), [20, 1, 4, 4]);
  const y = { shape: [20], data: Int32Array.from({ length: 20 }, (_, i) => i % 2) };
  for (const importance of PRUNING_IMPORTANCES) {
    const options = { runtime, loss: "softmaxCrossEntropy", examples: { x, y }, importance } as const;
    const smaller = await pruneToBudget(network, { ...options, targetSize: 0.51 });
    expect(smaller.units[0]).toEqual({ layer: "conv2d0", before: 4, after: 2 });
  }
});

it("a tolerance that costs more than the limit is not used", async () => {
  const model = sequential({ inputShape: [1], layers: [dense({ units: 2, activation: "relu" }), dense({ units: 1 })] });
  const network = weighted(model, {
    "dense0/kernel": [1, -1],
    "dense0/bias": [0, 0],
    "dense1/kernel": [1, -0.4],
    "dense1/bias": [0],
  });
  const x = tensor(Float32Array.from(randomNormal(100, { seed: 1, stream: "x" })), [100, 1]);
  const y = {
    shape: [100],
    data: x.data.map((value, i) => Math.max(value, 0) - 0.4 * Math.max(-value, 0) + 0.1 * (-1) ** i),
  };
  const options = { runtime, loss: "meanSquaredError", examples: { x, y }, tolerance: 0.5 } as const;
  expect((await pruneToBudget(network, { ...options, maxLossIncrease: 10 })).removed).toHaveLength(1);
  expect((await pruneToBudget(network, { ...options, maxLossIncrease: 0.01 })).removed).toEqual([]);
});
