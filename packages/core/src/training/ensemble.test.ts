import { afterAll, describe, expect, it } from "vitest";
import {
  batchNorm,
  cyclicCosineSchedule,
  dense,
  dropout,
  ensemble,
  type FitOptions,
  type FloatTensor,
  fit,
  fitReplicas,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const problem = twoClasses(90, 5);
const model = sequential({
  inputShape: [5],
  layers: [dense({ units: 8, activation: "relu" }), dropout({ rate: 0.3 }), dense({ units: 2 })],
});
const options: FitOptions = { runtime, loss: "softmaxCrossEntropy", epochs: 4, batchSize: 16, seed: 3 };
const { loss } = options;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

describe("a deep ensemble", () => {
  it("is trained as replicas with their own seeds, predicts their mean, and is exported as one file that says the same", async () => {
    const members = await fitReplicas(model, problem, { ...options, seeds: [1, 2, 3] });
    const together = ensemble(members, { loss });
    const each = await Promise.all(members.map((member) => member.predict(problem.x)));
    expect(largestDifference((each[0] as FloatTensor).data, (each[1] as FloatTensor).data)).toBeGreaterThan(0.01);
    const { mean, spread } = await together.predictWithSpread(problem.x);
    const at = (i: number) => each.map(({ data }) => data[i] as number);
    const expected = Array.from(mean.data, (_, i) => at(i).reduce((sum, p) => sum + p, 0) / 3);
    expect(largestDifference(mean.data, expected)).toBeLessThan(1e-6);
    const deviations = Array.from(spread.data, (_, i) =>
      Math.sqrt(at(i).reduce((sum, p) => sum + (p - (expected[i] as number)) ** 2, 0) / 2),
    );
    expect(largestDifference(spread.data, deviations)).toBeLessThan(1e-6);

    const session = await runtime.load(await together.toOnnx());
    const { fetched } = await session.run({ x: problem.x }, { fetch: ["label", "probabilities"] });
    await session.release();
    expect(largestDifference((fetched.probabilities as FloatTensor).data, mean.data)).toBeLessThan(1e-6);
  });

  it("of no runs, or of runs of two models, is refused", async () => {
    expect(() => ensemble([], { loss })).toThrow("ensemble expects at least one run but receives none.");
    const other = sequential({ inputShape: [5], layers: [dense({ units: 2 })] });
    const runs = [await fit(model, problem, options), await fit(other, problem, options)];
    expect(() => ensemble(runs, { loss })).toThrow("runs of one model");
  });
});

describe("snapshots", () => {
  it("are the networks at the ends of equal parts: those of shorter trainings on the same schedule of rates", async () => {
    const constant: FitOptions = { ...options, optimizer: sgd({ learningRate: 0.1 }), epochs: 6 };
    const run = await fit(model, problem, { ...constant, snapshots: 3 });
    expect(run.snapshots.map(({ keptEpoch }) => keptEpoch)).toEqual([2, 4, 6]);
    for (const snapshot of run.snapshots) {
      const alone = await fit(model, problem, { ...constant, epochs: snapshot.keptEpoch });
      expect([...snapshot.parameters]).toEqual([...alone.parameters]);
      expect(await snapshot.predict(problem.x)).toEqual(await alone.predict(problem.x));
    }
    expect([...(run.snapshots[2]?.parameters ?? [])]).toEqual([...run.parameters]);
  });

  it("of a cyclic schedule make an ensemble whose members differ", async () => {
    const run = await fit(model, problem, {
      ...options,
      optimizer: sgd({ learningRate: 0.5, schedule: cyclicCosineSchedule({ cycles: 2 }) }),
      epochs: 6,
      snapshots: 2,
    });
    const { spread } = await ensemble(run.snapshots, { loss }).predictWithSpread(problem.x);
    expect(Math.max(...spread.data)).toBeGreaterThan(0.001);
  });

  it("more than there are epochs are refused", async () => {
    await expect(fit(model, problem, { ...options, snapshots: 5 })).rejects.toThrow(
      "fit.snapshots expects a number from 0 to 4 but receives 5.",
    );
  });
});

describe("Monte Carlo predictions", () => {
  /** A line without training: y = sum of the dropped inputs, each of weight 1. */
  const line = sequential({
    inputShape: [4],
    layers: [dropout({ rate: 0.25 }), dense({ units: 1, useBias: false, name: "sum" })],
  });
  const ones = new Map([["sum/kernel", { shape: [4, 1], data: new Float32Array(4).fill(1) }]]);
  const x = { shape: [200, 4], data: new Float32Array(800).fill(1) };
  const y = { shape: [200], data: new Float32Array(200) };
  const still: FitOptions = {
    runtime,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: 1e-30 }),
    initialParameters: ones,
  };

  it("have the mean of the network and the variance of its masks: 4 rate / (1 - rate), within 5 standard errors", async () => {
    const run = await fit(line, { x, y }, still);
    const { mean, spread } = await run.predict(x, { monteCarlo: 400, seed: 5 });
    expect([mean.shape, spread.shape]).toEqual([
      [200, 1],
      [200, 1],
    ]);
    const average = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (4 * 0.25) / 0.75;
    // 80,000 passes of a row in all.
    expect(Math.abs(average(mean.data) - 4)).toBeLessThan(5 * Math.sqrt(variance / 80_000));
    // The variance of a sample variance is (m4 - v^2) / n; for a sum of four such masks m4 < 4 v^2.
    const found = average(spread.data.map((deviation) => deviation ** 2));
    expect(Math.abs(found - variance)).toBeLessThan((5 * Math.sqrt(3) * variance) / Math.sqrt(80_000));
  });

  it("are the same for the same seed, others for another, and do not depend on how passes are cut into runs", async () => {
    const run = await fit(line, { x, y }, still);
    const first = await run.predict(x, { monteCarlo: 7, seed: 5 });
    expect(await run.predict(x, { monteCarlo: 7, seed: 5 })).toEqual(first);
    expect(await run.predict(x, { monteCarlo: 7, seed: 6 })).not.toEqual(first);
  });

  it("are those of ONNX Runtime where a compiled program draws the masks (1e-5)", async () => {
    const predicted = async (engine: "compiled" | "onnxruntime") => {
      const own = nodeRuntime({ engine });
      const run = await fit(line, { x, y }, { ...still, runtime: own });
      const { mean, spread } = await run.predict(x, { monteCarlo: 7, seed: 5 });
      await own.close();
      return [...mean.data, ...spread.data];
    };
    expect(largestDifference(await predicted("compiled"), await predicted("onnxruntime"))).toBeLessThan(1e-5);
  });

  it("without noise have no spread, with batch normalization as at inference", async () => {
    const plain = sequential({ inputShape: [3], layers: [dense({ units: 4 }), batchNorm(), dense({ units: 1 })] });
    const data = noisyLine(40, 3);
    const run = await fit(plain, data, { runtime, loss: "meanSquaredError", epochs: 3, seed: 1 });
    const { mean, spread } = await run.predict(data.x, { monteCarlo: 5 });
    expect(largestDifference(mean.data, (await run.predict(data.x)).data)).toBeLessThan(1e-5);
    expect(Math.max(...spread.data)).toBeLessThan(1e-6);
  });

  it("of fewer than 2 passes are refused", async () => {
    const run = await fit(line, { x, y }, still);
    await expect(run.predict(x, { monteCarlo: 1 })).rejects.toThrow("predict.monteCarlo expects a whole number");
  });
});
