import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { philox, randomIndices, randomNormal, randomPermutation, randomUniform, randomWords } from "./random.ts";

describe("Philox4x32-10", () => {
  // Random123's kat_vectors, the three philox4x32 lines with 10 rounds.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("counter %j under key %j gives the published words", (counter, key, words) => {
    expect(Array.from(philox(counter, key))).toEqual(words);
  });
});

describe("streams", () => {
  const key = { seed: 7, stream: "test" };

  it("a longer draw begins with the shorter one", () => {
    expect(Array.from(randomWords(9, key))).toEqual(Array.from(randomWords(1000, key).subarray(0, 9)));
  });

  it("seed, name and position each change every word", () => {
    const first = randomWords(64, key);
    for (const other of [
      { ...key, seed: 8 },
      { ...key, seed: 7 + 2 ** 32 },
      { ...key, stream: "tesu" },
      { ...key, position: 1 },
    ]) {
      const words = randomWords(64, other);
      expect(first.filter((word, i) => word === words[i]).length).toBe(0);
    }
  });

  it("uniform numbers have mean 1/2 and variance 1/12 within five standard errors", () => {
    const n = 100_000;
    const u = randomUniform(n, key);
    const mean = u.reduce((a, b) => a + b, 0) / n;
    const variance = u.reduce((a, b) => a + (b - 0.5) ** 2, 0) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
  });

  it("normal numbers have the moments 0, 1, 0, 3 within five standard errors", () => {
    const n = 100_001;
    const z = randomNormal(n, key);
    const moment = (power: number) => z.reduce((a, b) => a + b ** power, 0) / n;
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  it("a permutation holds every index once", () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(), (count, seed) => {
        const sorted = Array.from(randomPermutation(count, { seed, stream: "p" })).sort((a, b) => a - b);
        expect(sorted).toEqual(Array.from({ length: count }, (_, i) => i));
      }),
    );
  });

  it("all 24 permutations of four appear equally often (chi-square at 23 degrees of freedom below 49.7, p = 0.001)", () => {
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (let position = 0; position < draws; position++) {
      const name = randomPermutation(4, { ...key, position }).join("");
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(49.7);
  });

  it("bootstrap indices stay in range", () => {
    const indices = randomIndices(10_000, 7, key);
    expect(new Set(indices)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  });
});
