import { expect, it } from "vitest";
import { capital, counted, listed } from "./count-words.ts";

it("counts are words up to twenty, and things have their plural", () => {
  expect([0, 1, 2, 20, 21].map((count) => counted(count, "unit"))).toEqual([
    "no units",
    "one unit",
    "two units",
    "twenty units",
    "21 units",
  ]);
  expect(counted(2, "loss", "losses")).toBe("two losses");
  expect(capital(counted(2, "weight"))).toBe("Two weights");
});

it("a list has commas and one and", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listed)).toEqual(["", "a", "a and b", "a, b and c"]);
});
