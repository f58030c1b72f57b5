import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fold } from "../../data/fold.ts";
import { dealFolds, type FoldOptions } from "./deal-folds.ts";
import { joinedRows, splitTable } from "./split-table.ts";
import type { Column, Table } from "./table.ts";
import { understand } from "./understand.ts";

const PARTS = ["train", "validation", "test"] as const;

/** A table of `targets`, a number column, and the user's own parts. */
function tableOf(targets: readonly (string | number | null)[], parts: readonly (string | null)[] = []): Table {
  const isText = targets.some((target) => typeof target === "string");
  const columns: Column[] = [
    { name: "x", kind: "numeric", values: Float64Array.from(targets.keys()) },
    { name: "part", kind: "text", values: parts },
    isText
      ? { name: "y", kind: "text", values: targets.map((target) => (target === null ? null : String(target))) }
      : { name: "y", kind: "numeric", values: Float64Array.from(targets, (target) => Number(target ?? Number.NaN)) },
  ];
  return { rowCount: targets.length, columns };
}

function split(table: Table, { seed = 0, splitColumn }: { seed?: number; splitColumn?: string } = {}) {
  const known = understand(table, { target: "y", ...(splitColumn !== undefined && { splitColumn }) });
  return splitTable(table, known, seed, splitColumn);
}

const repeat = <T>(count: number, ...items: readonly T[]): T[] => Array.from({ length: count }, () => items).flat();
const refusal = (sentence: string) =>
  expect.objectContaining({ code: "OCCAM_TABLE", message: `${sentence} (OCCAM_TABLE)` });

describe("a split by chance", () => {
  it("gives 60, 20 and 20 of 100 rows, each with the target's proportions", () => {
    const targets = repeat(20, "a", "a", "a", "a", "b");
    const parts = split(tableOf(targets));
    expect(PARTS.map((part) => parts[part].length)).toEqual([60, 20, 20]);
    expect(PARTS.map((part) => parts[part].filter((row) => targets[row] === "b").length)).toEqual([12, 4, 4]);
  });

  it("gives numbers from low to high to every part", () => {
    const targets = Array.from({ length: 100 }, (_, row) => row + 0.5);
    const parts = split(tableOf(targets));
    for (const part of PARTS) {
      const low = parts[part].filter((row) => (targets[row] as number) < 50).length;
      expect(low / parts[part].length).toBeCloseTo(0.5, 9);
    }
  });

  it("deals every row that has a target to one part, by its position in the table, and no other row", () => {
    const targets = fc.array(fc.option(fc.constantFrom("a", "b", "c"), { nil: null }), {
      minLength: 30,
      maxLength: 60,
    });
    fc.assert(
      fc.property(targets, fc.nat(), (cells, seed) => {
        const present = [...cells.keys()].filter((row) => cells[row] !== null);
        fc.pre(present.length >= 10 && new Set(present.map((row) => cells[row])).size > 1);
        const { train, validation, test } = split(tableOf(cells), { seed });
        expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(present);
      }),
    );
  });

  it("is decided by the seed", () => {
    const table = tableOf(repeat(20, "a", "b"));
    expect(split(table, { seed: 3 })).toEqual(split(table, { seed: 3 }));
    expect(split(table, { seed: 3 }).test).not.toEqual(split(table, { seed: 4 }).test);
  });

  it("trains on the only row of a class", () => {
    const table = tableOf([...repeat(15, "a", "b"), "rare"]);
    for (let seed = 0; seed < 10; seed++) expect([...split(table, { seed }).train]).toContain(30);
  });

  it("needs ten rows with a target", () => {
    expect(() => split(tableOf([...repeat(4, "a", "b"), "a", null, null]))).toThrow(
      refusal("there are 9 rows with a target: at least 10 are needed to train, choose and test."),
    );
    expect(split(tableOf(repeat(5, "a", "b"))).train).toHaveLength(6);
  });
});

