import { describe, expect, it } from "vitest";
import { clamped, fullCount, sizeBins, stepped } from "./size-bins.ts";

const filled = (weights: readonly number[], threshold = 0.01) =>
  sizeBins(weights, threshold)
    .bins.map(({ count, lowCount }, bin) => ({ bin, count, lowCount }))
    .filter(({ count }) => count > 0);

describe("sizes of weights", () => {
  it("exact zeros stand apart, sizes are without sign, four bins a decade begin at powers of ten", () => {
    const { zeroCount, bins } = sizeBins([0, -0, 1, -1, 1.7, 1.8, 0.99], 0.01);
    expect(zeroCount).toBe(2);
    expect(bins).toHaveLength(21);
    expect(bins[17]).toMatchObject({ from: expect.closeTo(1, 9), count: 3 });
    expect(bins[18]).toMatchObject({ from: expect.closeTo(1.778, 3), count: 1 });
    expect(bins[16]).toMatchObject({ to: expect.closeTo(1, 9), count: 1 });
  });

  it("what is smaller than the axis is gathered at its left, what is larger in the last bin", () => {
    expect(filled([1e-9, 9e-5, 1e-4, 50, 9.9])).toEqual([
      { bin: 0, count: 2, lowCount: 2 },
      { bin: 1, count: 1, lowCount: 1 },
      { bin: 20, count: 2, lowCount: 0 },
    ]);
  });

  it("every power of ten begins a bin, in single precision too", () => {
    expect(filled([0.001, 0.01, 0.1, 1].map(Math.fround), 0).map(({ bin }) => bin)).toEqual([5, 9, 13, 17]);
  });

  it("of a bin that the threshold cuts, what lies below is counted", () => {
    expect(filled([0.011, 0.012, 0.016], 0.0125)).toEqual([{ bin: 9, count: 3, lowCount: 2 }]);
  });

  it("full height is doubled until all bins fit", () => {
    const ones = (count: number) => sizeBins(new Array(count).fill(1), 0.01);
    expect([3, 16, 17, 100].map((count) => fullCount(ones(count)))).toEqual([16, 16, 32, 128]);
  });
});

describe("the threshold", () => {
  it("moves by tenths of a decade, with two digits, and stays on the axis", () => {
    expect([stepped(0.01, 1), stepped(0.013, 1), stepped(0.01, 10), stepped(0.01, -10)]).toEqual([
      0.013, 0.016, 0.1, 0.001,
    ]);
    expect([stepped(10, 1), stepped(1e-4, -1), clamped(0.012345)]).toEqual([10, 1e-4, 0.012]);
  });
});
