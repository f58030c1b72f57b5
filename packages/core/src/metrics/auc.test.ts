import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc } from "./auc.ts";
import { BINARY, BINARY_WEIGHTS, MULTICLASS, MULTICLASS_WEIGHTS } from "./sample-predictions.fixture.ts";

describe("two classes", () => {
  it("three of four pairs in order give 0.75", () => {
    // The example of scikit-learn's roc_auc_score.
    expect(auc.compute({ predictions: [0.1, 0.4, 0.35, 0.8], targets: [0, 0, 1, 1], width: 1 })).toBe(0.75);
  });

  it("a tie counts half", () => {
    expect(auc.compute({ predictions: [0.3, 0.3, 0.9], targets: [0, 1, 1], width: 1 })).toBe(0.75);
    expect(auc.compute({ predictions: [0.5, 0.5, 0.5], targets: [0, 1, 1], width: 1 })).toBe(0.5);
  });

  it("is NaN when all rows are of one class", () => {
    expect(auc.compute({ predictions: [0.3, 0.6], targets: [1, 1], width: 1 })).toBeNaN();
    expect(auc.compute({ predictions: [0.3, 0.6], targets: [0, 0], width: 1 })).toBeNaN();
    expect(auc.compute({ predictions: [0.3, 0.6], targets: [0, 1], width: 1, weights: [1, 0] })).toBeNaN();
  });

  it("equal infinite scores tie", () => {
    expect(auc.compute({ predictions: [Infinity, Infinity, -Infinity], targets: [0, 1, 0], width: 1 })).toBe(0.75);
  });

  it("agrees with scikit-learn 1.2.1 roc_auc_score", () => {
    expect(auc.compute(BINARY)).toBe(0.65625);
    expect(auc.compute({ ...BINARY, weights: BINARY_WEIGHTS })).toBeCloseTo(0.6666666666666667, 14);
  });

  const rows = fc.array(fc.record({ score: fc.integer({ min: -6, max: 6 }), target: fc.nat(1) }), {
    minLength: 2,
    maxLength: 25,
  });
  const areaOf = (predictions: readonly number[], targets: readonly number[]) =>
    auc.compute({ predictions, targets, width: 1 });

  it("equals the share of pairs in order, counted one by one", () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const ones = sample.filter(({ target }) => target === 1);
        const zeros = sample.filter(({ target }) => target === 0);
        fc.pre(ones.length > 0 && zeros.length > 0);
        const won = ones.flatMap((one) => zeros.map((zero) => (Math.sign(one.score - zero.score) + 1) / 2));
        const scores = sample.map(({ score }) => score);
        const targets = sample.map(({ target }) => target);
        expect(areaOf(scores, targets)).toBeCloseTo(won.reduce((sum, half) => sum + half, 0) / won.length, 13);
      }),
    );
  });

  it("does not change under an increasing map of the scores", () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const scores = sample.map(({ score }) => score);
        const targets = sample.map(({ target }) => target);
        for (const map of [Math.exp, Math.atan, (x: number) => x ** 3 - 7]) {
          expect(areaOf(scores.map(map), targets)).toEqual(areaOf(scores, targets));
        }
      }),
    );
  });

  it("becomes 1 - auc when the scores or the classes are reversed", () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const scores = sample.map(({ score }) => score);
        const targets = sample.map(({ target }) => target);
        fc.pre(new Set(targets).size === 2);
        const area = areaOf(scores, targets);
        expect(
          areaOf(
            scores.map((score) => -score),
            targets,
          ),
        ).toBeCloseTo(1 - area, 13);
        expect(
          areaOf(
            scores,
            targets.map((target) => 1 - target),
          ),
        ).toBeCloseTo(1 - area, 13);
      }),
    );
  });

  it("reads the second of two columns", () => {
    const predictions = [0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8];
    expect(auc.compute({ predictions, targets: [0, 0, 1, 1], width: 2 })).toBe(0.75);
  });
});

describe("three classes", () => {
  it("agree with the macro mean of scikit-learn 1.2.1 roc_auc_score(multi_class='ovr')", () => {
    expect(auc.compute(MULTICLASS)).toBeCloseTo(0.7718253968253969, 14);
    const weighted = auc.compute({ ...MULTICLASS, weights: MULTICLASS_WEIGHTS });
    // roc_auc_score refuses weights with multi_class="ovr"; this is the mean of its three binary answers.
    expect(weighted).toBeCloseTo(0.8006542806542806, 14);
  });

  it("leave out a class without rows: the mean of 1/2 and 1 here", () => {
    const predictions = [0.6, 0.1, 0.3, 0.4, 0.1, 0.5, 0.5, 0.3, 0.2];
    // Class 0 against the rest: 0.6 and 0.4 around 0.5. Class 1: 0.3 above 0.1 and 0.1. Class 2 has no row.
    expect(auc.compute({ predictions, targets: [0, 0, 1], width: 3 })).toBe(0.75);
  });

  it("are NaN when all rows are of one class", () => {
    expect(auc.compute({ predictions: [0.6, 0.1, 0.3, 0.4, 0.1, 0.5], targets: [0, 0], width: 3 })).toBeNaN();
  });
});
