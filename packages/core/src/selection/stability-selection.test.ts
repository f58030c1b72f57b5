import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomPermutation, randomUniform } from "../tensor/random.ts";
import { stabilitySelection } from "./stability-selection.ts";

describe("stabilitySelection", () => {
  it("by hand: 10 candidates, 4 runs of 2, 1, 2 and 1 selected, threshold 0.75", () => {
    const runs = [[0, 3], [0], [0, 7], [3]].map((selected) =>
      Array.from({ length: 10 }, (_, i) => selected.includes(i)),
    );
    const found = stabilitySelection({ runs });
    expect([...found.frequencies]).toEqual([0.75, 0, 0, 0.5, 0, 0, 0, 0.25, 0, 0]);
    expect(found.stable).toEqual([0]);
    expect(found.selectedPerRun).toBe(1.5);
    // 1.5^2 / (0.5 * 10)
    expect(found.falseSelections).toBeCloseTo(0.45, 14);
    expect(found.verdict).toBe("conclusive");
    expect(found.threshold).toBe(0.75);
  });

  it("the mean number of false selections of a guess is below the bound (300 studies of 20 runs)", () => {
    // A run keeps 5 of 20 candidates at random, with no effect at all.
    const bound = 25 / ((2 * 0.6 - 1) * 20);
    const counts = Array.from({ length: 300 }, (_, seed) => {
      const runs = Array.from({ length: 20 }, (_, position) => {
        const kept = new Set(randomPermutation(20, { seed, stream: "guess", position }).subarray(0, 5));
        return Array.from({ length: 20 }, (_, i) => kept.has(i));
      });
      const found = stabilitySelection({ runs, threshold: 0.6 });
      expect(found.falseSelections).toBeCloseTo(bound, 12);
      return found.stable.length;
    });
    expect(counts.reduce((sum, count) => sum + count, 0) / 300).toBeLessThan(bound);
  });

  it("keeps what has an effect: three candidates selected nine times in ten, the others one time in ten", () => {
    const runs = Array.from({ length: 50 }, (_, position) =>
      Array.from(randomUniform(30, { seed: 1, stream: "runs", position }), (u, i) => u < (i < 3 ? 0.9 : 0.1)),
    );
    const found = stabilitySelection({ runs, threshold: 0.7 });
    expect(found).toMatchObject({ stable: [0, 1, 2], verdict: "conclusive" });
    // 3 * 0.9 + 27 * 0.1 = 5.4 a run, 5.4^2 / (0.4 * 30) = 2.43, within five standard errors of 50 runs.
    expect(Math.abs(found.selectedPerRun - 5.4)).toBeLessThan(5 * Math.sqrt((30 * 0.09) / 50));
    expect(found.falseSelections).toBeCloseTo(found.selectedPerRun ** 2 / 12, 12);
  });

  it("nothing stable is inconclusive, and so is everything", () => {
    expect(
      stabilitySelection({
        runs: [
          [1, 0],
          [0, 1],
        ],
      }).verdict,
    ).toBe("inconclusive");
    expect(
      stabilitySelection({
        runs: [
          [1, 1],
          [1, 1],
        ],
      }),
    ).toMatchObject({ stable: [0, 1], falseSelections: 4, verdict: "inconclusive" });
  });

  it("a higher threshold keeps no more and bounds the false ones tighter", () => {
    const tables = fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(tables, (runs) => {
        const [loose, tight] = [0.6, 0.9].map((threshold) => stabilitySelection({ runs, threshold }));
        expect(loose?.stable).toEqual(expect.arrayContaining([...(tight?.stable ?? [])]));
        expect(tight?.falseSelections ?? 0).toBeLessThanOrEqual(loose?.falseSelections ?? 0);
      }),
    );
  });

  it("refuses a threshold of a half, no runs, and runs of other candidates", () => {
    expect(() => stabilitySelection({ runs: [[1]], threshold: 0.5 })).toThrow(
      "stabilitySelection.threshold expects a number above 0.5 but receives 0.5: at a half the bound on false selections is infinite. (OCCAM_OPTION)",
    );
    expect(() => stabilitySelection({ runs: [[1]], threshold: 1.1 })).toThrow(
      "stabilitySelection.threshold expects a number from 0.5 to 1",
    );
    expect(() => stabilitySelection({ runs: [] })).toThrow(
      "stabilitySelection.runs expects at least one run with one candidate but receives none. (OCCAM_DATA)",
    );
    expect(() => stabilitySelection({ runs: [[1, 0], [1]] })).toThrow(
      "stabilitySelection.runs expects 2 candidates in each run but receives 1. (OCCAM_SHAPE)",
    );
  });
});
