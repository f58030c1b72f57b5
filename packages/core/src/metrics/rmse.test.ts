import { describe, expect, it } from "vitest";
import { rmse, squaredErrorPerRow } from "./rmse.ts";
import { ONE_OUTPUT, ONE_OUTPUT_WEIGHTS, TWO_OUTPUTS, TWO_OUTPUTS_WEIGHTS } from "./sample-predictions.fixture.ts";

describe("rmse", () => {
  it("errors of 3 and 4 give sqrt(12.5)", () => {
    expect(rmse.compute({ predictions: [3, 14], targets: [0, 10], width: 1 })).toBeCloseTo(Math.sqrt(12.5), 15);
  });

  it("takes the mean over all outputs before the root", () => {
    expect(rmse.compute({ predictions: [3, 4], targets: [0, 0], width: 2 })).toBeCloseTo(Math.sqrt(12.5), 15);
  });

  it("agrees with the root of scikit-learn 1.2.1 mean_squared_error", () => {
    expect(rmse.compute(ONE_OUTPUT)).toBeCloseTo(0.5916079783099616, 14);
    expect(rmse.compute({ ...ONE_OUTPUT, weights: ONE_OUTPUT_WEIGHTS })).toBeCloseTo(0.5773502691896257, 14);
    expect(rmse.compute(TWO_OUTPUTS)).toBeCloseTo(0.8416254115301732, 14);
    expect(rmse.compute({ ...TWO_OUTPUTS, weights: TWO_OUTPUTS_WEIGHTS })).toBeCloseTo(0.7791937224739796, 14);
  });
});

describe("squaredErrorPerRow", () => {
  it("averages the squared errors of a row's outputs", () => {
    const input = { predictions: [1, 2, 3, 4], targets: [0, 0, 3, 2], width: 2 };
    expect(squaredErrorPerRow(input)).toEqual(Float64Array.of(2.5, 2));
  });

  it("has the square of rmse as its mean, whatever the weights", () => {
    const rows = squaredErrorPerRow({ ...TWO_OUTPUTS, weights: TWO_OUTPUTS_WEIGHTS });
    const mean = rows.reduce((sum, error) => sum + error, 0) / rows.length;
    expect(Math.sqrt(mean)).toBeCloseTo(rmse.compute(TWO_OUTPUTS), 15);
  });
});
