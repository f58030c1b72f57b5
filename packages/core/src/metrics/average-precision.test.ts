import fc from "fast-check";
import { expect, it } from "vitest";
import { averagePrecision } from "./average-precision.ts";

it("is 1/2 · 1 + 1/2 · 2/3 in the example of scikit-learn's average_precision_score", () => {
  const input = { predictions: [0.1, 0.4, 0.35, 0.8], targets: [0, 0, 1, 1], width: 1 };
  expect(averagePrecision.compute(input)).toBeCloseTo(5 / 6, 14);
});

it("of equal scores is the share of positives, in weights", () => {
  const input = { predictions: [0.5, 0.5, 0.5], targets: [1, 0, 0], width: 1 };
  expect(averagePrecision.compute(input)).toBeCloseTo(1 / 3, 14);
  expect(averagePrecision.compute({ ...input, weights: [3, 1, 0] })).toBe(0.75);
});

it("of more classes is the mean of one against the rest: 0.777 in scikit-learn's example", () => {
  const predictions = [
    [0.7, 0.2, 0.1],
    [0.4, 0.3, 0.3],
    [0.1, 0.8, 0.1],
    [0.2, 0.3, 0.5],
    [0.4, 0.4, 0.2],
    [0.1, 0.2, 0.7],
  ].flat();
  // Class 0: 1, and two of three at 0.4. Class 1: 1, then both of the two at 0.3 behind 0.4. Class 2: 1, then 0.5, 0.3, 0.2.
  const [first, second, third] = [(1 + 2 / 3) / 2, (1 + 2 / 4) / 2, (1 + 2 / 4) / 2];
  const found = averagePrecision.compute({ predictions, targets: [0, 0, 1, 1, 2, 2], width: 3 });
  expect(found).toBeCloseTo((first + second + third) / 3, 14);
});

it("leaves out classes without rows, and is NaN where no row is positive", () => {
  expect(averagePrecision.compute({ predictions: [0.3, 0.6], targets: [0, 0], width: 1 })).toBeNaN();
  expect(averagePrecision.compute({ predictions: [0.3, 0.6], targets: [1, 1], width: 1 })).toBe(1);
  const predictions = [0.9, 0.1, 0, 0.2, 0.8, 0];
  expect(averagePrecision.compute({ predictions, targets: [0, 1], width: 3 })).toBe(1);
});

it("is its sum over thresholds, counted one by one", () => {
  const row = fc.record({
    score: fc.integer({ min: 0, max: 6 }),
    target: fc.nat(1),
    weight: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
      const sumOf = (isCounted: (row: { score: number; target: number }) => boolean) =>
        rows.filter(isCounted).reduce((sum, { weight }) => sum + weight, 0);
      const all = sumOf(({ target }) => target === 1);
      fc.pre(all > 0);
      let [before, expected] = [0, 0];
      for (let threshold = 6; threshold >= 0; threshold--) {
        const hits = sumOf(({ score, target }) => score >= threshold && target === 1);
        const called = sumOf(({ score }) => score >= threshold);
        if (called === 0) continue;
        expected += (hits / all - before) * (hits / called);
        before = hits / all;
      }
      const found = averagePrecision.compute({
        predictions: rows.map(({ score }) => score / 8),
        targets: rows.map(({ target }) => target),
        width: 1,
        weights: rows.map(({ weight }) => weight),
      });
      expect(found).toBeCloseTo(expected, 12);
    }),
  );
});
