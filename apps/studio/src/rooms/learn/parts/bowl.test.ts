import { describe, expect, it } from "vitest";
import {
  type Bowl,
  bent,
  lossAt,
  type Point,
  pullOfData,
  softThreshold,
  unbent,
  valley,
  withinCircle,
  withinDiamond,
  withL1,
  withL2,
} from "./bowl.ts";

const BOWLS: readonly Bowl[] = [
  ...[0, 30, 54, 110, 160].flatMap((angle) =>
    [
      [0.5, 1.4],
      [-1, 0.3],
      [1.2, -1.1],
      [0, 1.5],
    ].map(([x, y]): Bowl => ({ curvature: valley(1.4, 0.3, angle), lowest: [x as number, y as number] })),
  ),
];

/** The lowest of `value` on a boundary (r(t) cos t, r(t) sin t), by trying a thousand angles and then closing in on the best. */
function lowestOnBoundary(radius: (angle: number) => number, value: (w: Point) => number): Point {
  const at = (angle: number): Point => [radius(angle) * Math.cos(angle), radius(angle) * Math.sin(angle)];
  let best = 0;
  let reach = Math.PI;
  for (let round = 0; round < 5; round++) {
    const from = best;
    for (let i = -1000; i <= 1000; i++) {
      const angle = from + (reach * i) / 1000;
      if (value(at(angle)) < value(at(best))) best = angle;
    }
    reach /= 300;
  }
  return at(best);
}

const close = (w: Point) => w.map((x) => expect.closeTo(x, 3));

describe("a bowl", () => {
  it("H^-1 undoes H, and a valley has the curvatures it was made of", () => {
    const curvature = valley(2, 0.5, 30);
    expect(unbent(curvature, bent(curvature, [0.3, -0.7]))).toEqual(close([0.3, -0.7]));
    const along: Point = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    expect(bent(curvature, along)).toEqual(close([2 * along[0], 2 * along[1]]));
  });

  it.each(BOWLS)("within a diamond: the numeric optimum to 1e-3 (%o)", (bowl) => {
    for (const s of [0.2, 0.8]) {
      const { w } = withinDiamond(bowl, s);
      const edge = (angle: number) => s / (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle)));
      expect(w).toEqual(close(lowestOnBoundary(edge, (v) => lossAt(bowl, v))));
    }
  });

  it.each(BOWLS)("within a circle: the numeric optimum to 1e-3 (%o)", (bowl) => {
    for (const s of [0.2, 0.8]) {
      const { w } = withinCircle(bowl, s);
      expect(w).toEqual(
        close(
          lowestOnBoundary(
            () => s,
            (v) => lossAt(bowl, v),
          ),
        ),
      );
    }
  });

  it.each(BOWLS)("the alpha of a budget gives the budget's minimizer as a penalty (%o)", (bowl) => {
    for (const s of [0.2, 0.8]) {
      const diamond = withinDiamond(bowl, s);
      expect(withL1(bowl, diamond.alpha)).toEqual(close(diamond.w));
      const circle = withinCircle(bowl, s);
      expect(withL2(bowl, circle.alpha)).toEqual(close(circle.w));
    }
  });

  it.each(BOWLS)("with a penalty: no neighbour is lower (%o)", (bowl) => {
    const abs = (w: Point) => Math.abs(w[0]) + Math.abs(w[1]);
    for (const alpha of [0, 0.05, 0.3, 3]) {
      const l1 = withL1(bowl, alpha);
      const l2 = withL2(bowl, alpha);
      const costL1 = (w: Point) => lossAt(bowl, w) + alpha * abs(w);
      const costL2 = (w: Point) => lossAt(bowl, w) + (alpha / 2) * (w[0] ** 2 + w[1] ** 2);
      for (let i = 0; i < 16; i++) {
        const step: Point = [1e-3 * Math.cos((i * Math.PI) / 8), 1e-3 * Math.sin((i * Math.PI) / 8)];
        expect(costL1([l1[0] + step[0], l1[1] + step[1]])).toBeGreaterThan(costL1(l1));
        expect(costL2([l2[0] + step[0], l2[1] + step[1]])).toBeGreaterThan(costL2(l2));
      }
    }
  });

  it("a budget that holds the lowest loss does not bind", () => {
    const bowl: Bowl = { curvature: valley(1, 0.5, 20), lowest: [0.2, -0.1] };
    expect(withinDiamond(bowl, 0.5)).toEqual({ w: [0.2, -0.1], alpha: 0 });
    expect(withinCircle(bowl, 0.5)).toEqual({ w: [0.2, -0.1], alpha: 0 });
  });

  it("at a corner one weight is 0 exactly, and the data pull it with less than alpha", () => {
    const bowl: Bowl = { curvature: valley(1.2, 0.6, 54), lowest: [0.5, 1.4] };
    const { w, alpha } = withinDiamond(bowl, 0.8);
    expect(w).toEqual([0, 0.8]);
    expect(Math.abs(pullOfData(bowl, w)[0])).toBeLessThan(alpha);
    expect(withinCircle(bowl, 0.8).w[0]).toBeGreaterThan(0.1);
  });

  it("the soft threshold is 0 up to it and shorter by it beyond", () => {
    expect([-1, -0.3, 0.2, 0.3, 1].map((x) => softThreshold(x, 0.3))).toEqual([-0.7, 0, 0, 0, 0.7]);
  });
});
