import { expect, it } from "vitest";
import { mae } from "./mae.ts";
import { ONE_OUTPUT, ONE_OUTPUT_WEIGHTS, TWO_OUTPUTS, TWO_OUTPUTS_WEIGHTS } from "./sample-predictions.fixture.ts";

it("errors of 3 and -4 give 3.5", () => {
  expect(mae.compute({ predictions: [3, 6], targets: [0, 10], width: 1 })).toBe(3.5);
});

it("agrees with scikit-learn 1.2.1 mean_absolute_error", () => {
  expect(mae.compute(ONE_OUTPUT)).toBe(0.5);
  expect(mae.compute({ ...ONE_OUTPUT, weights: ONE_OUTPUT_WEIGHTS })).toBeCloseTo(0.5333333333333333, 14);
  expect(mae.compute(TWO_OUTPUTS)).toBe(0.75);
  expect(mae.compute({ ...TWO_OUTPUTS, weights: TWO_OUTPUTS_WEIGHTS })).toBeCloseTo(0.6428571428571428, 14);
});
