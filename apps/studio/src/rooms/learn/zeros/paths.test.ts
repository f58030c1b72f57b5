import { describe, expect, it } from "vitest";
import { diabetes } from "./diabetes.ts";
import { dot, productsOf, zeroCount } from "./linear-model.ts";
import { bestOf, pathsOfDiabetes, type Stop } from "./paths.ts";

describe("paths of 64 weights", () => {
  const { l1, l2 } = pathsOfDiabetes();

  it("along both the training loss rises with alpha; L1 ends at no weight at all, L2 loses none", () => {
    for (const path of [l1, l2]) {
      path.slice(1).forEach((stop, i) => {
        expect(stop.alpha).toBeGreaterThan((path[i] as Stop).alpha);
        expect(stop.trainingLoss).toBeGreaterThan((path[i] as Stop).trainingLoss - 1e-6);
      });
    }
    expect(zeroCount((l1.at(-1) as Stop).w)).toBe(64);
    expect(l2.map(({ w }) => zeroCount(w))).toEqual(l2.map(() => 0));
  });

  it("every stop of L2 is the answer for its own alpha", () => {
    const { training } = diabetes();
    const { gram, pulls } = productsOf(training.columns, training.target);
    for (const { alpha, w } of l2) {
      w.forEach((weight, j) => {
        expect(dot(gram[j] as Float64Array, w) + alpha * weight).toBeCloseTo(pulls[j] as number, 9);
      });
    }
  });

  it("where the hidden loss is lowest, more than half of L1's weights are 0, and L2 is no better by a hundredth", () => {
    const best = { l1: l1[bestOf(l1)] as Stop, l2: l2[bestOf(l2)] as Stop };
    expect(zeroCount(best.l1.w)).toBeGreaterThan(32);
    expect(best.l1.hiddenLoss).toBeLessThan(best.l2.hiddenLoss + 0.01);
    expect(best.l1.hiddenLoss).toBeLessThan((l1[0] as Stop).hiddenLoss);
  });
});
