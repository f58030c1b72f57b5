import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputColumn } from "../../data/columns.ts";
import { prepare } from "../stages/prepare.ts";
import type { RowObject } from "../table/from-rows.ts";
import { toTable } from "../table/to-table.ts";
import { understand } from "../table/understand.ts";
import { factsOf } from "./exported-network.ts";
import type { ModelFacts } from "./model-facts.ts";
import { seenValues } from "./seen-values.ts";
import { unseenValues } from "./unseen-values.ts";

/** Facts of a model that is trained on the rows at these positions. */
function learnt(rows: readonly RowObject[], positions = [...rows.keys()]): ModelFacts {
  const known = understand(toTable(rows), { target: "y" });
  const trainRows = Int32Array.from(positions);
  return factsOf(known, prepare(known, trainRows), trainRows);
}

const rows: readonly RowObject[] = Array.from({ length: 30 }, (_, row) => ({
  age: 10 + (row % 11),
  income: row % 5 === 0 ? null : 0.5 + row * 3,
  colour: ["red", "green", "blue"][row % 3],
  shape: row % 6 === 0 ? null : ["round", "square"][row % 2],
  day: `2021-0${1 + (row % 3)}-${10 + (row % 7)}`,
  y: row * 0.37,
}));
const facts = learnt(rows);
const plain: RowObject = { age: 15, income: 20, colour: "red", shape: "round", day: "2021-02-12" };
const unseenIn = (...changed: readonly RowObject[]) =>
  unseenValues(facts, toTable([plain, ...changed.map((each) => ({ ...plain, ...each }))]));

describe("values that a model never saw", () => {
  it("are none in the rows that it learnt from", () => {
    expect(unseenValues(facts, toTable(rows))).toEqual([]);
  });

  it("are numbers outside of the range 10 to 20 by more than 10", () => {
    expect(unseenIn({ age: 0 }, { age: 30 })).toEqual([]);
    expect(unseenIn({ age: 30.001 }, { age: -0.001 }, { age: 812 })).toEqual([
      { code: "farOutside", column: "age", rows: 3, example: "30.001" },
    ]);
  });

  it("are texts that no training row held, whatever stands around them", () => {
    expect(unseenIn({ colour: " red " }, { colour: "mauve" }, { colour: "mauve" })).toEqual([
      { code: "unseenText", column: "colour", rows: 2, example: "mauve" },
    ]);
  });

  it("are missing ones only where none was missing", () => {
    expect(unseenIn({ income: null, shape: null })).toEqual([]);
    expect(unseenIn({ age: null, colour: "" }, { age: "n/a" })).toEqual([
      { code: "newlyMissing", column: "age", rows: 2 },
      { code: "newlyMissing", column: "colour", rows: 1 },
    ]);
  });

  it("are dates by any of their parts, counted once, as the table writes them", () => {
    expect(unseenIn({ day: "2029-12-31" }, { day: "2021-12-12" }, { day: null })).toEqual([
      { code: "farOutside", column: "day", rows: 2, example: "2029-12-31" },
      { code: "newlyMissing", column: "day", rows: 1 },
    ]);
  });

  it("are the first of them in the order of rows, whichever part of a date it is by", () => {
    // The first is far outside by its month alone, not by its days.
    expect(unseenIn({ day: "2020-12-12" }, { day: "2029-02-12" })).toEqual([
      { code: "farOutside", column: "day", rows: 2, example: "2020-12-12" },
    ]);
  });

  it("are those of training rows alone", () => {
    const own = learnt(
      rows,
      [...rows.keys()].filter((row) => rows[row]?.colour !== "blue"),
    );
    expect(unseenValues(own, toTable(rows))).toContainEqual({
      code: "unseenText",
      column: "colour",
      rows: 10,
      example: "blue",
    });
  });

  it("are rare texts not, though the network takes them for others", () => {
    const once = rows.map((row, i) => (i === 7 ? { ...row, colour: "mauve" } : row));
    expect(unseenValues(learnt(once), toTable([{ ...plain, colour: "mauve" }]))).toEqual([]);
  });

  it("are not known to a model that does not say what it saw", () => {
    const silent = { ...facts, columns: facts.columns.map(({ seen: _, ...column }) => column) };
    expect(unseenValues(silent, toTable([{ ...plain, colour: "mauve", age: 812 }]))).toEqual([]);
  });

  it("are none among rows of any table that are all trained on", () => {
    const cell = fc.record({
      a: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 })),
      b: fc.option(fc.constantFrom("p", "q", "r", " q")),
    });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 20 }), (cells) => {
        const table = cells.map((row, i) => ({
          ...row,
          c: i % 2 === 0 ? "even" : "odd",
          z: [3, 1, 2][i % 3],
          y: i * 0.37,
        }));
        expect(unseenValues(learnt(table), toTable(table))).toEqual([]);
      }),
    );
  });
});

it("nothing is no text: a column with gaps says so, and lists the others", () => {
  const column: InputColumn = { name: "t", kind: "text", values: ["b", null, "a"] };
  expect(seenValues(column, Int32Array.of(0, 1, 2))).toEqual({ texts: ["a", "b"], hasMissing: true });
  expect(seenValues(column, Int32Array.of(0, 2))).toEqual({ texts: ["a", "b"], hasMissing: false });
});

it("a thousand texts are listed in order, one more are not", () => {
  const textsOf = (count: number): InputColumn => ({
    name: "t",
    kind: "text",
    values: Array.from({ length: count }, (_, i) => String(9_999 - i)),
  });
  const all = Int32Array.from({ length: 1_001 }, (_, row) => row);
  const listed = seenValues(textsOf(1_000), all.subarray(0, 1_000)).texts;
  expect([listed?.length, listed?.[0], listed?.at(-1)]).toEqual([1_000, "9000", "9999"]);
  expect(seenValues(textsOf(1_001), all)).toEqual({ hasMissing: false });
});
