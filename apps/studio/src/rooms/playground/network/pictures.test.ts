import { describe, expect, it } from "vitest";
import { resampled } from "../../../figures/bands.ts";
import type { DrawnUnit, Mark } from "./drawing.ts";
import { type Pictures, pictureOf, valuesOf } from "./pictures.ts";

const unit = (mark: Mark, column: number, index: number): DrawnUnit => ({
  ...{ mark, column, index },
  ...{ x: 0, y: 0, radius: 14, reach: 14 },
});
const pictures: Pictures = {
  hidden: [[Float32Array.of(0, 1, 2, -4)]],
  unitSide: 2,
  output: Float32Array.of(0, 0.5, 0.75, 1),
  side: 2,
  task: "classification",
};
/** A picture's four quarters, from the top left, between the classes. */
const quarters = (own: Pictures, one: DrawnUnit) => {
  const picture = pictureOf(own, one);
  return picture && Array.from(resampled(picture.plane, { width: 2, height: 2 }), picture.toClass);
};

describe("what units show", () => {
  it("x1 rises to the right, x2 to the top, a further input shows nothing", () => {
    expect(quarters(pictures, unit("input", 0, 0))).toEqual([-0.5, 0.5, -0.5, 0.5]);
    expect(quarters(pictures, unit("input", 0, 1))).toEqual([0.5, 0.5, -0.5, -0.5]);
    expect(quarters(pictures, unit("input", 0, 2))).toBeUndefined();
  });

  it("of a curve only the first input is shown", () => {
    const curve = { ...pictures, output: Float32Array.of(0, 1) };
    expect(quarters(curve, unit("input", 0, 0))).toEqual([-0.5, 0.5, -0.5, 0.5]);
    expect(quarters(curve, unit("input", 0, 1))).toBeUndefined();
  });

  it("a hidden unit shows what it gives by its own reach, the output probabilities, or values by theirs", () => {
    expect(quarters(pictures, unit("living", 1, 0))).toEqual([0, 0.25, 0.5, -1]);
    expect(quarters(pictures, unit("output", 2, 0))).toEqual([-1, 0, 0.5, 1]);
    const values = { ...pictures, task: "regression" as const, output: Float32Array.of(-2, 0, 1, 2) };
    expect(quarters(values, unit("output", 2, 0))).toEqual([-1, 0, 0.5, 1]);
  });

  it("what a unit gives is known unless it is left out, and not of what has no picture yet", () => {
    expect(valuesOf(pictures, unit("dead", 1, 0))).toBe(pictures.hidden[0]?.[0]);
    expect(valuesOf(pictures, unit("out", 1, 0))).toBeUndefined();
    expect(quarters({ ...pictures, hidden: [] }, unit("living", 1, 0))).toBeUndefined();
  });
});
