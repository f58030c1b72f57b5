import { nodeRuntime } from "@occam/core/node";
import { describe, expect, it } from "vitest";
import { GRID, truth } from "../training/curve.ts";
import { HIDDEN, missOf, SEEN, straightLine } from "./hidden-points.ts";
import { naturalSpline } from "./spline.ts";
import { type Moment, trainOverfit } from "./train-overfit.ts";

describe("a curve through handles", () => {
  const heights = [0.3, -0.7, 1.1, 0.2, -0.4];
  const spline = naturalSpline(-1, 1, heights);

  it("passes through every handle", () => {
    for (const [i, height] of heights.entries()) expect(spline(-1 + i / 2)).toBeCloseTo(height, 12);
  });

  it("has a continuous slope and bend inside, and no bend at its ends", () => {
    const d = 1e-4;
    const slope = (x: number) => (spline(x + d) - spline(x)) / d;
    const bend = (x: number) => (spline(x + d) - 2 * spline(x) + spline(x - d)) / (d * d);
    for (const x of [-0.5, 0, 0.5]) {
      expect(slope(x)).toBeCloseTo(slope(x - d), 2);
      expect(bend(x + 2 * d)).toBeCloseTo(bend(x - 2 * d), 1);
    }
    expect(bend(-1 + d)).toBeCloseTo(0, 1);
    expect(bend(1 - d)).toBeCloseTo(0, 1);
  });

  it("through handles on a line it is the line", () => {
    const line = naturalSpline(-1, 1, [-1, -0.5, 0, 0.5, 1]);
    for (const x of [-0.9, -0.3, 0.1, 0.77]) expect(line(x)).toBeCloseTo(x, 12);
  });
});

describe("hidden points", () => {
  it("the straight line has the least squares: no other line misses the seen points by less", () => {
    const line = straightLine(SEEN);
    const least = missOf(SEEN, line);
    for (const [up, turn] of [
      [0.01, 0],
      [-0.01, 0],
      [0, 0.01],
      [0, -0.01],
    ] as const) {
      expect(missOf(SEEN, (x) => line(x) + up + turn * x)).toBeGreaterThan(least);
    }
  });

  it("the truth itself misses the hidden points by the noise", () => {
    expect(missOf(HIDDEN, truth)).toBeCloseTo(0.35 ** 2, 1);
  });

  it("the network's loss on seen points falls to the end, on hidden ones it falls, then rises", async () => {
    const runtime = nodeRuntime();
    const moments = await trainOverfit(runtime);
    await runtime.close();
    const [first, last] = [moments[0], moments.at(-1)] as [Moment, Moment];
    const best = moments.reduce((best, at) => (at.hidden < best.hidden ? at : best));
    expect(moments).toHaveLength(40);
    expect(last.seen).toBeLessThan(first.seen / 4);
    expect(best.step).toBeLessThan(last.step / 2);
    expect(last.hidden).toBeGreaterThan(1.3 * best.hidden);
    // The losses are those of the curve that is drawn.
    const at = (x: number) => {
      const place = (x + 1) * 50;
      const i = Math.min(GRID.length - 2, Math.floor(place));
      return (last.curve[i] as number) * (1 - place + i) + (last.curve[i + 1] as number) * (place - i);
    };
    expect(Math.abs(missOf(HIDDEN, at) / last.hidden - 1)).toBeLessThan(0.03);
  });
});
