import { describe, expect, it } from "vitest";
import { bandOf, bandPixels, ofOwnRange, ofProbability, resampled } from "./bands.ts";

describe("bands", () => {
  it("are cut at probabilities of .02 .1 .3 .5 .7 .9 .98", () => {
    const probabilities = [0, 0.019, 0.021, 0.2, 0.4, 0.5, 0.69, 0.71, 0.95, 0.99, 1];
    expect(probabilities.map((p) => bandOf(ofProbability(p)))).toEqual([0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 7]);
  });

  it("numbers of any size are parts of the largest; zeros alone stand in the middle", () => {
    expect([-2, 0, 1, 4].map(ofOwnRange([-2, 0, 1, 4]))).toEqual([-0.5, 0, 0.25, 1]);
    expect([0, 0].map(ofOwnRange([0, 0]))).toEqual([0, 0]);
    expect(bandOf(Number.NaN)).toBe(4);
  });
});

describe("a plane", () => {
  it("has its points in the middles of its cells; what lies between is mixed, beyond the outer points nothing changes", () => {
    const plane = { values: [0, 1, 2, 3], side: 2 };
    expect([...resampled(plane, { width: 2, height: 2 })]).toEqual([0, 1, 2, 3]);
    expect([...resampled(plane, { width: 1, height: 1 })]).toEqual([1.5]);
    expect([...resampled(plane, { width: 4, height: 1 })]).toEqual([1, 1.25, 1.75, 2]);
    expect([...resampled(plane, { width: 1, height: 4 })]).toEqual([0.5, 1, 2, 2.5]);
  });

  it("of one row is the same from top to bottom", () => {
    expect([...resampled({ values: [0, 1], side: 2 }, { width: 2, height: 3 })]).toEqual([0, 1, 0, 1, 0, 1]);
    expect([...resampled({ values: [0, 1], side: 1 }, { width: 2, height: 2 })]).toEqual([0, 0, 1, 1]);
  });

  it("becomes pixels of its bands' colours", () => {
    const palette = Uint8ClampedArray.from({ length: 32 }, (_, i) => i);
    const pixels = bandPixels({ values: [-1, 1], side: 2 }, { width: 2, height: 1 }, (value) => value, palette);
    expect([...pixels]).toEqual([0, 1, 2, 3, 28, 29, 30, 31]);
  });
});
