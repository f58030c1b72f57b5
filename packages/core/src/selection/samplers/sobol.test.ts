import { describe, expect, it } from "vitest";
import { float, type Space } from "../space/index.ts";
import { scrambledSobol, sobol } from "./sobol.ts";
import { SOBOL_DIMENSIONS, sobolWord } from "./sobol-directions.ts";

const point = (index: number, dimensions: number) =>
  Array.from({ length: dimensions }, (_, d) => sobolWord(index, d) / 2 ** 32);

describe("Sobol sequence", () => {
  it("begins in three dimensions as Joe and Kuo print it", () => {
    expect(Array.from({ length: 10 }, (_, index) => point(index, 3))).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  it("points 300 and 999 are SciPy's in all 32 dimensions (scipy.stats.qmc.Sobol 1.17, in units of 1/1024)", () => {
    const inUnits = (index: number) => point(index, SOBOL_DIMENSIONS).map((value) => value * 1024);
    expect(inUnits(300)).toEqual([
      374, 46, 294, 350, 78, 542, 518, 926, 662, 594, 258, 494, 866, 1018, 830, 178, 466, 66, 130, 594, 754, 630, 66,
      226, 666, 110, 154, 350, 470, 530, 806, 422,
    ]);
    expect(inUnits(999)).toEqual([
      161, 931, 83, 1013, 991, 865, 879, 729, 833, 647, 23, 453, 485, 969, 851, 571, 289, 673, 695, 39, 343, 371, 397,
      361, 789, 353, 233, 171, 381, 797, 983, 85,
    ]);
  });

  it("scrambled by any seed, 64 points put one into each 64th of every dimension", () => {
    for (const seed of [0, 1, 2 ** 40]) {
      for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
        const cells = Array.from({ length: 64 }, (_, i) => Math.floor(scrambledSobol(64 + i, dimension, seed) * 64));
        expect(new Set(cells).size).toBe(64);
      }
    }
  });

  it("scrambled, the first two dimensions put one of 64 points into each box of area 1/64, tall, square or wide", () => {
    const points = Array.from({ length: 64 }, (_, i) => [scrambledSobol(i, 0, 7), scrambledSobol(i, 1, 7)] as const);
    for (let k = 0; k <= 6; k++) {
      const boxes = points.map(([x, y]) => `${Math.floor(x * 2 ** k)} ${Math.floor(y * 2 ** (6 - k))}`);
      expect(new Set(boxes).size).toBe(64);
    }
  });

  it("a scrambled point is uniform over seeds (chi-square at 15 degrees of freedom below 37.7, p = 0.001)", () => {
    const counts = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 1600; seed++) {
      const cell = Math.floor(scrambledSobol(5, 3, seed) * 16);
      counts[cell] = (counts[cell] as number) + 1;
    }
    expect(counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0)).toBeLessThan(37.7);
  });

  it("the sampler spreads each of 40 parameters: the first 32 evenly, the others at random", () => {
    const names = Array.from({ length: 40 }, (_, i) => `p${String(i).padStart(2, "0")}`);
    const space: Space = Object.fromEntries(names.map((name) => [name, float({ low: 0, high: 1 })]));
    const trials = Array.from({ length: 32 }, (_, index) => sobol().suggest(space, [], { seed: 3, index }));
    const cellCounts = names.map(
      (name) => new Set(trials.map((values) => Math.floor((values[name] as number) * 32))).size,
    );
    expect(cellCounts.slice(0, 32).every((count) => count === 32)).toBe(true);
    expect(cellCounts.slice(32).every((count) => count < 32 && count > 12)).toBe(true);
  });
});
