import { describe, expect, it } from "vitest";
import { ticksWithin } from "./ticks.ts";

describe("ticks", () => {
  it("are the most round numbers that there is room for", () => {
    expect(ticksWithin(0, 0.6, 4)).toEqual({ values: [0, 0.2, 0.4, 0.6], digits: 1 });
    expect(ticksWithin(0, 1, 4)).toEqual({ values: [0, 0.5, 1], digits: 1 });
    expect(ticksWithin(0, 3, 4)).toEqual({ values: [0, 1, 2, 3], digits: 0 });
    expect(ticksWithin(0, 40, 4)).toEqual({ values: [0, 20, 40], digits: 0 });
    expect(ticksWithin(0, 0.0015, 4)).toEqual({ values: [0, 0.0005, 0.001, 0.0015], digits: 4 });
  });

  it("lie within the range on both sides of 0", () => {
    expect(ticksWithin(-1.4, 1.2, 3)).toEqual({ values: [-1, 0, 1], digits: 0 });
    expect(ticksWithin(-0.3, 0.9, 3)).toEqual({ values: [0, 0.5], digits: 1 });
  });
});
