import { afterAll, describe, expect, it } from "vitest";
import { reshape } from "../graph/ops/index.ts";
import {
  cutmix,
  defineLayer,
  dense,
  type ExampleMixing,
  type FitOptions,
  fit,
  fitReplicas,
  mixup,
  type Run,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomBeta } from "../tensor/random.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { MIXINGS } from "../testing/batteries.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

describe("randomBeta", () => {
  const COUNT = 4000;
  const draws = (a: number, b: number) =>
    Array.from({ length: COUNT }, (_, position) => randomBeta(a, b, { seed: 5, stream: "beta", position }));

  it.each<[string, number, number, (x: number) => number]>([
    ["Beta(1, 1), uniform", 1, 1, (x) => x],
    ["Beta(2, 2)", 2, 2, (x) => 3 * x ** 2 - 2 * x ** 3],
    ["Beta(0.5, 0.5), the arcsine law", 0.5, 0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    ["Beta(1, 3)", 1, 3, (x) => 1 - (1 - x) ** 3],
  ])("is %s: the Kolmogorov-Smirnov distance stays below its 0.1 % point", (_, a, b, cdf) => {
    const sorted = draws(a, b).sort((x, y) => x - y);
    const distance = Math.max(...sorted.map((x, i) => Math.max((i + 1) / COUNT - cdf(x), cdf(x) - i / COUNT)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(COUNT));
  });

  it("has mean a/(a+b) and variance ab/((a+b)^2 (a+b+1)) (five standard errors), for small a too", () => {
    for (const [a, b] of [
      [0.2, 0.2],
      [0.05, 0.3],
      [5, 2],
    ] as const) {
      const values = draws(a, b);
      const [mean, variance] = [a / (a + b), (a * b) / ((a + b) ** 2 * (a + b + 1))];
      const found = values.reduce((sum, x) => sum + x, 0) / COUNT;
      expect(Math.abs(found - mean)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
      const spread = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / COUNT;
      // The fourth moment of a number in [0, 1] is at most its variance.
      expect(Math.abs(spread - variance)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
    }
    expect(draws(1e-3, 1e-3).every((x) => x >= 0 && x <= 1)).toBe(true);
    expect(draws(Number.MIN_VALUE, Number.MIN_VALUE).every((x) => x >= 0 && x <= 1)).toBe(true);
  });
});

const drawn = (mixing: ExampleMixing, shape: readonly number[], position: number) => {
  const out = new Float32Array(sizeOf(mixing.weightShape(shape, "test")));
  mixing.draw(out, shape, { seed: 3, stream: "mixing", position });
  return out;
};

describe("mixup's share", () => {
  it("is one Beta(alpha, alpha) number for the whole example: mean 1/2, variance 1/(4 (2 alpha + 1)) (five standard errors)", () => {
    const count = 3000;
    const shares = Array.from({ length: count }, (_, i) => drawn(mixup({ alpha: 0.4 }), [3, 2], i));
    expect(shares[0]?.length).toBe(1);
    const values = shares.map(([share]) => share as number);
    const variance = 1 / (4 * (2 * 0.4 + 1));
    expect(Math.abs(values.reduce((sum, x) => sum + x, 0) / count - 0.5)).toBeLessThan(5 * Math.sqrt(variance / count));
    const spread = values.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / count;
    expect(Math.abs(spread - variance)).toBeLessThan(5 * Math.sqrt(variance / count));
  });
});

describe("cutmix's box", () => {
  it("is one box, of one hole shape for all channels, away from borders of the share 1 - lambda (to the rounding of sides)", () => {
    const [height, width] = [40, 30];
    const shape = [3, height, width];
    let inside = 0;
    for (let i = 0; i < 60; i++) {
      const weights = drawn(cutmix(), shape, i);
      expect(weights.length).toBe(height * width);
      const off = [...weights.keys()].filter((at) => weights[at] === 0);
      expect(off.length + [...weights].filter((weight) => weight === 1).length).toBe(height * width);
      if (off.length === 0) continue;
      const [rows, columns] = [off.map((at) => Math.floor(at / width)), off.map((at) => at % width)];
      const [top, bottom, left, right] = [
        Math.min(...rows),
        Math.max(...rows),
        Math.min(...columns),
        Math.max(...columns),
      ];
      expect(off.length).toBe((bottom - top + 1) * (right - left + 1));
      if (top === 0 || left === 0 || bottom === height - 1 || right === width - 1) continue;
      inside++;
      const side = Math.sqrt(1 - randomBeta(1, 1, { seed: 3, stream: "mixing", position: i }));
      expect(Math.abs(bottom - top + 1 - side * height)).toBeLessThanOrEqual(1);
      expect(Math.abs(right - left + 1 - side * width)).toBeLessThanOrEqual(1);
    }
    expect(inside).toBeGreaterThan(5);
  });
});

/** A linear network on flat or image inputs; its first step says which batch it saw. */
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

describe("a mixed batch, by hand", () => {
  /** From zero weights a step of rate 1/2 on (f - t)^2 gives the weights mean(t~ x~) of what the step saw. */
  const moment = async (
    mixing: ExampleMixing,
    shape: readonly number[],
    rows: readonly (readonly number[])[],
    y: readonly number[],
  ) => {
    const width = sizeOf(shape);
    const model = sequential({ inputShape: shape, layers: [flat(), dense({ units: 1, useBias: false })] });
    const run = await fit(
      model,
      { x: { shape: [rows.length, ...shape], data: Float32Array.from(rows.flat()) }, y: [...y] },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: sgd({ learningRate: 0.5 }),
        batchSize: rows.length,
        shuffle: false,
        mixing,
        seed: 3,
        initialParameters: new Map([["dense0/kernel", { shape: [width, 1], data: new Float32Array(width) }]]),
      },
    );
    return Array.from(run.parameters.get("dense0/kernel")?.data ?? []);
  };
  const rows = [
    [1, 0, 2, 5, 1, 1],
    [0, 1, 3, -1, 2, 0],
    [4, -2, 1, 0, 0, 3],
  ];
  const y = [1, 10, 100];
  /** Each row with the next one as its partner. */
  const expected = (weights: readonly number[]) => {
    const share = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    const sums = new Array<number>(6).fill(0);
    rows.forEach((row, i) => {
      const partner = (i + 1) % 3;
      const target = share * (y[i] as number) + (1 - share) * (y[partner] as number);
      row.forEach((value, j) => {
        const weight = weights[j] as number;
        sums[j] = (sums[j] as number) + (target * (weight * value + (1 - weight) * (rows[partner]?.[j] as number))) / 3;
      });
    });
    return sums;
  };

  it("mixup blends inputs and targets with one share", async () => {
    const mixing = mixup({ alpha: 2 });
    const [share] = drawn(mixing, [6], 0);
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.95);
    const found = await moment(mixing, [6], rows, y);
    expected(new Array<number>(6).fill(share as number)).forEach((value, j) => {
      expect(found[j]).toBeCloseTo(value, 3);
    });
  });

  it("cutmix takes a box of the partner's image, in every channel, and targets by its area", async () => {
    const [height, width] = [1, 3];
    /** A box that covers the middle column alone, as a draw could give. */
    const middle: ExampleMixing = { ...cutmix(), draw: (out) => void out.set([1, 0, 1]) };
    const found = await moment(middle, [2, height, width], rows, y);
    expected([1, 0, 1, 1, 0, 1]).forEach((value, j) => {
      expect(found[j]).toBeCloseTo(value, 3);
    });
    // And with what it really draws.
    const drawnBox = [...drawn(cutmix(), [2, height, width], 0)];
    const real = await moment(cutmix(), [2, height, width], rows, y);
    expected([...drawnBox, ...drawnBox]).forEach((value, j) => {
      expect(real[j]).toBeCloseTo(value, 3);
    });
  });

  it("a batch of one example is its own partner", async () => {
    expect(await moment(mixup({ alpha: 1 }), [6], rows.slice(0, 1), [2])).toEqual(
      (rows[0] as number[]).map((value) => 2 * value),
    );
  });
});

describe.each(MIXINGS.map((mixing) => [mixing.name, mixing] as const))("every mixing: %s", (_, mixing) => {
  const own = twoClasses(45, 8);
  const images = { x: { shape: [45, 2, 2, 2], data: own.x.data }, y: own.y };
  const model = sequential({
    inputShape: [2, 2, 2],
    layers: [flat(), dense({ units: 5, activation: "tanh" }), dense({ units: 2 })],
  });
  const options: FitOptions = { runtime, loss: "softmaxCrossEntropy", epochs: 3, batchSize: 16, mixing };

  it("replicas equal single runs (1e-5), with the same seed and with their own", async () => {
    const rates = [0.05, 0.2, 0.5];
    const task = (learningRate: number | readonly number[]) => ({
      ...options,
      optimizer: sgd({ learningRate, momentum: 0.5 }),
    });
    for (const seeds of [undefined, [1, 2, 3]]) {
      const together = await fitReplicas(model, images, { ...task(rates), ...(seeds && { seeds }) });
      for (const [r, rate] of rates.entries()) {
        expectSameRun(together[r] as Run, await fit(model, images, { ...task(rate), seed: seeds?.[r] ?? 0 }));
      }
      expectAllDifferent(together);
    }
  });

  it("changes training, not evaluation", async () => {
    const run = await fit(model, images, options);
    const { mixing: _, ...plain } = options;
    expect((await fit(model, images, plain)).parameters).not.toEqual(run.parameters);
    expect((await run.evaluate(images)).loss).toBeCloseTo(run.history.at(-1)?.train.loss as number, 6);
  });
});

it("cutmix is refused for flat inputs, and strengths of 0 by name", async () => {
  const model = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
  const options = { runtime, loss: "meanSquaredError", mixing: cutmix() } as const;
  await expect(fit(model, { x: tensor([[1, 2, 3]]), y: [1] }, options)).rejects.toThrow(
    "fit.mixing: cutmix expects images [*, channels, height, width] but receives [*, 3]: use mixup for other inputs. (OCCAM_SHAPE)",
  );
  expect(() => mixup({ alpha: 0 })).toThrow("mixup.alpha expects a number above 0");
  expect(() => cutmix({ alpha: -1 })).toThrow("cutmix.alpha expects a number above 0");
});
