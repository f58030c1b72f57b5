import { describe, expect, it } from "vitest";
import { readingAt } from "./reading.ts";

const names = { axes: ["x₁", "x₂"], classes: ["class A", "class B"] } as const;
const plane = Float32Array.from([0, 0.2, 0.4, 0.6]);

describe("a reading", () => {
  it("says the place and the probability between the grid's middles", () => {
    const sample = { task: "classification", shownCount: 2, reach: 2 } as const;
    const { value, text } = readingAt({ plane, side: 2, truth: plane, sample, names }, [0.5, -1]);
    expect(value).toBeCloseTo(0.55, 6);
    expect(text).toBe("x₁ 0.50, x₂ −1.00: 0.55 for class A");
  });

  it("of values names no class, and of one input says what is true", () => {
    const sample = { task: "regression", shownCount: 2, reach: 2 } as const;
    const figure = { plane, side: 2, truth: undefined, sample, names };
    expect(readingAt(figure, [0, 0]).text).toBe("x₁ 0.00, x₂ 0.00: 0.30");
    const truth = Float32Array.from([0, 0, 1, 1]);
    const curve = {
      ...figure,
      names: { ...names, axes: ["x", "y"] as const },
      side: 4,
      truth,
      sample: { ...sample, shownCount: 1 as const },
    };
    expect(readingAt(curve, [0, 1.7]).text).toBe("x 0.00: 0.30, true 0.50");
    expect(readingAt({ ...curve, truth: undefined }, [0.5, 0]).text).toBe("x 0.50: 0.40");
  });
});
