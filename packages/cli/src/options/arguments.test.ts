import { expect, it } from "vitest";
import { duration, numberList, wholeNumber } from "./arguments.ts";

it.each([
  ["90s", 90],
  ["5m", 300],
  ["1.5h", 5400],
  ["250ms", 0.25],
])("the time %s is %d seconds", (text, seconds) => {
  expect(duration(text)).toBeCloseTo(seconds, 12);
});

it.each(["5x", "", "m", "5", "-5m", "0s", "5 m", "1e3s", "NaNs"])("%j is no time", (text) => {
  expect(() => duration(text)).toThrow("expected a time above 0");
});

it("a list of numbers has commas between them, and nothing else", () => {
  expect(numberList("0.001, 0.01,1e-1")).toEqual([0.001, 0.01, 0.1]);
  for (const text of ["", "1,,2", "1;2", "1,x", "1,Infinity"])
    expect(() => numberList(text)).toThrow("expected numbers");
});

it("a whole number is at least the lowest allowed", () => {
  expect(wholeNumber(2)("7")).toBe(7);
  for (const text of ["1", "2.5", "", "x"])
    expect(() => wholeNumber(2)(text)).toThrow("expected a whole number from 2");
});
