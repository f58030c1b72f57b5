import { expect, test } from "vitest";
import { strengthAxis } from "./strength-axis.ts";

test("a strength of 0 lies at the left edge of a logarithmic axis, one step before the smallest", () => {
  const axis = strengthAxis([0, 1e-4, 1e-3, 1e-2], "log");
  expect(axis.place(0)).toBe(axis.low);
  expect(axis.low).toBeCloseTo(1e-5, 12);
  expect(axis.place(1e-3)).toBe(1e-3);
  expect(axis.ticks.map(axis.tickLabel)).toEqual(["0", "0.0001", "0.001", "0.01"]);
});

test("many decades keep at most five labels besides 0", () => {
  const axis = strengthAxis([0, 1e-9, 1], "log");
  expect(axis.ticks.length).toBeLessThanOrEqual(6);
});

test("strengths between two decades are labelled themselves", () => {
  expect(strengthAxis([0, 0.002, 0.005], "log").ticks.slice(1)).toEqual([0.002, 0.005]);
});

test("drop rates run linearly from 0, with no tick beyond the last", () => {
  const axis = strengthAxis([0, 0.1, 0.5], "linear");
  expect(axis.ticks.map(axis.tickLabel)).toEqual(["0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
  expect([axis.low, axis.high]).toEqual([0, 0.5]);
});

test("without a positive strength there is still an axis", () => {
  const { scale, low, high } = strengthAxis([0], "log");
  expect([scale, low, high]).toEqual(["linear", 0, 0.1]);
});
