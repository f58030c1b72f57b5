import fc from "fast-check";
import { expect, it } from "vitest";
import { balancedAccuracy } from "./balanced-accuracy.ts";
import { BINARY, BINARY_WEIGHTS, MULTICLASS, MULTICLASS_WEIGHTS } from "./sample-predictions.fixture.ts";

it("averages the recalls 3/4 and 1/2 of two classes of four and two rows", () => {
  const predictions = [0.1, 0.1, 0.1, 0.9, 0.9, 0.1];
  expect(balancedAccuracy.compute({ predictions, targets: [0, 0, 0, 0, 1, 1], width: 1 })).toBe(0.625);
});

it("a class without rows does not count", () => {
  const predictions = [1, 0, 0, 0, 1, 0];
  expect(balancedAccuracy.compute({ predictions, targets: [0, 1], width: 3 })).toBe(1);
});

it("agrees with scikit-learn 1.2.1 balanced_accuracy_score", () => {
  expect(balancedAccuracy.compute(BINARY)).toBe(0.625);
  expect(balancedAccuracy.compute({ ...BINARY, weights: BINARY_WEIGHTS })).toBeCloseTo(0.7063492063492063, 14);
  expect(balancedAccuracy.compute(MULTICLASS)).toBeCloseTo(0.6944444444444443, 14);
  const weighted = balancedAccuracy.compute({ ...MULTICLASS, weights: MULTICLASS_WEIGHTS });
  expect(weighted).toBeCloseTo(0.7803174603174603, 14);
});

it("a model that always answers class 0 scores one over the number of classes present", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }), (targets) => {
      fc.pre(targets.includes(0));
      const predictions = targets.flatMap(() => [1, 0, 0, 0]);
      const present = new Set(targets).size;
      expect(balancedAccuracy.compute({ predictions, targets, width: 4 })).toBeCloseTo(1 / present, 14);
    }),
  );
});
