import { expect, it } from "vitest";
import { tileScale } from "./tile-scale.ts";

it("probabilities are classes; values are parts of what the upper quarter of the tiles reach", () => {
  expect(tileScale([], "classification")(0.75)).toBe(0.5);
  const tiles = [
    [1, -2],
    [0.5, 3],
    [0, 0.1],
    [-4, 1],
    [1000, 0],
  ].map((values) => Float32Array.from(values));
  expect(tileScale(tiles, "regression")(2)).toBe(0.5);
  expect(tileScale([new Float32Array(2)], "regression")(3)).toBe(0);
});
