import { expect, test } from "vitest";
import { weightHistogram, weightLimit } from "./weight-histogram.ts";

test("zeros of either sign are counted apart, every other weight falls into one bin", () => {
  const { count, zeros, beyond, bins } = weightHistogram(Float32Array.of(0, -0, -1, -0.25, 0.25, 0.3, 1, 9), 1, 4);
  expect({ count, zeros, beyond }).toEqual({ count: 8, zeros: 2, beyond: 1 });
  expect(bins).toEqual([
    { low: -1, high: -0.5, share: 1 / 8 },
    { low: -0.5, high: 0, share: 1 / 8 },
    { low: 0, high: 0.5, share: 2 / 8 },
    { low: 0.5, high: 1, share: 2 / 8 },
  ]);
});

test("shares of the bins and of the zeros add up to 1", () => {
  const weights = Float32Array.from({ length: 1000 }, (_, at) => (at % 3 === 0 ? 0 : Math.sin(at)));
  const { zeros, count, bins } = weightHistogram(weights, 1);
  expect(bins.reduce((sum, { share }) => sum + share, zeros / count)).toBeCloseTo(1, 12);
});

test("a far weight does not stretch the limit", () => {
  const weights = Float32Array.from({ length: 1000 }, (_, at) => (at === 0 ? 1e30 : (at - 500) / 500));
  expect(weightLimit([weights])).toBeLessThan(1.3);
  expect(weightLimit([weights])).toBeGreaterThan(1);
});

test("without any weight there is still a limit", () => {
  expect(weightLimit([Float32Array.of(0, 0), new Float32Array()])).toBe(1);
  expect(weightLimit([Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY)])).toBe(1);
});
