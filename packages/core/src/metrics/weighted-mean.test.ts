import { expect, it } from "vitest";
import { weightedMean } from "./weighted-mean.ts";

it("(1 * 10 + 3 * 2) / 4 is 4", () => {
  expect(weightedMean([10, 2], [1, 3])).toBe(4);
});

it("a value of weight 0 may be anything", () => {
  expect(weightedMean([Infinity, 2, Number.NaN], [0, 3, 0])).toBe(2);
});
