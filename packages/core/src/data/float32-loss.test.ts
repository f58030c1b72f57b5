import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { losesAroundCenter, losesInFloat32, mergedNumbers } from "./float32-loss.ts";

const ascending = (...values: readonly number[]) => Float64Array.from(values).sort();
const steps = (count: number, first: number, step: number) =>
  ascending(...Array.from({ length: count }, (_, i) => first + i * step));

describe("32-bit floats", () => {
  it.each<[string, Float64Array, number, number]>([
    ["milliseconds over 200 s, of which they keep two", steps(800, 1.7e12, 250), 1.7e12 + 1e5, 1e5],
    ["metres from the centre of the earth, to the centimetre", steps(20, 6_378_137.0001, 1.37), 6_378_150, 13],
    ["days of a month as fractions of a year", steps(30, 2021, 1 / 365), 2021.04, 0.04],
    ["prices of 1e9 that differ by cents", steps(50, 1e9, 0.01), 1e9, 0.25],
    [
      "two bursts of 200 s, a year apart",
      ascending(...steps(40, 1.6e12, 5e3), ...steps(40, 1.63e12, 5e3)),
      1.6e12,
      3e10,
    ],
    ["numbers beyond them", ascending(1, 2, 1e39), 2, 1],
    ["numbers so small that they are 0", ascending(1e-60, 2e-60), 1e-60, 1e-60],
  ])("lose of %s", (_, sorted, center, scale) => {
    expect(losesInFloat32(sorted, { center, scale })).toBe(true);
  });

  it.each<[string, Float64Array, number, number]>([
    ["whole numbers up to 2^24", steps(100, 2 ** 24 - 100, 1), 2 ** 24 - 50, 50],
    ["years", steps(50, 1970, 1), 1995, 25],
    ["pressures to a hundredth", steps(300, 980, 0.1), 995, 15],
    ["an outlier that is itself far from the centre", ascending(0.1, 0.2, 0.3, 1e9 + 0.3), 0.2, 0.1],
    ["prices of 1e9 that differ by millions", steps(500, 1e9, 1e6 + 0.01), 1.25e9, 2.5e8],
  ])("lose nothing that matters of %s", (_, sorted, center, scale) => {
    expect(losesInFloat32(sorted, { center, scale })).toBe(false);
  });

  it("lose of no values that lie within 1,677 scales of 0, and of all beyond: 2^-24 of the center is 1e-4 of the scale", () => {
    expect(losesAroundCenter({ center: -1677, scale: 1 })).toBe(false);
    expect(losesAroundCenter({ center: -1678, scale: 1 })).toBe(true);
    expect(losesAroundCenter({ center: 1e38, scale: 1e38 })).toBe(true);
    expect(losesAroundCenter({ center: 0, scale: 1e-40 })).toBe(true);
  });
});

describe("merged numbers", () => {
  it("are all of those that share an image with another one, repeated ones counted each time", () => {
    expect(mergedNumbers(ascending(1, 2, 2, 3, 7, 7), (x) => Math.floor(x / 5))).toEqual({ count: 4, example: 1 });
  });

  it("are none where the map keeps numbers apart, or nine tenths of them", () => {
    const map = (x: number) => (x === 1 ? 0 : x);
    expect(mergedNumbers(steps(9, 0, 1), map)).toEqual({ count: 2, example: 0 });
    expect(mergedNumbers(steps(10, 0, 1), map)).toBeUndefined();
    expect(mergedNumbers(ascending(3, 3, 3), () => 0)).toBeUndefined();
    expect(mergedNumbers(ascending(), () => 0)).toBeUndefined();
  });

  it("are as many as sets of images say", () => {
    const values = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (cells, width) => {
        const map = (x: number) => Math.floor(x / width);
        const distinct = [...new Set(cells)];
        const images = new Set(distinct.map(map));
        const isMerged = (x: number) => distinct.some((other) => other !== x && map(other) === map(x));
        const expected = images.size < 0.9 * distinct.length ? cells.filter(isMerged).length : undefined;
        expect(mergedNumbers(ascending(...cells), map)?.count).toBe(expected);
      }),
    );
  });
});
