import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column, Table } from "../table/table.ts";
import { splitTable } from "./split-table.ts";
import { understand } from "./understanding.ts";

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
  return { file: "some.csv", sha256: "", rowCount: targets.length, columns };
}

function split(table: Table, { seed = 0, splitColumn }: { seed?: number; splitColumn?: string } = {}) {
  const known = understand(table, { target: "y", ...(splitColumn !== undefined && { splitColumn }) });
  return splitTable(table, known, seed, splitColumn);
}

const repeat = <T>(count: number, ...items: readonly T[]): T[] => Array.from({ length: count }, () => items).flat();

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
      "some.csv has 9 rows with a target: at least 10 are needed to train, choose and test.",
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

  it("may say anything in rows without a target", () => {
    const parts = ["nonsense", null, "train", "train", ...repeat(5, "train", "validation", "test")];
    const found = split(tableOf([null, null, ...repeat(8, "a", "b"), "a"], parts), { splitColumn: "part" });
    expect(Math.min(...found.train)).toBe(2);
  });

  const whole = repeat(4, "train", "validation", "test");
  it.each<[string, readonly (string | null)[], readonly string[], string]>([
    [
      "holds another word",
      [...whole, "holdout"],
      repeat(7, "a", "b"),
      'some.csv: the split column "part" holds "holdout" in row 13: expected train, validation or test.',
    ],
    [
      "holds nothing somewhere",
      ["train", null, ...whole],
      repeat(7, "a", "b"),
      'some.csv: the split column "part" holds "" in row 2: expected train, validation or test.',
    ],
    [
      "has another case",
      ["Train", ...whole],
      repeat(7, "a", "b"),
      'some.csv: the split column "part" holds "Train" in row 1: expected train, validation or test.',
    ],
    [
      "lacks a part",
      repeat(6, "train", "test"),
      repeat(6, "a", "b"),
      'some.csv: no row is left for the validation part: the column "part" needs rows marked train, validation and test.',
    ],
    [
      "trains on one class",
      [...repeat(6, "train"), ...repeat(3, "validation", "test")],
      [...repeat(6, "a"), ...repeat(3, "a", "b")],
      "some.csv: the training rows hold one class only: the --split-column must leave at least two classes to train on.",
    ],
  ])("that %s is refused", (_, parts, targets, message) => {
    expect(() => split(tableOf(targets.slice(0, parts.length), parts), { splitColumn: "part" })).toThrow(message);
  });

  it("that is a column of numbers, or no column, is refused", () => {
    const table = tableOf(repeat(6, "a", "b"), whole);
    expect(() => split(table, { splitColumn: "x" })).toThrow(
      'some.csv: the split column "x" holds no text in row 1: expected train, validation or test.',
    );
    expect(() => split(table, { splitColumn: "parts" })).toThrow('some.csv has no column "parts" for --split-column');
  });
});
