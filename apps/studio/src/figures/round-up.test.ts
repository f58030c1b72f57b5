import { expect, it } from "vitest";
import { roundUp } from "./round-up.ts";

it.each([
  [0, 1],
  [0.07, 0.1],
  [0.3, 0.3],
  [0.1 + 0.2, 0.3],
  [4.1, 10],
  [10, 10],
  [1234, 2000],
])("%f is rounded up to %f", (value, rounded) => {
  expect(roundUp(value, [1, 2, 3, 4, 10])).toBe(rounded);
});
