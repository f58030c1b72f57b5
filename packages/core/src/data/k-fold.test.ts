import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fold } from "./fold.ts";
import { type KFoldOptions, kFold } from "./k-fold.ts";

const validationSizes = (folds: readonly Fold[]) => folds.map(({ validation }) => validation.length);
const spread = (sizes: readonly number[]) => Math.max(...sizes) - Math.min(...sizes);
const ascending = (rows: Int32Array) => rows.every((row, i) => i === 0 || row > (rows[i - 1] as number));

/** Every row validates once, and trains in all other folds. */
function expectPartition(folds: readonly Fold[], rowCount: number): void {
  const all = Array.from({ length: rowCount }, (_, row) => row);
  expect(folds.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b)).toEqual(all);
  for (const { train, validation } of folds) {
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(all);
    expect(ascending(train) && ascending(validation)).toBe(true);
  }
}

describe("kFold", () => {
  it("deals ten rows to three folds of 4, 3 and 3", () => {
    const folds = kFold({ rowCount: 10, folds: 3, seed: 0 });
    expect(validationSizes(folds)).toEqual([4, 3, 3]);
    expectPartition(folds, 10);
  });

  it("with as many folds as rows leaves one out", () => {
    expect(validationSizes(kFold({ rowCount: 5, folds: 5, seed: 3 }))).toEqual([1, 1, 1, 1, 1]);
  });

  it("folds 6 rows of one class and 3 of another by three as 2 and 1 each", () => {
    const stratify = [0, 0, 1, 0, 1, 0, 0, 1, 0];
    for (const { validation } of kFold({ rowCount: 9, folds: 3, seed: 5, stratify })) {
      expect(Array.from(validation, (row) => stratify[row]).sort()).toEqual([0, 0, 1]);
    }
  });

  it("keeps each of four groups whole: the largest alone, the three others together", () => {
    const groups = ["a", "a", "a", "a", "a", "a", "b", "b", 1, 1, "1", "1"];
    const folds = kFold({ rowCount: 12, folds: 2, seed: 1, groups });
    expectPartition(folds, 12);
    expect(folds.map(({ validation }) => [...validation]).sort((a, b) => (a[0] as number) - (b[0] as number))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10, 11],
    ]);
  });

  const problems = fc
    .record({ strata: fc.array(fc.nat(2), { minLength: 12, maxLength: 90 }), folds: fc.integer({ min: 2, max: 6 }) })
    .filter(({ strata, folds }) => strata.every((a) => strata.filter((b) => a === b).length >= folds));

  it("validates every row once a repeat, in folds whose sizes differ by at most one, in all and in each class", () => {
    fc.assert(
      fc.property(problems, fc.nat(), fc.integer({ min: 1, max: 3 }), ({ strata, folds }, seed, repeats) => {
        const all = kFold({ rowCount: strata.length, folds, repeats, seed, stratify: strata });
        expect(all.length).toBe(folds * repeats);
        for (let repeat = 0; repeat < repeats; repeat++) {
          const some = all.slice(repeat * folds, (repeat + 1) * folds);
          expectPartition(some, strata.length);
          expect(spread(validationSizes(some))).toBeLessThanOrEqual(1);
          for (const stratum of new Set(strata)) {
            const counts = some.map(({ validation }) => validation.filter((row) => strata[row] === stratum).length);
            expect(spread(counts)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it("never lets a group straddle, and sizes differ by at most the largest group", () => {
    const tables = fc.array(fc.nat(9), { minLength: 2, maxLength: 80 }).filter((groups) => new Set(groups).size >= 2);
    fc.assert(
      fc.property(tables, fc.nat(), fc.nat(), (groups, seed, some) => {
        const groupCount = new Set(groups).size;
        const folds = 2 + (some % (groupCount - 1));
        const all = kFold({ rowCount: groups.length, folds, seed, groups });
        expectPartition(all, groups.length);
        for (const { train, validation } of all) {
          const trained = new Set(Array.from(train, (row) => groups[row]));
          expect(validation.some((row) => trained.has(groups[row]))).toBe(false);
        }
        const largest = Math.max(...groups.map((group) => groups.filter((other) => other === group).length));
        expect(spread(validationSizes(all))).toBeLessThanOrEqual(largest);
      }),
    );
  });

  it("is decided by the seed, and each repeat deals anew", () => {
    const options = { rowCount: 40, folds: 4, repeats: 2 };
    const folds = kFold({ ...options, seed: 1 });
    expect(kFold({ ...options, seed: 1 })).toEqual(folds);
    expect(kFold({ ...options, seed: 2 })[0]).not.toEqual(folds[0]);
    expect(folds[4]).not.toEqual(folds[0]);
    expect(folds.slice(0, 4)).toEqual(kFold({ ...options, repeats: 1, seed: 1 }));
  });

  it("puts every pair of rows together equally often (chi-square at 44 degrees of freedom below 78.7, p = 0.001)", () => {
    const together = new Map<string, number>();
    const draws = 4000;
    for (const { validation } of kFold({ rowCount: 10, folds: 5, repeats: draws, seed: 4 })) {
      together.set(validation.join(), (together.get(validation.join()) ?? 0) + 1);
    }
    // Five pairs a repeat, out of 45 pairs.
    const expected = (draws * 5) / 45;
    expect(together.size).toBe(45);
    expect([...together.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(78.7);
  });

  it.each<[string, Partial<KFoldOptions>, string]>([
    ["one fold", { folds: 1 }, "kFold.folds expects a whole number of at least 2 but receives 1. (OCCAM_OPTION)"],
    [
      "more folds than rows",
      { folds: 7 },
      "kFold.folds expects at most 6, the number of rows, but receives 7: use fewer folds. (OCCAM_OPTION)",
    ],
    [
      "more folds than rows of a class",
      { stratify: [0, 0, 0, 0, 3, 3] },
      "kFold.folds expects at most 2, the number of rows of class 3, but receives 3: use fewer folds, or leave out stratify or the rare class. (OCCAM_OPTION)",
    ],
    [
      "fewer groups than folds",
      { groups: ["a", "a", "b", "b", "b", "a"] },
      "kFold.folds expects at most 2, the number of groups, but receives 3: use fewer folds. (OCCAM_OPTION)",
    ],
    [
      "classes for other rows",
      { stratify: [0, 1] },
      "kFold.stratify expects 6 values, one a row but receives 2. (OCCAM_SHAPE)",
    ],
    [
      "groups for other rows",
      { groups: [0, 1] },
      "kFold.groups expects 6 values, one a row but receives 2. (OCCAM_SHAPE)",
    ],
    [
      "a row without a group",
      { groups: [0, 1, 2, Number.NaN, 1, 2] },
      "kFold.groups expects a number or string for each row but receives NaN at row 3: give a row without a group one of its own. (OCCAM_DATA)",
    ],
    [
      "classes and groups at once",
      { stratify: [0, 0, 0, 0, 0, 0], groups: [0, 1, 2, 0, 1, 2] },
      "kFold expects stratify or groups but receives both: leave out stratify",
    ],
    ["no repeat", { repeats: 0 }, "kFold.repeats expects a whole number of at least 1 but receives 0. (OCCAM_OPTION)"],
  ])("refuses %s", (_, change, message) => {
    expect(() => kFold({ rowCount: 6, folds: 3, seed: 0, ...change })).toThrow(message);
  });
});
