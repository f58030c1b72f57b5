import { expect, it } from "vitest";
import { clipped } from "./clipped.ts";

it("a text of more signs than there is room for ends in an ellipsis, which counts", () => {
  expect(clipped("systolic pressure", 9)).toBe("systolic…");
  expect(clipped("systolic", 8)).toBe("systolic");
  expect(clipped("", 8)).toBe("");
});

it("signs of two code units stay whole", () => {
  expect(clipped("🌡🌡🌡🌡", 3)).toBe("🌡🌡…");
  expect(clipped("🌡🌡🌡", 3)).toBe("🌡🌡🌡");
});
