import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean } from "./mean.ts";
import {
  populationStandardDeviation,
  populationVariance,
  standardDeviation,
  standardError,
  variance,
} from "./variance.ts";

/** `first`, then the pair 500 times, as in NIST's NumAcc data sets. */
const alternating = (first: number, pair: readonly [number, number]) => [
  first,
  ...Array.from({ length: 1000 }, (_, i) => pair[i % 2] as number),
];

describe("mean, variance and standard deviation", () => {
  // NIST Statistical Reference Datasets, univariate: certified mean and sample standard deviation.
  it.each([
    ["NumAcc1", [10000001, 10000003, 10000002], 10000002, 1],
    ["NumAcc2", alternating(1.2, [1.1, 1.3]), 1.2, 0.1],
    ["NumAcc3", alternating(1000000.2, [1000000.1, 1000000.3]), 1000000.2, 0.1],
  ] as const)("of NIST's %s are the certified ones", (_, values, center, deviation) => {
    expect(Math.abs(mean(values) / center - 1)).toBeLessThan(1e-14);
    // 0.1 is not exact beside a million: nine digits are left of it.
    expect(Math.abs(standardDeviation(values) / deviation - 1)).toBeLessThan(
      center > 1e5 && deviation < 1 ? 1e-8 : 1e-12,
    );
  });

  it("of 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32", () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(populationVariance(values)).toBe(4);
    expect(populationStandardDeviation(values)).toBe(2);
    expect(variance(values)).toBeCloseTo(32 / 7, 14);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(standardError(values)).toBeCloseTo(Math.sqrt(32 / 7 / 8), 14);
  });

  it("of one value: a population of it has no spread, a sample of it tells none", () => {
    expect([populationVariance([7]), populationStandardDeviation([7])]).toEqual([0, 0]);
    expect([variance([7]), standardDeviation([7]), standardError([7])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("of none, and of values that are not all finite, are not a number", () => {
    expect([mean([]), variance([]), populationVariance([])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([variance([1, Infinity]), variance([1, Number.NaN])]).toEqual([Number.NaN, Number.NaN]);
  });

  it("read typed arrays", () => {
    expect(variance(Float32Array.of(1, 2, 3))).toBe(1);
    expect(variance(Int32Array.of(1, 2, 3))).toBe(1);
  });
});

describe("variance", () => {
  const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 });

  it("does not change by a shift, grows with the square of a factor, and is n / (n - 1) of the population's", () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
        const own = variance(values);
        expect(variance(values.map((value) => value + shift))).toBeCloseTo(own, 6);
        expect(variance(values.map((value) => 4 * value))).toBe(16 * own);
        const n = values.length;
        expect((populationVariance(values) * n) / (n - 1)).toBeCloseTo(own, 6);
      }),
    );
  });

  it("is half the mean squared difference of all pairs", () => {
    fc.assert(
      fc.property(samples, (values) => {
        const squares = values.flatMap((a, i) => values.slice(i + 1).map((b) => (a - b) ** 2));
        expect(mean(squares) / 2).toBeCloseTo(variance(values), 6);
      }),
    );
  });
});
