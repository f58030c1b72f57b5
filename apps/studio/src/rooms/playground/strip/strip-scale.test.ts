import { describe, expect, it } from "vitest";
import { calmTop, gridLines, placeOf, segmentsOf } from "./strip-scale.ts";

describe("the height of losses", () => {
  it("is a round number above all means", () => {
    expect(calmTop([0.5, 0.25, 0.64])).toBe(0.7);
    expect(calmTop([0.013, 0.02])).toBe(0.02);
    expect(calmTop([0.3, Math.LN2])).toBe(0.7);
    expect(calmTop([12, 18])).toBe(20);
    expect(calmTop([])).toBe(1);
  });

  it("leaves out a mean that is far above the others", () => {
    expect(calmTop([0.2, 0.3, 0.3, 0.5, 60])).toBe(0.5);
  });

  it("stays while means move a little", () => {
    expect(new Set([0.56, 0.58, 0.6, 0.63, 0.66].map((highest) => calmTop([0.3, highest])))).toEqual(new Set([0.7]));
  });

  it("has at most three lines at round numbers", () => {
    expect(gridLines(0.7)).toEqual([0.2, 0.4, 0.6]);
    expect(gridLines(1)).toEqual([0.5, 1]);
    expect(gridLines(0.3)).toEqual([0.1, 0.2, 0.3]);
    expect(gridLines(20)).toEqual([10, 20]);
    for (const top of [1, 1.5, 2, 3, 5, 7, 10]) {
      expect(gridLines(top).length).toBeLessThanOrEqual(3);
      expect(gridLines(top).length).toBeGreaterThanOrEqual(2);
    }
  });
});

describe("the place of a strength", () => {
  const strengths = [0.001, 0.01, 0.1];
  it("is its column's, or between two by the scale", () => {
    expect(placeOf(0.01, strengths, "log")).toBe(1);
    expect(placeOf(Math.sqrt(1e-5), strengths, "log")).toBeCloseTo(0.5, 9);
    expect(placeOf(2, [1, 3], "linear")).toBe(0.5);
  });

  it("beyond the ends it is at the border", () => {
    expect([0, 5].map((value) => placeOf(value, strengths, "log"))).toEqual([-0.5, 2.5]);
  });
});

it("a line is broken where a mean is missing", () => {
  expect(segmentsOf([1, 2, undefined, 3, undefined])).toEqual([[0, 1], [3]]);
  expect(segmentsOf([undefined])).toEqual([]);
});
