import { describe, expect, it } from "vitest";
import { type Bowl, valley, withinCircle, withinDiamond } from "../parts/bowl.ts";
import {
  type Hollows,
  hollowLoss,
  lastAlphaOfL1,
  leapOf,
  lowestInHollows,
  lowestWithin,
  radiusWithL1,
  radiusWithL2,
} from "./radii.ts";

const BOWL: Bowl = { curvature: valley(1.22, 0.58, 54), lowest: [0.5, 1.4] };
const HOLLOWS: Hollows = { near: 0.35, ridge: 0.75, far: 1.3, steepness: 6 };

describe("radius and alpha", () => {
  it.each([0.1, 0.4, 0.7, 0.9])("the budget of alpha's radius has alpha again: %d", (alpha) => {
    expect(withinDiamond(BOWL, radiusWithL1(BOWL, alpha)).alpha).toBeCloseTo(alpha, 9);
    expect(withinCircle(BOWL, radiusWithL2(BOWL, alpha)).alpha).toBeCloseTo(alpha, 9);
  });

  it("L1's radius is 0 from the hardest pull at 0 on and not before; L2's never is", () => {
    const last = lastAlphaOfL1(BOWL);
    expect(radiusWithL1(BOWL, last)).toBe(0);
    expect(radiusWithL1(BOWL, last - 1e-6)).toBeGreaterThan(0);
    expect(radiusWithL2(BOWL, 1000 * last)).toBeGreaterThan(0);
  });

  it("at alpha 0 both are the size of what the data want", () => {
    expect(radiusWithL1(BOWL, 0)).toBeCloseTo(1.9, 12);
    expect(radiusWithL2(BOWL, 0)).toBeCloseTo(Math.hypot(0.5, 1.4), 12);
  });
});

describe("two hollows", () => {
  it("the slope is 0 in both and on the ridge, and the loss 0 at 0", () => {
    for (const w of [HOLLOWS.near, HOLLOWS.ridge, HOLLOWS.far]) {
      expect((hollowLoss(HOLLOWS, w + 1e-5) - hollowLoss(HOLLOWS, w - 1e-5)) / 2e-5).toBeCloseTo(0, 6);
    }
    expect(hollowLoss(HOLLOWS, 0)).toBe(0);
  });

  it("the lowest point leaps: no alpha leaves it between the two ends of the leap", () => {
    const { alpha, from, to } = leapOf(HOLLOWS);
    expect(from - to).toBeGreaterThan(0.5);
    for (let i = 0; i <= 400; i++) {
      const w = lowestInHollows(HOLLOWS, (3 * alpha * i) / 400);
      expect(w >= from - 1e-3 || w <= to + 1e-3).toBe(true);
    }
    // At the leap both ends cost the same.
    const cost = (w: number) => hollowLoss(HOLLOWS, w) + (alpha / 2) * w * w;
    expect(cost(from)).toBeCloseTo(cost(to), 6);
  });

  it("the lowest point is where the slope of loss and penalty is 0", () => {
    const { near, ridge, far, steepness } = HOLLOWS;
    for (const alpha of [0, 0.03, 0.2, 1]) {
      const w = lowestInHollows(HOLLOWS, alpha);
      expect(steepness * (w - near) * (w - ridge) * (w - far) + alpha * w).toBeCloseTo(0, 5);
    }
  });

  it("a budget inside the leap is used up to its edge all the same", () => {
    const { from, to } = leapOf(HOLLOWS);
    const s = from - 0.05;
    expect(s).toBeGreaterThan(to);
    expect(lowestWithin(HOLLOWS, s)).toBeCloseTo(s, 3);
  });
});
