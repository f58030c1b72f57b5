import { expect, it } from "vitest";
import { toTable } from "../table/to-table.ts";
import type { ModelFacts } from "./model-facts.ts";
import { understoodBy } from "./understood-by.ts";

const facts: ModelFacts = {
  task: "classification",
  target: "side",
  classes: ["down", "up"],
  columns: [{ column: "x", input: "x", kind: "numeric" }],
};
const tableOf = (...sides: string[]) => toTable(sides.map((side, i) => ({ extra: i, x: i / 2, side })));

it("takes the model's columns, and each row's class by the model's index", () => {
  const { known, columns } = understoodBy(facts, tableOf("up", "down", "down"));
  expect([...known.target.values]).toEqual([1, 0, 0]);
  expect(known.inputs.map(({ name }) => name)).toEqual(["x"]);
  expect([...columns.keys()]).toEqual(["x"]);
});

it("groups and orders rows as the model's fit was told, or as is said now", () => {
  const table = toTable(["up", "down", "up"].map((side, i) => ({ who: "abb"[i], day: i, x: i / 2, side })));
  const told = { ...facts, asked: { columns: {}, missing: [], group: "who" } };
  expect(understoodBy(told, table).known.groups).toEqual({ groupOf: Int32Array.of(0, 1, 1), column: "who" });
  const { groups, time } = understoodBy(told, table, { time: "day" }).known;
  expect([groups, time]).toEqual([undefined, Float64Array.of(0, 1, 2)]);
});

it("refuses a table with a class more, one fewer, or another, with both lists", () => {
  for (const sides of [
    ["up", "down", "left"],
    ["up", "down", "a, b"],
    ["left", "down"],
  ]) {
    const shown = sides.toSorted().map((side) => JSON.stringify(side));
    expect(() => understoodBy(facts, tableOf(...sides))).toThrow(
      `the target "side" holds ${sides.length} classes (${shown.join(", ")}), but the model knows 2 classes ("down", "up"): fit the table again. (OCCAM_TABLE)`,
    );
  }
  expect(() => understoodBy({ ...facts, classes: ["down", "left", "up"] }, tableOf("up", "down"))).toThrow(
    "OCCAM_TABLE",
  );
  expect(() => understoodBy({ ...facts, classes: ["down\nup"] }, tableOf("up", "down"))).toThrow("OCCAM_TABLE");
});

it("names eight of many classes", () => {
  const sides = Array.from({ length: 10 }, (_, i) => `c${i}`);
  expect(() => understoodBy(facts, tableOf(...sides))).toThrow(
    '10 classes ("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", ...)',
  );
});
