import { describe, expect, it } from "vitest";
import { ABS, HALF_SQUARE, proximalStep, subgradientStep, type Tug, walk } from "./pulls.ts";

describe("two pulls", () => {
  it.each([ABS, HALF_SQUARE])(
    "the slope is the derivative of the value, away from the kink (%#)",
    ({ value, slope }) => {
      for (const w of [-1.3, -0.25, 0.25, 0.9]) {
        expect(slope(w)).toBeCloseTo((value(w + 1e-5) - value(w - 1e-5)) / 2e-5, 6);
      }
    },
  );

  it("at 0.25 L1 pulls four times as hard as L2, at 1 both alike", () => {
    expect(ABS.slope(0.25) / HALF_SQUARE.slope(0.25)).toBe(4);
    expect(ABS.slope(1)).toBe(HALF_SQUARE.slope(1));
  });

  it("from 1 by steps of 1/16, L1 is at exactly 0 from step 16, L2 keeps (15/16)^n", () => {
    const l1 = walk(1, 40, (w) => ABS.step(w, 1 / 16));
    const l2 = walk(1, 40, (w) => HALF_SQUARE.step(w, 1 / 16));
    expect(l1).toHaveLength(41);
    expect(l1.indexOf(0)).toBe(16);
    expect(l1.slice(16)).toEqual(Array(25).fill(0));
    expect(l2[40]).toBeCloseTo((15 / 16) ** 40, 12);
  });

  const tugs: readonly Tug[] = [0.02, 0.1, 0.3].map((rate) => ({ target: 0.5, alpha: 0.8, rate }));

  it.each(tugs)(
    "the proximal step reaches 0 and stays, the subgradient's crosses it without end: rate $rate",
    (tug) => {
      const proximal = walk(0.6, 400, (w) => proximalStep(tug, w));
      const subgradient = walk(0.6, 400, (w) => subgradientStep(tug, w));
      expect(proximal.slice(-200)).toEqual(Array(200).fill(0));
      const late = subgradient.slice(-200);
      expect(late).not.toContain(0);
      expect(Math.min(...late)).toBeLessThan(0);
      expect(Math.max(...late)).toBeGreaterThan(0);
      // It never gets further from 0 than one step of both pulls together.
      expect(Math.max(...late.map(Math.abs))).toBeLessThan(tug.rate * (tug.alpha + tug.target) + 1e-9);
    },
  );

  it("where the data pull harder than alpha, both rest at target - alpha", () => {
    const tug = { target: 1, alpha: 0.4, rate: 0.1 };
    expect(walk(0.2, 400, (w) => proximalStep(tug, w)).at(-1)).toBeCloseTo(0.6, 9);
    expect(walk(0.2, 400, (w) => subgradientStep(tug, w)).at(-1)).toBeCloseTo(0.6, 9);
  });
});
