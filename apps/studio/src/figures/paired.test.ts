import { describe, expect, it } from "vitest";
import { pairedDifference } from "./paired.ts";

describe("two things on the same samples", () => {
  it("a difference that all share is clear, however far the samples lie apart", () => {
    const level = [0.1, 0.5, 0.9];
    const above = level.map((value, i) => value + 0.05 + 0.001 * i);
    expect(pairedDifference(above, level)).toEqual({ difference: expect.closeTo(0.051, 9), isClear: true });
  });

  it("t is compared with the value for the number of pairs", () => {
    // A mean of 0.05 with the standard error 0.0087 is t = 5.8, where 4.3 is exceeded once in twenty.
    expect(pairedDifference([0.035, 0.05, 0.065], [0, 0, 0]).isClear).toBe(true);
    // With two pairs of the same t even 12.7 is exceeded so often.
    expect(pairedDifference([0.0413, 0.0587], [0, 0]).isClear).toBe(false);
    // Five pairs: 0.8, 1, 1.2, 1.4 and −0.4 give t = 2.5, below 2.776.
    expect(pairedDifference([0.8, 1, 1.2, 1.4, -0.4], [0, 0, 0, 0, 0]).isClear).toBe(false);
    expect(pairedDifference([0.8, 1, 1.2, 1.4, 0], [0, 0, 0, 0, 0]).isClear).toBe(true);
  });

  it("one pair, or none, is never clear", () => {
    expect(pairedDifference([1], [0]).isClear).toBe(false);
    expect(pairedDifference([], []).isClear).toBe(false);
  });
});
