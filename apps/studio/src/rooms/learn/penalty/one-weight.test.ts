import { describe, expect, it } from "vitest";
import { type Data, dataLoss, forcesOn, springStep, WITH_L1, WITH_L2 } from "./one-weight.ts";

const DATA: readonly Data[] = [
  { target: 1.2, curvature: 1 },
  { target: -0.4, curvature: 2.5 },
];

describe("one weight with a penalty", () => {
  it.each(DATA)("its lowest point is the lowest of a fine grid (%o)", (data) => {
    for (const alpha of [0, 0.3, 0.9, 2]) {
      for (const { penalty, lowest } of [WITH_L1, WITH_L2]) {
        const cost = (w: number) => dataLoss(data, w) + alpha * penalty(w);
        let best = -2;
        for (let i = 0; i <= 40_000; i++) {
          const w = -2 + i / 10_000;
          if (cost(w) < cost(best)) best = w;
        }
        expect(lowest(data, alpha)).toBeCloseTo(best, 3);
      }
    }
  });

  it("L1 is at exactly 0 from alpha = h |m| on, L2 never", () => {
    const data: Data = { target: 1.2, curvature: 1 };
    expect(WITH_L1.lowest(data, 1.19)).toBeGreaterThan(0);
    expect(WITH_L1.lowest(data, 1.2)).toBe(0);
    expect(WITH_L2.lowest(data, 1000)).toBeGreaterThan(0);
  });

  it.each(DATA)("the spring's steps end where its pull and the data's are equal (%o)", (data) => {
    let w = 2;
    for (let i = 0; i < 500; i++) w = springStep(data, 0.7, 0.1, w);
    const { data: pull, spring } = forcesOn(data, 0.7, w);
    expect(pull + spring).toBeCloseTo(0, 12);
    expect(w).toBeCloseTo(WITH_L2.lowest(data, 0.7), 12);
  });

  it("a step without a pull of the data keeps the share 1 - eta alpha", () => {
    expect(springStep({ target: 0, curvature: 0 }, 0.5, 0.1, 2)).toBeCloseTo(2 * 0.95, 12);
  });
});
