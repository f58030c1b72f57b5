import { describe, expect, it } from "vitest";
import { circle } from "./circle.ts";
import { curve } from "./curve.ts";
import { gaussians } from "./gaussians.ts";
import { hills } from "./hills.ts";
import { DATA_SETS } from "./index.ts";
import { moons } from "./moons.ts";
import { spiral } from "./spiral.ts";
import { xor } from "./xor.ts";

describe.each(DATA_SETS.map((set) => [set.name, set] as const))("%s", (_, set) => {
  it("draws the same for a seed, another for another, and the first of many are those of few", () => {
    const [few, many, other] = [set.draw(20, 0.3, 1), set.draw(300, 0.3, 1), set.draw(20, 0.3, 2)];
    expect(many.x.subarray(0, few.x.length)).toEqual(few.x);
    expect(many.y.subarray(0, 20)).toEqual(few.y);
    expect(other.x).not.toEqual(few.x);
    expect(few.x).toHaveLength(20 * set.inputCount);
  });

  it("holds multiples of 0.001, nearly all of which are shown", () => {
    const { x, y } = set.draw(500, set.noise, 3);
    for (const value of [...x, ...y]) expect(Math.fround(Math.round(value * 1000) / 1000)).toBe(value);
    expect(x.filter((value) => Math.abs(value) > set.reach).length).toBeLessThan(0.03 * x.length);
  });

  it("has a truth that no rule of the inputs beats: it is right as often as it says, or has the noise's deviation", () => {
    const { x, y } = set.draw(20_000, set.noise, 5);
    const truth = set.truth(set.noise);
    const told = Array.from(y, (_, i) => {
      const [x1, x2 = 0] = x.subarray(set.inputCount * i, set.inputCount * (i + 1));
      return truth(x1 as number, x2);
    });
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    if (set.task === "regression") {
      expect(Math.sqrt(mean(told.map((value, i) => (value - (y[i] as number)) ** 2)))).toBeCloseTo(set.noise, 2);
      return;
    }
    // Calibrated in every tenth of probabilities that is not rare.
    for (let tenth = 0; tenth < 10; tenth++) {
      const own = told.flatMap((p, i) =>
        Math.min(9, Math.floor(10 * p)) === tenth ? [[p, y[i] as number] as const] : [],
      );
      if (own.length < 200) continue;
      const error = 4 * Math.sqrt(0.25 / own.length);
      expect(Math.abs(mean(own.map(([p]) => p)) - mean(own.map(([, isA]) => isA)))).toBeLessThan(error);
    }
  });
});

describe("known boundaries", () => {
  it("between two equal heaps is the straight line halfway, with the logistic of 2 m'x / noise^2 around it", () => {
    const truth = gaussians.truth(0.7);
    expect(truth(1.3, -1.3)).toBeCloseTo(0.5, 12);
    expect(truth(0.2, 0.1)).toBeCloseTo(1 / (1 + Math.exp((-2 * 0.3) / 0.49)), 12);
  });

  it("of xor is the two axes", () => {
    const truth = xor.truth(0.5);
    expect(truth(0, 1.7)).toBeCloseTo(0.5, 12);
    expect(truth(-0.4, 0)).toBeCloseTo(0.5, 12);
    expect([truth(1, 1) > 0.9, truth(-1, 1) < 0.1]).toEqual([true, true]);
  });

  it("of the rings is a circle, between them", () => {
    const truth = circle.truth(0.3);
    const along = Array.from({ length: 12 }, (_, i) => truth(1.1 * Math.cos(i / 2), 1.1 * Math.sin(i / 2)));
    for (const p of along) expect(p).toBeCloseTo(along[0] as number, 6);
    const signs = [0.6, 0.9, 1.5, 1.8].map((radius) => truth(radius, 0) > 0.5);
    expect(signs).toEqual([true, true, false, false]);
  });

  it("of moons and spiral turns into the other class by half a turn about the middle", () => {
    for (const { truth } of [moons, spiral]) {
      const own = truth(0.3);
      for (const [x1, x2] of [
        [0.4, -1],
        [1.2, 0.3],
        [-2, 2.5],
      ] as const)
        expect(own(-x1, -x2)).toBeCloseTo(1 - own(x1, x2), 9);
    }
  });

  it("is a number far from everything too, and without noise", () => {
    for (const { truth } of DATA_SETS)
      for (const noise of [0, 0.5])
        for (const x of [-60, -2.93, 60]) expect(truth(noise)(x, x / 3)).toSatisfy(Number.isFinite);
  });

  it("of the curve and the hills are their functions", () => {
    expect(curve.truth(0.3)(1, 0)).toBeCloseTo(Math.sin(2) * Math.exp(-0.15), 12);
    expect(hills.truth(0.3)(1, 1)).toBeCloseTo(1 - Math.exp(-6.25), 12);
  });
});