describe("the user's own split", () => {
  it("is taken as it is, whatever the seed", () => {
    const parts = ["train", "test", "validation", ...repeat(4, "train", "train", "test"), "validation"];
    const table = tableOf(repeat(8, "a", "b"), parts);
    for (const seed of [0, 1]) {
      const found = split(table, { seed, splitColumn: "part" });
      for (const part of PARTS) {
        expect(Array.from(found[part])).toEqual([...parts.keys()].filter((row) => parts[row] === part));
      }
    }
  });

  it("may name train and test rows only", () => {
    const found = split(tableOf(repeat(3, "a", "b", "b", "a"), repeat(6, "train", "test")), { splitColumn: "part" });
    expect(found.validation).toHaveLength(0);
    expect(Array.from(found.test)).toEqual([1, 3, 5, 7, 9, 11]);
  });

  it.each([
    ["Train", "VALID", "Test "],
    ["training", "dev", "holdout"],
    ["trn", "val", "hold-out"],
  ])("is understood as %s, %s and %s", (...words) => {
    const found = split(tableOf(repeat(6, "a", "b"), repeat(4, ...words)), { splitColumn: "part" });
    expect(PARTS.map((part) => found[part][0])).toEqual([0, 1, 2]);
  });

  it("may say anything in rows without a target", () => {
    const parts = ["nonsense", null, "train", "train", ...repeat(5, "train", "validation", "test")];
    const found = split(tableOf([null, null, ...repeat(8, "a", "b"), "a"], parts), { splitColumn: "part" });
    expect(Math.min(...found.train)).toBe(2);
  });

  it("may train a regression on rows of one value", () => {
    const parts = [...repeat(6, "train"), ...repeat(3, "validation", "test")];
    const found = split(tableOf([...repeat(6, 0.5), ...repeat(3, 1.5, 2.5)], parts), { splitColumn: "part" });
    expect(Array.from(found.train)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  const whole = repeat(4, "train", "validation", "test");
  it.each<[string, readonly (string | null)[], readonly string[], string]>([
    [
      "holds another word",
      [...whole, "later"],
      repeat(7, "a", "b"),
      'the split column "part" holds "later" in row 13: expected train, validation or test.',
    ],
    [
      "holds nothing somewhere",
      ["train", null, ...whole],
      repeat(7, "a", "b"),
      'the split column "part" holds "" in row 2: expected train, validation or test.',
    ],
    [
      "lacks a part",
      repeat(6, "train", "validation"),
      repeat(3, "a", "a", "b", "b"),
      'no row is left for the test part: the column "part" needs rows marked train and test.',
    ],
    [
      "trains on one class",
      [...repeat(6, "train"), ...repeat(3, "validation", "test")],
      [...repeat(6, "a"), ...repeat(3, "a", "b")],
      "the training rows hold one class only: a split must leave at least two classes to train on.",
    ],
  ])("that %s is refused", (_, parts, targets, sentence) => {
    expect(() => split(tableOf(targets.slice(0, parts.length), parts), { splitColumn: "part" })).toThrow(
      refusal(sentence),
    );
  });

  it("that is a column of numbers, or no column, is refused", () => {
    const table = tableOf(repeat(6, "a", "b"), whole);
    expect(() => split(table, { splitColumn: "x" })).toThrow(
      refusal('the split column "x" holds no text in row 1: expected train, validation or test.'),
    );
    expect(() => split(table, { splitColumn: "parts" })).toThrow(
      refusal('the table has no column "parts" for the split: its columns are x, part, y.'),
    );
  });
});

it("rows of two parts are joined in the order of numbers", () => {
  expect(Array.from(joinedRows(Int32Array.of(2, 10, 100), Int32Array.of(1, 9, 30)))).toEqual([1, 2, 9, 10, 30, 100]);
});

describe("folds", () => {
  const deal = (
    targets: readonly (string | number | null)[],
    options: Partial<FoldOptions> = {},
    isTest: (row: number) => boolean = () => false,
  ) => {
    const known = understand(tableOf(targets), { target: "y" });
    const rows = known.rows.filter((row) => !isTest(row));
    return { rows, ...dealFolds(known, rows, { repeats: 1, seed: 0, ...options }) };
  };
  const sorted = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);
  const sizes = (folds: readonly Fold[]) => folds.map(({ validation }) => validation.length);

  it("of 12 rows of one class and 6 of another are five of 3 or 4, each with at least one of the rarer", () => {
    const targets = repeat(6, "a", "a", "b", "a", null);
    const { count, folds } = deal(targets, {}, (row) => row >= 20 && targets[row] !== "b");
    expect(count).toBe(5);
    expect(sizes(folds).reduce((sum, size) => sum + size, 0)).toBe(18);
    const rare = folds.map(({ validation }) => validation.filter((row) => targets[row] === "b").length);
    expect(sorted(rare)).toEqual([1, 1, 1, 1, 2]);
    expect(sorted(sizes(folds))).toEqual([3, 3, 4, 4, 4]);
  });

  it("validate each row that is not test once a repeat, and train on the others", () => {
    const targets = fc.array(fc.option(fc.constantFrom("a", "b"), { nil: null }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(targets, fc.integer({ min: 1, max: 3 }), fc.nat(), (cells, repeats, seed) => {
        const isTest = (row: number) => row % 5 === 2;
        const own = cells.filter((cell, row) => cell !== null && !isTest(row));
        fc.pre(new Set(own).size === 2);
        const { rows, count, folds } = deal(cells, { repeats, seed }, isTest);
        expect(folds).toHaveLength(count * repeats);
        for (let first = 0; first < folds.length; first += count) {
          const part = folds.slice(first, first + count);
          expect(sorted(part.flatMap(({ validation }) => [...validation]))).toEqual([...rows]);
          for (const { train, validation } of part) expect(sorted([...train, ...validation])).toEqual([...rows]);
        }
      }),
    );
  });

  it("keep the proportions of the classes: counts in two folds differ by at most one", () => {
    const targets = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(targets, fc.nat(), (cells, seed) => {
        const counts = [...new Set(cells)].map((name) => cells.filter((cell) => cell === name).length);
        fc.pre(counts.length > 1 && Math.min(...counts) > 1);
        const { folds } = deal(cells, { seed });
        for (const name of new Set(cells)) {
          const own = folds.map(({ validation }) => validation.filter((row) => cells[row] === name).length);
          expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("are decided by the seed, and each repeat deals anew", () => {
    const targets = repeat(15, "a", "b");
    const deals = (seed: number) => deal(targets, { seed, repeats: 2 }).folds;
    expect(deals(3)).toEqual(deals(3));
    expect(deals(3)).not.toEqual(deals(4));
    expect(deals(3).slice(0, 5)).not.toEqual(deals(3).slice(5));
  });

  it.each<[string, readonly (string | number)[], Partial<FoldOptions>, number]>([
    ["five", repeat(15, "a", "b"), {}, 5],
    ["as many as are usual", repeat(15, "a", "b"), { usual: 10 }, 10],
    ["as many as the rarest class has rows", [...repeat(9, "a", "b"), ...repeat(3, "c")], {}, 3],
    ["two where a class has one row", [...repeat(9, "a", "b"), "c"], {}, 2],
    ["two where they are asked for, whatever the classes", [...repeat(9, "a", "b"), "c"], { folds: 2 }, 2],
    ["as many as are asked for", repeat(15, "a", "b"), { folds: 15 }, 15],
    ["five of numbers, whose values may all differ", Array.from({ length: 12 }, (_, row) => row + 0.5), {}, 5],
  ])("are %s", (_, targets, options, count) => {
    const dealt = deal(targets, options);
    expect(dealt.count).toBe(count);
    expect(dealt.folds).toHaveLength(count);
    expect(Math.max(...sizes(dealt.folds)) - Math.min(...sizes(dealt.folds))).toBeLessThanOrEqual(1);
  });

  it("are as many as the rarest class has rows that are not test; a class of test rows alone counts for nothing", () => {
    const targets = [...repeat(9, "a", "b"), "c", "c", "c", "c"];
    expect(deal(targets, {}, (row) => row === 18).count).toBe(3);
    expect(deal(targets, {}, (row) => row >= 18).count).toBe(5);
  });

  it.each<[string, readonly (string | number)[], number, string]>([
    [
      "rows",
      Array.from({ length: 12 }, (_, row) => row + 0.5),
      13,
      "13 folds are more than the 12 rows that are not test: use fewer.",
    ],
    [
      "rows of a class",
      [...repeat(9, "a", "b"), ...repeat(3, "c")],
      4,
      '4 folds are more than the 3 rows of the class "c" that are not test: use 3 folds or fewer, or leave that class out.',
    ],
    [
      "the only row of a class",
      [...repeat(9, "a", "b"), "c"],
      3,
      '3 folds are more than the 1 rows of the class "c" that are not test: use 2 folds or fewer, or leave that class out.',
    ],
  ])("more than %s are refused", (_, targets, folds, sentence) => {
    expect(() => deal(targets, { folds })).toThrow(refusal(sentence));
  });
});
