import { describe, expect, it } from "vitest";
import { constantPredictions, DECIDING, repeated, scorePredictions } from "./scores.ts";
import type { Understanding } from "./understanding.ts";

/** Table rows 1, 2, 4 and 5 have a target. */
const rows = Int32Array.of(1, 2, 4, 5);
const common = { target: "y", rows, inputs: [], dropped: [] };
const { NaN: missing } = Number;
const classification: Understanding = {
  ...common,
  task: "classification",
  classes: ["a", "b"],
  targets: Float64Array.of(missing, 0, 0, missing, 1, 0),
};
const regression: Understanding = {
  ...common,
  task: "regression",
  classes: [],
  targets: Float64Array.of(missing, 10, 20, missing, 30, 40),
};

describe("scorePredictions", () => {
  it("of a classification: -log of the target's probability, a row at a time and on average", () => {
    const { scores, losses } = scorePredictions(classification, rows, [0.5, 0.5, 0.75, 0.25, 0.2, 0.8, 0.4, 0.6]);
    const expected = [0.5, 0.75, 0.8, 0.4].map((probability) => -Math.log(probability));
    expect(Array.from(losses)).toEqual(expected.map((loss) => expect.closeTo(loss, 12)));
    expect(scores.logLoss).toBeCloseTo(expected.reduce((sum, loss) => sum + loss, 0) / 4, 12);
    // Row 5 is taken for b; the tie of row 1 goes to the first class. Of the a's 2 of 3 are right, of the b's 1 of 1.
    expect(scores.accuracy).toBe(0.75);
    expect(scores.balancedAccuracy).toBeCloseTo((2 / 3 + 1) / 2, 12);
    // The b's score 0.8 is above all three of the a's.
    expect(scores.auc).toBe(1);
  });

  it("of a regression: squared errors, and RMSE, MAE and R2 in the target's units", () => {
    const { scores, losses } = scorePredictions(regression, rows, [11, 18, 30, 36]);
    expect(Array.from(losses)).toEqual([1, 4, 0, 16]);
    expect(scores).toEqual({ rmse: Math.sqrt(21 / 4), mae: 7 / 4, r2: expect.closeTo(1 - 21 / 500, 12) });
  });

  it("the metric that decides is its reduction of the mean loss", () => {
    const ofClasses = scorePredictions(classification, rows, [0.5, 0.5, 0.75, 0.25, 0.2, 0.8, 0.4, 0.6]);
    const ofNumbers = scorePredictions(regression, rows, [11, 18, 30, 36]);
    for (const [task, { scores, losses }] of [
      ["classification", ofClasses],
      ["regression", ofNumbers],
    ] as const) {
      const { name, reduce } = DECIDING[task];
      expect(scores[name]).toBeCloseTo(reduce(losses.reduce((sum, loss) => sum + loss, 0) / losses.length), 12);
    }
  });

  it("looks at the rows it is given, in their order", () => {
    const { losses } = scorePredictions(regression, Int32Array.of(5, 1), [40, 0]);
    expect(Array.from(losses)).toEqual([0, 100]);
  });
});

describe("the best constant prediction", () => {
  it("of a classification is the share of each class, which no other constant beats on the same rows", () => {
    const shares = constantPredictions(classification, rows);
    expect(shares).toEqual([0.75, 0.25]);
    const lossOf = (prediction: readonly number[]) =>
      scorePredictions(classification, rows, repeated(prediction, 4)).scores.logLoss as number;
    for (const share of [0.6, 0.74, 0.76, 0.9]) expect(lossOf([share, 1 - share])).toBeGreaterThan(lossOf(shares));
  });

  it("of a regression is the mean", () => {
    expect(constantPredictions(regression, rows)).toEqual([25]);
    expect(constantPredictions(regression, Int32Array.of(1, 2))).toEqual([15]);
    expect(scorePredictions(regression, rows, repeated([25], 4)).scores.r2).toBe(0);
  });

  it("is repeated a row at a time", () => {
    expect(Array.from(repeated([0.75, 0.25], 3))).toEqual([0.75, 0.25, 0.75, 0.25, 0.75, 0.25]);
  });
});
