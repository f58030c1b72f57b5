import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc } from "../metrics/auc.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import { bootstrapInterval, independentDifference, pairedDifference } from "./bootstrap.ts";

const mean = (values: Float64Array) => values.reduce((total, value) => total + value, 0) / values.length;
/** The standard error of the mean. */
const standardErrorOf = (values: Float64Array) => {
  const center = mean(values);
  const squares = values.reduce((total, value) => total + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
};
const normals = (count: number, stream: string, seed = 1) => randomNormal(count, { seed, stream });
const NORMAL_975 = 1.959963984540054;

/** Both ends within 10% of the half-width of the interval estimate +- 1.96 standard errors of normal theory. */
function expectNormalInterval(interval: { low: number; high: number }, estimate: number, standardError: number): void {
  const halfWidth = NORMAL_975 * standardError;
  expect(Math.abs(interval.low - (estimate - halfWidth))).toBeLessThan(0.1 * halfWidth);
  expect(Math.abs(interval.high - (estimate + halfWidth))).toBeLessThan(0.1 * halfWidth);
}

describe("bootstrapInterval", () => {
  it("of the mean of 2000 numbers is the interval of normal theory within 10%", () => {
    const sample = normals(2000, "sample").map((z) => Math.exp(z / 2));
    const interval = bootstrapInterval({ sample, statistic: mean, seed: 1 });
    expect(interval.estimate).toBe(mean(sample));
    expectNormalInterval(interval, mean(sample), standardErrorOf(sample));
  });

  it("of the mean of two numbers 0 and 1 is all of [0, 1], and at level 0.4 the point 1/2", () => {
    // Resamples have the means 0, 1/2, 1 with the chances 1/4, 1/2, 1/4.
    const sample = Float64Array.of(0, 1);
    expect(bootstrapInterval({ sample, statistic: mean, seed: 1 })).toEqual({
      estimate: 0.5,
      low: 0,
      high: 1,
      level: 0.95,
    });
    expect(bootstrapInterval({ sample, statistic: mean, seed: 1, level: 0.4 })).toEqual({
      estimate: 0.5,
      low: 0.5,
      high: 0.5,
      level: 0.4,
    });
  });

  it("at level 0.95 covers the true mean in 92% to 98% of 400 data sets", () => {
    let covered = 0;
    for (let seed = 0; seed < 400; seed++) {
      const sample = randomUniform(60, { seed, stream: "data" });
      const { low, high } = bootstrapInterval({ sample, statistic: mean, resamples: 1000, seed });
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThanOrEqual(0.92);
    expect(covered / 400).toBeLessThanOrEqual(0.98);
  });

  it("takes row indices as the sample of a statistic over whole rows, and skips resamples where it is NaN", () => {
    const scores = Float64Array.of(0.1, 0.4, 0.35, 0.8);
    const targets = Float64Array.of(0, 0, 1, 1);
    const areaOf = (rows: Float64Array) => {
      const take = (values: Float64Array) => rows.map((row) => values[row] as number);
      return auc.compute({ predictions: take(scores), targets: take(targets), width: 1 });
    };
    const { estimate, low, high } = bootstrapInterval({
      sample: Float64Array.of(0, 1, 2, 3),
      statistic: areaOf,
      seed: 2,
    });
    expect(estimate).toBe(0.75);
    expect([low, high]).toEqual([0, 1]);
  });

  it("has NaN for ends when the estimate is NaN", () => {
    const sample = Float64Array.of(1, 2, 3, Number.NaN);
    expect(bootstrapInterval({ sample, statistic: mean, seed: 1 })).toEqual({
      estimate: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      level: 0.95,
    });
  });

  it("keeps infinite ends infinite", () => {
    const sample = Float64Array.of(1, Infinity);
    expect(bootstrapInterval({ sample, statistic: mean, seed: 1 }).high).toBe(Infinity);
  });

  it.each([
    [
      { resamples: 0 },
      "bootstrapInterval.resamples expects a whole number of at least 1 but receives 0. (OCCAM_OPTION)",
    ],
    [{ level: 95 }, "bootstrapInterval.level expects a number from 0 to 1 but receives 95. (OCCAM_OPTION)"],
    [{ seed: -1 }, "bootstrapInterval.seed expects a whole number of at least 0 but receives -1. (OCCAM_OPTION)"],
    [
      { sample: new Float64Array(0) },
      "bootstrapInterval.sample expects at least one row but receives none. (OCCAM_DATA)",
    ],
  ])("refuses %j", (change, message) => {
    const sample = Float64Array.of(1, 2);
    expect(() => bootstrapInterval({ sample, statistic: mean, seed: 1, ...change })).toThrow(message);
  });
});

describe("pairedDifference", () => {
  it("of a sample and itself is exactly 0, low and high", () => {
    fc.assert(
      fc.property(
        fc.float64Array({ minLength: 1, maxLength: 20, min: 0, max: 1e6, noNaN: true }),
        fc.nat(),
        (losses, seed) => {
          const same = { first: losses, second: losses.slice(), resamples: 50, seed };
          const zero = { estimate: 0, low: 0, high: 0, level: 0.95 };
          expect(pairedDifference(same)).toEqual(zero);
          expect(pairedDifference({ ...same, reduce: Math.sqrt })).toEqual(zero);
        },
      ),
    );
  });

  it("of two means is the normal interval of the mean difference of the rows", () => {
    const shared = normals(2000, "shared").map((z) => 5 * z);
    const first = shared.map((value, i) => value + (normals(2000, "first")[i] as number));
    const differences = first.map((value, i) => value - (shared[i] as number));
    const interval = pairedDifference({ first, second: shared, seed: 1 });
    expect(interval.estimate).toBeCloseTo(mean(differences), 12);
    // Unpaired, the interval would be seven times as wide: the rows themselves vary by 5.
    expectNormalInterval(interval, mean(differences), standardErrorOf(differences));
  });

  it("of two RMSEs is the delta-method interval of the difference of the roots", () => {
    const first = normals(3000, "a").map((z) => (2 * z) ** 2);
    const second = normals(3000, "b").map((z) => z ** 2);
    const [rootA, rootB] = [Math.sqrt(mean(first)), Math.sqrt(mean(second))];
    const interval = pairedDifference({ first, second, reduce: Math.sqrt, seed: 1 });
    expect(interval.estimate).toBeCloseTo(rootA - rootB, 12);
    const influence = first.map((a, i) => a / (2 * rootA) - (second[i] as number) / (2 * rootB));
    expectNormalInterval(interval, rootA - rootB, standardErrorOf(influence));
  });

  it("covers a true difference of 0.3 in 92% to 98% of 400 data sets", () => {
    let covered = 0;
    for (let seed = 0; seed < 400; seed++) {
      const second = normals(80, "second", seed);
      const noise = normals(80, "noise", seed);
      const first = second.map((value, i) => value + 0.3 + 0.5 * (noise[i] as number));
      const { low, high } = pairedDifference({ first, second, resamples: 1000, seed });
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThanOrEqual(0.92);
    expect(covered / 400).toBeLessThanOrEqual(0.98);
  });

  it("of more than 4096 rows, which it groups, is the normal interval too, sorted or not", () => {
    const first = normals(30_001, "many")
      .map((z) => z ** 2)
      .sort();
    const second = new Float64Array(30_001);
    expectNormalInterval(pairedDifference({ first, second, seed: 1 }), mean(first), standardErrorOf(first));
  });

  it("changes sign with the order of the samples", () => {
    const [first, second] = [normals(50, "a"), normals(50, "b")];
    const forward = pairedDifference({ first, second, seed: 4 });
    const backward = pairedDifference({ first: second, second: first, seed: 4 });
    expect(backward.estimate).toBeCloseTo(-forward.estimate, 14);
    expect(backward.low).toBeCloseTo(-forward.high, 14);
    expect(backward.high).toBeCloseTo(-forward.low, 14);
  });

  it("is decided by the seed", () => {
    const options = { first: normals(50, "a"), second: normals(50, "b") };
    expect(pairedDifference({ ...options, seed: 1 })).toEqual(pairedDifference({ ...options, seed: 1 }));
    expect(pairedDifference({ ...options, seed: 1 }).low).not.toBe(pairedDifference({ ...options, seed: 2 }).low);
  });

  it("refuses samples of different rows", () => {
    expect(() => pairedDifference({ first: new Float64Array(3), second: new Float64Array(2), seed: 1 })).toThrow(
      "pairedDifference.second expects 3 values, of the same rows as the first but receives 2: " +
        "independentDifference compares different rows. (OCCAM_SHAPE)",
    );
  });
});

describe("independentDifference", () => {
  it("of two means is the normal interval with both variances, also for groups", () => {
    for (const rowCount of [2000, 12_345]) {
      const first = normals(rowCount, "a").map((z) => 1 + z ** 2);
      const second = normals(2500, "b").map((z) => 2 * z);
      const interval = independentDifference({ first, second, seed: 1 });
      const standardError = Math.hypot(standardErrorOf(first), standardErrorOf(second));
      expect(interval.estimate).toBe(mean(first) - mean(second));
      expectNormalInterval(interval, mean(first) - mean(second), standardError);
    }
  });

  it("of a sample and itself contains 0 and has width: the rows are drawn apart", () => {
    const sample = normals(100, "a");
    const { estimate, low, high } = independentDifference({ first: sample, second: sample, seed: 1 });
    expect(estimate).toBe(0);
    expect(low).toBeLessThan(-0.1);
    expect(high).toBeGreaterThan(0.1);
  });

  it("covers a true gap of 0.5 in 92% to 98% of 400 data sets", () => {
    let covered = 0;
    for (let seed = 0; seed < 400; seed++) {
      const first = normals(60, "first", seed).map((z) => 0.5 + z);
      const second = normals(120, "second", seed);
      const { low, high } = independentDifference({ first, second, resamples: 1000, seed });
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / 400).toBeGreaterThanOrEqual(0.92);
    expect(covered / 400).toBeLessThanOrEqual(0.98);
  });

  it("refuses an empty sample", () => {
    expect(() => independentDifference({ first: Float64Array.of(1), second: new Float64Array(0), seed: 1 })).toThrow(
      "independentDifference.second expects at least one row but receives none. (OCCAM_DATA)",
    );
  });
});
