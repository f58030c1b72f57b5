import fc from "fast-check";
import { expect, it } from "vitest";
import { r2 } from "./r2.ts";
import { ONE_OUTPUT, ONE_OUTPUT_WEIGHTS, TWO_OUTPUTS, TWO_OUTPUTS_WEIGHTS } from "./sample-predictions.fixture.ts";

it("the reversed order 3, 2, 1 of 1, 2, 3 scores 1 - 8/2 = -3", () => {
  expect(r2.compute({ predictions: [3, 2, 1], targets: [1, 2, 3], width: 1 })).toBe(-3);
});

it("a constant target scores 1 if met and 0 if not, as with scikit-learn's force_finite", () => {
  expect(r2.compute({ predictions: [2, 2, 2], targets: [2, 2, 2], width: 1 })).toBe(1);
  expect(r2.compute({ predictions: [2, 2, 1], targets: [2, 2, 2], width: 1 })).toBe(0);
  expect(r2.compute({ predictions: [5], targets: [5], width: 1 })).toBe(1);
});

it("a constant whose mean rounds is constant still", () => {
  const targets = new Array<number>(7).fill(0.1);
  expect(targets.reduce((sum, value) => sum + value, 0) / 7).not.toBe(0.1);
  expect(r2.compute({ predictions: targets.map(() => 0.2), targets, width: 1 })).toBe(0);
});

it("agrees with scikit-learn 1.2.1 r2_score", () => {
  expect(r2.compute(ONE_OUTPUT)).toBeCloseTo(0.9429967426710097, 14);
  expect(r2.compute({ ...ONE_OUTPUT, weights: ONE_OUTPUT_WEIGHTS })).toBeCloseTo(0.9362515937101572, 14);
  expect(r2.compute(TWO_OUTPUTS)).toBeCloseTo(0.9368005266622779, 14);
  expect(r2.compute({ ...TWO_OUTPUTS, weights: TWO_OUTPUTS_WEIGHTS })).toBeCloseTo(0.9020223152022315, 14);
});

it("predicting the mean scores 0", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 20 }), (targets) => {
      fc.pre(new Set(targets).size > 1);
      const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
      expect(r2.compute({ predictions: targets.map(() => mean), targets, width: 1 })).toBeCloseTo(0, 12);
    }),
  );
});

it("does not change when predictions and targets are shifted and scaled together", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 2,
    maxLength: 20,
  });
  fc.assert(
    fc.property(rows, (sample) => {
      const predictions = sample.map(([prediction]) => prediction);
      const targets = sample.map(([, target]) => target);
      const moved = (values: readonly number[]) => values.map((value) => 4 * value - 100);
      const value = r2.compute({ predictions, targets, width: 1 });
      expect(r2.compute({ predictions: moved(predictions), targets: moved(targets), width: 1 })).toBeCloseTo(value, 10);
    }),
  );
});
