import { describe, expect, it } from "vitest";
import { sampleOf } from "../../../engine/sample.ts";
import { checkState, FIRST_STATE } from "../../../engine/state.ts";
import { countsOf, toggled, withCounts, withData, withSet, withStrength, withTable } from "./edits.ts";

describe("the numbers of examples", () => {
  it.each([
    [60, 400],
    [2, 1000],
    [1000, 1000],
    [333, 20],
    [1, 1999],
  ])("%d to train on and %d to validate are what a sample of the state holds", (train, validation) => {
    const state = withCounts(FIRST_STATE, train, validation);
    expect(checkState(state)).toEqual({ state });
    expect(countsOf(state.data)).toEqual({ train, validation });
    const sample = sampleOf(state.data);
    expect([sample.train.y.data.length, sample.validation.y.data.length]).toEqual([train, validation]);
  });

  it("of drawn points the share counts", () => {
    const points = Array.from({ length: 10 }, (_, i) => [i / 10, 0, i % 2 ? 1 : 0] as [number, number, 0 | 1]);
    const data = { ...FIRST_STATE.data, set: "own" as const, points, share: 0.3 };
    expect(countsOf(data)).toEqual({ train: 3, validation: 7 });
    expect(sampleOf(data).train.y.data).toHaveLength(3);
  });
});

it("another problem keeps the numbers of examples, unless they were of points or rows of one's own", () => {
  const many = withCounts(FIRST_STATE, 100, 200);
  expect(countsOf(withSet(many, { name: "xor", noise: 0.1 }).data)).toEqual({ train: 100, validation: 200 });
  const table = withData(many, { set: "table", size: 2000, share: 0.7 });
  expect(withSet(table, { name: "xor", noise: 0.1 }).data).toMatchObject({
    ...FIRST_STATE.data,
    set: "xor",
    noise: 0.1,
  });
});

it("a table has no points and no useless inputs; another table is divided as the last one was", () => {
  const table = withTable(withData(FIRST_STATE, { useless: 3 }));
  expect(checkState(table)).toEqual({ state: table });
  expect(table.data).toMatchObject({ set: "table", size: 2000, share: 0.7, useless: 0, points: [] });
  expect(withTable(withData(table, { share: 0.2 })).data.share).toBe(0.2);
});

describe("a panel's regularizers", () => {
  it("are turned on at the strength to begin with, in one order, and out again", () => {
    const both = toggled(toggled(FIRST_STATE, 3, "l2"), 3, "l1");
    expect(Object.entries(both.panels[3] ?? {})).toEqual([
      ["l1", 0.0063],
      ["l2", 0.01],
      ["dropout", 0.1],
    ]);
    expect(toggled(toggled(both, 3, "l1"), 3, "l2")).toEqual(FIRST_STATE);
  });

  it("stay in their place at 0, and the other panels as they are", () => {
    const zero = withStrength(FIRST_STATE, 1, "l1", 0);
    expect(zero.panels).toEqual([{}, { l1: 0 }, { l2: 0.01 }, { dropout: 0.1 }]);
    expect(checkState(zero)).toEqual({ state: zero });
    expect("refusal" in checkState(withStrength(FIRST_STATE, 1, "l1", 1e-9))).toBe(true);
  });
});
