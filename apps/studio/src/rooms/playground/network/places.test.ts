import { describe, expect, it } from "vitest";
import { placesOf } from "./places.ts";

const SIZE = { width: 1000, height: 460 };

describe("places of units", () => {
  it("columns are equally far apart; units stand around one middle, 35 apart where they are twelve", () => {
    const { columns, step } = placesOf([2, 12, 8, 1], SIZE);
    expect(columns.map(({ x }) => Math.round(x))).toEqual([70, 360, 650, 940]);
    expect(step).toBeCloseTo(290, 9);
    expect(columns[1]?.ys.map(Math.round)).toEqual([52, 87, 122, 157, 192, 227, 262, 297, 332, 367, 402, 437]);
    expect(columns[0]?.ys).toEqual([192, 297]);
    expect(columns[3]?.ys).toEqual([244.5]);
    expect(columns.map(({ radius }) => radius)).toEqual([14, 14, 14, 22]);
    expect(columns.map(({ reach }) => reach)).toEqual([22, 17.5, 22, 22]);
  });

  it("no unit touches another or the edge, with six layers of 32 on a phone too", () => {
    for (const width of [358, 870])
      for (const widths of [
        [12, 32, 32, 32, 32, 32, 32, 1],
        [1, 1],
        [2, 32, 1, 1],
      ]) {
        const { columns, step } = placesOf(widths, { width, height: 460 });
        const [first, last] = [columns[0], columns.at(-1)];
        expect(first?.x).toBeGreaterThanOrEqual(28);
        expect((last?.x ?? 0) + (last?.radius ?? 0)).toBeLessThanOrEqual(width);
        for (const { ys, radius } of columns) {
          expect(2 * radius).toBeLessThan(step);
          expect(radius).toBeGreaterThanOrEqual(3);
          expect((ys[0] ?? 0) - radius).toBeGreaterThan(30);
          if (ys.length > 1) expect((ys[1] as number) - (ys[0] as number)).toBeGreaterThan(2 * radius);
        }
      }
  });
});
