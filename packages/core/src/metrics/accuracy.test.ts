import { expect, it } from "vitest";
import { accuracy } from "./accuracy.ts";
import { BINARY, BINARY_WEIGHTS, MULTICLASS, MULTICLASS_WEIGHTS } from "./sample-predictions.fixture.ts";

it("counts the rows whose most probable class is the target: three of four", () => {
  const predictions = [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.6, 0.3, 0.1];
  expect(accuracy.compute({ predictions, targets: [0, 1, 2, 2], width: 3 })).toBe(0.75);
});

it("weighs rows: 3 of a total of 5", () => {
  expect(accuracy.compute({ predictions: [0.9, 0.9], targets: [1, 0], width: 1, weights: [3, 2] })).toBe(0.6);
});

it("agrees with scikit-learn 1.2.1 accuracy_score", () => {
  expect(accuracy.compute(BINARY)).toBe(0.625);
  expect(accuracy.compute({ ...BINARY, weights: BINARY_WEIGHTS })).toBeCloseTo(0.7391304347826086, 14);
  expect(accuracy.compute(MULTICLASS)).toBeCloseTo(0.7, 14);
  expect(accuracy.compute({ ...MULTICLASS, weights: MULTICLASS_WEIGHTS })).toBeCloseTo(0.8235294117647058, 14);
});
