import { describe, expect, it } from "vitest";
import { decimal, short, strength, weight } from "./numbers.ts";
import { clamp, linear, pathOf, spaced } from "./plane.ts";

describe("places", () => {
  it("a scale takes its ends to the ends, also turned, and back", () => {
    const scale = linear([-1, 3], [200, 0]);
    expect([-1, 0, 3].map(scale.at)).toEqual([200, 150, 0]);
    expect([200, 150, 0].map(scale.value)).toEqual([-1, 0, 3]);
  });

  it("a path joins points at tenths of a pixel", () => {
    expect(
      pathOf([
        [0, 1.26],
        [2, 3],
      ]),
    ).toBe("M0 1.3L2 3");
    expect(spaced(0, 1, 4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([-2, 0.5, 2].map((x) => clamp(x, -1, 1))).toEqual([-1, 0.5, 1]);
  });
});

describe("numbers", () => {
  it("have a true minus, and none before a zero", () => {
    expect([-0.254, -0.001, 0, 1].map((x) => decimal(x))).toEqual(["−0.25", "0.00", "0.00", "1.00"]);
    expect([-1.5, 2, 0.25, -0, 10].map(short)).toEqual(["−1.5", "2", "0.25", "0", "10"]);
  });

  it("a strength has two digits", () => {
    expect([0, 0.0063, 0.01, 0.25, 1, 1.58, 12].map(strength)).toEqual([
      "0",
      "0.0063",
      "0.010",
      "0.25",
      "1.0",
      "1.6",
      "12",
    ]);
  });

  it("only a weight that is 0 is called 0 exactly", () => {
    expect([0, 1e-9, -0.3].map(weight)).toEqual(["0 exactly", "0.00", "−0.30"]);
  });
});
