import { afterAll, describe, expect, it } from "vitest";
import { dense, dropout, type FitOptions, fit, fitReplicas, type Run, type Sweep, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { twoClasses } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const UNITS = 5;

/**
 * The sum of all masks of a training, unit by unit. Inputs are ones and the outputs stay far above the targets, so
 * that each step of learning rate 1 takes the mean of its masks from the weights, which start at 0.
 */
const masked = (rate: Sweep, name?: string) =>
  sequential({
    inputShape: [UNITS],
    layers: [dropout({ rate, ...(name && { name }) }), dense({ units: 1, useBias: false })],
  });
const options: FitOptions = {
  runtime,
  loss: "meanAbsoluteError",
  optimizer: sgd({ learningRate: 1 }),
  batchSize: 1,
  shuffle: false,
  initialParameters: new Map([["dense0/kernel", { shape: [UNITS, 1], data: new Float32Array(UNITS) }]]),
};
const ones = (rows: number) => ({
  x: { shape: [rows, UNITS], data: new Float32Array(rows * UNITS).fill(1) },
  y: { shape: [rows], data: new Float32Array(rows).fill(-1e6) },
});
const sumsOf = ({ parameters }: Run) => Array.from(parameters.get("dense0/kernel")?.data ?? [], (w) => 0 - w);

/** The mask of each of the first `count` steps: the difference of two trainings. */
async function masksOf(count: number, rate: number, changes: Partial<FitOptions> = {}, name?: string) {
  const masks: (readonly number[])[] = [];
  let before = new Array<number>(UNITS).fill(0);
  for (let steps = 1; steps <= count; steps++) {
    const sums = sumsOf(await fit(masked(rate, name), ones(steps), { ...options, ...changes }));
    masks.push(sums.map((sum, i) => sum - (before[i] as number)));
    before = sums;
  }
  return masks;
}
const differ = (masks: readonly (readonly number[])[]) => new Set(masks.map((mask) => mask.join())).size;

describe("dropout masks", () => {
  it("are 0 or 1 / (1 - rate), and differ between steps", async () => {
    const masks = await masksOf(6, 0.5);
    expect(new Set(masks.flat())).toEqual(new Set([0, 2]));
    expect(differ(masks)).toBeGreaterThan(3);
    const quarters = await masksOf(6, 0.75);
    expect(new Set(quarters.flat())).toEqual(new Set([0, 4]));
  });

  it("differ between seeds and layers, and not otherwise", async () => {
    const masks = await masksOf(6, 0.5);
    expect(await masksOf(6, 0.5)).toEqual(masks);
    expect(await masksOf(6, 0.5, { seed: 1 })).not.toEqual(masks);
    expect(await masksOf(6, 0.5, {}, "other")).not.toEqual(masks);
  });

  it("differ between epochs", async () => {
    const after = async (epochs: number) => sumsOf(await fit(masked(0.5), ones(1), { ...options, epochs }));
    const sums = await Promise.all([1, 2, 3, 4, 5, 6].map(after));
    const masks = sums.map((sum, e) => sum.map((value, i) => value - (e === 0 ? 0 : (sums[e - 1]?.[i] as number))));
    expect(masks).toEqual(await masksOf(6, 0.5));
  });

  it.each([0.1, 0.5, 0.9])(
    "at rate %d keep the mean: 1 within 5 standard errors, each row with its own",
    async (rate) => {
      const rows = 20_000;
      const run = await fit(masked(rate), ones(rows), { ...options, batchSize: rows });
      // A mask has mean 1 and variance rate / (1 - rate).
      const standardError = Math.sqrt(rate / (1 - rate) / rows);
      for (const mean of sumsOf(run)) expect(Math.abs(mean - 1)).toBeLessThan(5 * standardError);
      expect(new Set(sumsOf(run)).size).toBeGreaterThan(1);
    },
  );

  it("of rates that differ come from the same numbers: a unit that is off at 0.5 is off at 0.8", async () => {
    const [low, high] = await fitReplicas(masked([0.5, 0.8]), ones(1), options);
    const offAt = (run: Run | undefined) => sumsOf(run as Run).flatMap((sum, i) => (sum === 0 ? [i] : []));
    expect(offAt(low).length).toBeGreaterThan(0);
    expect(offAt(high)).toEqual(expect.arrayContaining(offAt(low)));
    expect(sumsOf(low as Run)).toEqual((await masksOf(1, 0.5))[0]);
  });
});

describe("rate 0", () => {
  const train = twoClasses(40, 4);
  const network = (rate: Sweep | undefined) =>
    sequential({
      inputShape: [4],
      layers: [
        dense({ units: 6, activation: "relu" }),
        ...(rate === undefined ? [] : [dropout({ rate })]),
        dense({ units: 2 }),
      ],
    });
  const plain: FitOptions = { runtime, loss: "softmaxCrossEntropy", epochs: 3, batchSize: 16, seed: 4 };
  const kernelOf = (run: Run | undefined) => run?.parameters.get("dense0/kernel")?.data as Float32Array;

  it("is no dropout, to the bit", async () => {
    const without = await fit(network(undefined), train, plain);
    expect((await fit(network(0), train, plain)).parameters).toEqual(without.parameters);
    expect((await fit(network(0.2), train, plain)).parameters).not.toEqual(without.parameters);
  });

  it("is no dropout for one replica of a sweep either", async () => {
    const without = kernelOf(await fit(network(undefined), train, plain));
    const [zero, half] = await fitReplicas(network([0, 0.5]), train, plain);
    kernelOf(zero).forEach((weight, i) => {
      expect(weight).toBeCloseTo(without[i] as number, 6);
    });
    expect(Math.max(...kernelOf(half).map((weight, i) => Math.abs(weight - (without[i] as number))))).toBeGreaterThan(
      1e-4,
    );
  });

  it("or any other rate leaves predictions alone: inference is the identity", async () => {
    const trained = await fit(network(undefined), train, plain);
    const with90 = await fit(network(0.9), train, {
      ...plain,
      optimizer: sgd({ learningRate: 1e-30 }),
      epochs: 1,
      initialParameters: trained.parameters,
    });
    const [found, expected] = [await with90.predict(train.x), await trained.predict(train.x)];
    found.data.forEach((probability, i) => {
      expect(probability).toBeCloseTo(expected.data[i] as number, 6);
    });
  });
});
