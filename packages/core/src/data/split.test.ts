import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SplitParts, splitRows, stratifyByQuantile } from "./split.ts";

const shares = { train: 0.6, validation: 0.2, test: 0.2 };
const sizesOf = ({ train, validation, test }: SplitParts) => [train.length, validation.length, test.length];
const countOf = (rows: Int32Array, strata: ArrayLike<number>, stratum: number) =>
  rows.filter((row) => strata[row] === stratum).length;

describe("splitRows", () => {
  it("splits 569 rows in classes of 357 and 212 into 341, 114 and 114", () => {
    const strata = Array.from({ length: 569 }, (_, row) => Number(row % 569 < 212));
    const parts = splitRows({ rowCount: 569, shares, seed: 7, strata });
    expect(sizesOf(parts)).toEqual([341, 114, 114]);
    expect(countOf(parts.train, strata, 1)).toBe(127);
    expect([42, 43]).toContain(countOf(parts.test, strata, 1));
    expect(sizesOf(splitRows({ rowCount: 569, shares, seed: 7 }))).toEqual([341, 114, 114]);
  });

  it("keeps one row for training when there is one", () => {
    const parts = splitRows({ rowCount: 1, shares: { train: 0.2, validation: 0.4, test: 0.4 }, seed: 0 });
    expect(sizesOf(parts)).toEqual([1, 0, 0]);
  });

  it("a share of 0 leaves its part empty", () => {
    const parts = splitRows({ rowCount: 10, shares: { train: 0.7, validation: 0.3, test: 0 }, seed: 0 });
    expect(sizesOf(parts)).toEqual([7, 3, 0]);
  });

  it("the only row of a class is trained on, and one of two is tested on", () => {
    const strata = [...new Array<number>(20).fill(0), 1, 2, 2];
    for (let seed = 0; seed < 20; seed++) {
      const parts = splitRows({ rowCount: 23, shares, seed, strata });
      expect([...parts.train]).toContain(20);
      expect(countOf(parts.train, strata, 2)).toBe(1);
      expect(countOf(parts.test, strata, 2)).toBe(1);
    }
  });

  const problems = fc.record({
    strata: fc.array(fc.nat(5), { minLength: 1, maxLength: 120 }),
    seed: fc.nat(),
    trainPercent: fc.integer({ min: 1, max: 100 }),
    restPercent: fc.nat(100),
  });
  const sharesOf = (trainPercent: number, restPercent: number) => {
    const validation = Math.round(((100 - trainPercent) * restPercent) / 100);
    return { train: trainPercent / 100, validation: validation / 100, test: (100 - trainPercent - validation) / 100 };
  };

  it("puts every row into one part, and sorts each part", () => {
    fc.assert(
      fc.property(problems, fc.boolean(), ({ strata, seed, trainPercent, restPercent }, stratified) => {
        const options = { rowCount: strata.length, shares: sharesOf(trainPercent, restPercent), seed };
        const parts = splitRows(stratified ? { ...options, strata } : options);
        const ascending = (rows: Int32Array) => rows.every((row, i) => i === 0 || row > (rows[i - 1] as number));
        expect([parts.train, parts.validation, parts.test].every(ascending)).toBe(true);
        const all = Int32Array.of(...parts.train, ...parts.validation, ...parts.test).sort();
        expect(Array.from(all)).toEqual(strata.map((_, row) => row));
      }),
    );
  });

  it("trains on every class", () => {
    fc.assert(
      fc.property(problems, ({ strata, seed, trainPercent, restPercent }) => {
        const parts = splitRows({ rowCount: strata.length, shares: sharesOf(trainPercent, restPercent), seed, strata });
        expect(new Set(Array.from(parts.train, (row) => strata[row]))).toEqual(new Set(strata));
      }),
    );
  });

  it("takes any whole numbers for classes, with or without gaps between them", () => {
    fc.assert(
      fc.property(problems, ({ strata, seed }) => {
        const wide = strata.map((stratum) => stratum * 1000 + 3);
        const options = { rowCount: strata.length, shares, seed };
        expect(splitRows({ ...options, strata: wide })).toEqual(splitRows({ ...options, strata }));
      }),
    );
  });

  it("is decided by the seed", () => {
    const options = { rowCount: 100, shares };
    expect(splitRows({ ...options, seed: 1 })).toEqual(splitRows({ ...options, seed: 1 }));
    expect(splitRows({ ...options, seed: 1 }).test).not.toEqual(splitRows({ ...options, seed: 2 }).test);
  });

  it("deals every row to test equally often (chi-square at 19 degrees of freedom below 43.8, p = 0.001)", () => {
    const strata = Array.from({ length: 20 }, (_, row) => row % 2);
    const counts = new Int32Array(20);
    const draws = 4000;
    for (let seed = 0; seed < draws; seed++) {
      for (const row of splitRows({ rowCount: 20, shares, seed, strata }).test)
        counts[row] = (counts[row] as number) + 1;
    }
    const expected = draws * 0.2;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(43.8);
  });

  it.each<[string, Partial<Parameters<typeof splitRows>[0]>, string]>([
    [
      "shares that do not add up",
      { shares: { train: 0.6, validation: 0.2, test: 0.1 } },
      "splitRows.shares expects shares that add up to 1 but receives a sum of 0.9",
    ],
    [
      "nothing to train on",
      { shares: { train: 0, validation: 0.5, test: 0.5 } },
      "splitRows.shares.train expects a number from 0.000001 to 1 but receives 0. (OCCAM_OPTION)",
    ],
    [
      "a negative share",
      { shares: { train: 1, validation: 0.5, test: -0.5 } },
      "splitRows.shares.test expects a number from 0 to 1 but receives -0.5. (OCCAM_OPTION)",
    ],
    [
      "no rows",
      { rowCount: 0 },
      "splitRows.rowCount expects a whole number of at least 1 but receives 0. (OCCAM_OPTION)",
    ],
    [
      "strata for other rows",
      { strata: [0, 1] },
      "splitRows.strata expects 3 values, one a row but receives 2. (OCCAM_SHAPE)",
    ],
    [
      "a class of none",
      { strata: [0, 1, -1] },
      "splitRows.strata expects class indices from 0 but receives -1 at row 2. (OCCAM_DATA)",
    ],
  ])("refuses %s", (_, change, message) => {
    expect(() => splitRows({ rowCount: 3, shares, seed: 0, ...change })).toThrow(message);
  });
});

