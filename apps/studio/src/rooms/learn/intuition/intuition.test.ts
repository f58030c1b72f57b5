import { describe, expect, it } from "vitest";
import { SEEN } from "../hidden/hidden-points.ts";
import { lasso, lossOf, productsOf, ridge } from "../zeros/linear-model.ts";
import { meanShaken, shaken } from "./adam-decay.ts";
import { allKernels, COUNTS, curveOf, features, kernelOf, lossesOf, solved } from "./random-features.ts";
import { keptByL1, keptByL2 } from "./scaling.ts";

describe("an input in another unit", () => {
  it.each([0.2, 1, 5])("keeps the share that the exact solutions keep: scale %d", (scale) => {
    // Independent columns of deviation 1 and `scale`, the target their sum before scaling.
    const first = Float64Array.of(1, 1, -1, -1);
    const second = Float64Array.of(1, -1, 1, -1);
    const target = first.map((value, i) => value + (second[i] as number));
    const products = productsOf([first, second.map((value) => scale * value)], target);
    for (const alpha of [0.1, 0.5, 3]) {
      const byL2 = ridge(products, alpha);
      expect(byL2[0]).toBeCloseTo(keptByL2(1, alpha), 9);
      expect(scale * (byL2[1] as number)).toBeCloseTo(keptByL2(scale, alpha), 9);
      const byL1 = lasso(products, alpha, new Float64Array(2));
      expect(byL1[0]).toBeCloseTo(keptByL1(1, alpha), 7);
      expect(scale * (byL1[1] as number)).toBeCloseTo(keptByL1(scale, alpha), 7);
    }
  });
});

describe("decay under Adam", () => {
  const base = { noise: 1, alpha: 0.5, rate: 0.002 };

  it("the first step is as long as the rate, whatever the gradient; decoupled, the decay comes on top", () => {
    for (const noise of [0.01, 100]) {
      const coupled = shaken({ ...base, noise, isCoupled: true, alpha: 0 }, 1, 3);
      expect(Math.abs(1 - (coupled[1] as number))).toBeCloseTo(0.002, 6);
      const decoupled = shaken({ ...base, noise, isCoupled: false }, 1, 3);
      expect((coupled[1] as number) - (decoupled[1] as number)).toBeCloseTo(0.002 * 0.5, 6);
    }
  });

  it("decoupled, the weight keeps (1 - rate alpha)^n whatever the gradients; inside the gradient, large ones drown the decay", () => {
    const end = (noise: number, isCoupled: boolean) => meanShaken({ ...base, noise, isCoupled }, 1000)[1000] as number;
    for (const noise of [0.1, 1, 10]) expect(Math.abs(end(noise, false) - 0.999 ** 1000)).toBeLessThan(0.04);
    expect(end(10, true)).toBeGreaterThan(0.8);
    expect(Math.abs(end(0.1, true))).toBeLessThan(0.1);
  });
});

describe("random features", () => {
  it("the equations' solution solves them, also where the first pivot is 0", () => {
    const a = [
      [0, 2, 1],
      [1, -1, 0],
      [3, 0, -2],
    ];
    const x = solved(a, [1, 2, 3]);
    a.forEach((row, i) => {
      expect(row.reduce((sum, value, j) => sum + value * (x[j] as number), 0)).toBeCloseTo(i + 1, 12);
    });
  });

  it("the few equations of the points give what the many of the features give", () => {
    const count = 30;
    const rows = Array.from(SEEN.x, features(count, 2));
    const columns = Array.from({ length: count }, (_, j) => Float64Array.from(rows, (row) => row[j] as number));
    const target = Float64Array.from(SEEN.y);
    for (const alpha of [0.003, 0.1]) {
      const w = ridge(productsOf(columns, target), alpha);
      expect(lossesOf(kernelOf(count, 2), alpha).seen).toBeCloseTo(2 * lossOf(columns, target, w), 9);
    }
  });

  it("features have the mean square 1/2 over their count, whatever the count", () => {
    for (const count of [2000, 8000]) {
      const sum = features(count, 0)(0.3).reduce((total, value) => total + value * value, 0);
      expect(sum).toBeCloseTo(0.5, 1);
    }
  });

  it("with more features than points and hardly a penalty, every seen point is met; a penalty keeps off", () => {
    expect(lossesOf(kernelOf(100, 0), 1e-12).seen).toBeLessThan(1e-9);
    expect(lossesOf(kernelOf(100, 0), 0.01).seen).toBeGreaterThan(1e-3);
  });

  it("without a penalty the hidden loss is worst where features are as many as points, and falls again beyond; with one there is no peak", () => {
    const kernels = allKernels();
    const none = curveOf(kernels, 1e-12).map(({ hidden }) => hidden);
    const worst = COUNTS[none.indexOf(Math.max(...none))] as number;
    expect(worst).toBeGreaterThanOrEqual(18);
    expect(worst).toBeLessThanOrEqual(24);
    expect(none.at(-1)).toBeLessThan(Math.max(...none) / 10);
    const some = curveOf(kernels, 0.01).map(({ hidden }) => hidden);
    expect(Math.max(...some)).toBeLessThan(3);
  });
});
