import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, quantile } from "./quantile.ts";

describe("quantile", () => {
  it.each([
    [[1, 2, 3, 4], 0.25, 1.75],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4], 0.75, 3.25],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[10, 20], 0.1, 11],
    [[7], 0.3, 7],
    [[-3, 0, 8], 0, -3],
    [[-3, 0, 8], 1, 8],
    [[2, 2, 2, 9], 0.5, 2],
  ])("of %j at %d is %d, as R's type 7 and NumPy say", (sorted, q, expected) => {
    expect(quantile(sorted, q)).toBeCloseTo(expected, 12);
  });

  it("takes infinite values as they are, without interpolating between them", () => {
    expect(quantile([1, Infinity, Infinity], 0.75)).toBe(Infinity);
    expect(quantile([1, 2, Infinity], 0.5)).toBe(2);
    expect(quantile([-Infinity, -Infinity, 3], 0.25)).toBe(-Infinity);
  });

  const samples = fc
    .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 })
    .map((values) => values.sort((a, b) => a - b));
  const shares = fc.double({ min: 0, max: 1, noNaN: true });

  it("never falls as the share grows, and stays between the ends", () => {
    fc.assert(
      fc.property(samples, shares, shares, (sorted, p, q) => {
        const [low, high] = [quantile(sorted, Math.min(p, q)), quantile(sorted, Math.max(p, q))];
        expect(low).toBeLessThanOrEqual(high + 1e-9);
        expect(low).toBeGreaterThanOrEqual(sorted[0] as number);
        expect(high).toBeLessThanOrEqual(sorted.at(-1) as number);
      }),
    );
  });

  it("is the k-th smallest at share k / (n - 1)", () => {
    fc.assert(
      fc.property(samples, fc.nat(39), (sorted, pick) => {
        const k = pick % sorted.length;
        const share = sorted.length === 1 ? 0 : k / (sorted.length - 1);
        expect(quantile(sorted, share)).toBeCloseTo(sorted[k] as number, 9);
      }),
    );
  });
});

describe("median", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[10, 9, 1], 9],
    [[1, Infinity, Infinity, 2], Infinity],
    [[], Number.NaN],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("is the quantile at a half, and leaves the values in their order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 30 }), (values) => {
        const before = [...values];
        const sorted = values.toSorted((a, b) => a - b);
        expect(median(values)).toBeCloseTo(quantile(sorted, 0.5), 6);
        expect(values).toEqual(before);
      }),
    );
  });
});