describe("stratifyByQuantile", () => {
  it("numbers the halves of six values by rank", () => {
    expect(Array.from(stratifyByQuantile([10, -1, 5, Infinity, 0, 7], 2))).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it("ranks equal values by row", () => {
    expect(Array.from(stratifyByQuantile([3, 3, 3, 3], 2))).toEqual([0, 0, 1, 1]);
  });

  it("makes ten bins by default, and fewer than that for fewer than 20 rows", () => {
    expect(Math.max(...stratifyByQuantile(new Array<number>(20).fill(0)))).toBe(9);
    expect(Array.from(stratifyByQuantile([4, 3, 2, 1, 0]))).toEqual([1, 1, 0, 0, 0]);
    expect(Array.from(stratifyByQuantile([4]))).toEqual([0]);
    expect(stratifyByQuantile([])).toHaveLength(0);
  });

  it("bins differ by at most one row in size, and keep the order of the values", () => {
    const values = fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 15 }), (numbers, bins) => {
        const out = stratifyByQuantile(numbers, bins);
        const counts = new Map<number, number>();
        for (const bin of out) counts.set(bin, (counts.get(bin) ?? 0) + 1);
        expect(counts.size).toBe(Math.min(bins, Math.floor(numbers.length / 2)));
        expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
        const order = numbers.map((_, row) => row).sort((a, b) => (out[a] as number) - (out[b] as number) || a - b);
        const highest = (bin: number) =>
          Math.max(...order.filter((row) => out[row] === bin).map((row) => numbers[row] as number));
        const lowest = (bin: number) =>
          Math.min(...order.filter((row) => out[row] === bin).map((row) => numbers[row] as number));
        for (let bin = 1; bin < counts.size; bin++) expect(highest(bin - 1)).toBeLessThanOrEqual(lowest(bin));
      }),
    );
  });

  it("gives parts of a split the same quartiles within two bins' width", () => {
    const values = Array.from({ length: 442 }, (_, row) => (row * 149) % 442);
    const parts = splitRows({ rowCount: 442, shares, seed: 3, strata: stratifyByQuantile(values) });
    for (const rows of [parts.train, parts.validation, parts.test]) {
      const below = rows.filter((row) => (values[row] as number) < 221).length;
      expect(Math.abs(below / rows.length - 0.5)).toBeLessThan(0.06);
    }
  });

  it("refuses a NaN", () => {
    expect(() => stratifyByQuantile([1, Number.NaN])).toThrow(
      "stratifyByQuantile expects numbers but receives NaN at row 1: leave out rows without a target. (OCCAM_DATA)",
    );
  });
});
