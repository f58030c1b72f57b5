import fc from "fast-check";
import { expect, it } from "vitest";
import { f1 } from "./f1.ts";

const oneHot = (classes: readonly number[], width: number) =>
  classes.flatMap((target) => Array.from({ length: width }, (_, i) => Number(i === target)));

it("of one hit, two false alarms and one miss is 2 / (2 + 2 + 1)", () => {
  const rows = { predictions: [0.9, 0.8, 0.7, 0.1, 0.2], targets: [1, 0, 0, 1, 0] };
  expect(f1.compute({ ...rows, width: 1 })).toBe(0.4);
  expect(f1.compute({ ...rows, predictions: rows.predictions.flatMap((p) => [1 - p, p]), width: 2 })).toBe(0.4);
  // The false alarms count three times.
  expect(f1.compute({ ...rows, width: 1, weights: [1, 3, 3, 1, 9] })).toBe(2 / 9);
});

it("of no row of the positive class, and none predicted as it, is 0, as scikit-learn's with zero_division=0", () => {
  expect(f1.compute({ predictions: [0.1, 0.2], targets: [0, 0], width: 1 })).toBe(0);
  expect(f1.compute({ predictions: [0.1, 0.9], targets: [0, 1], width: 1, weights: [1, 0] })).toBe(0);
});

it("of more classes is the mean over classes: 4/5, 0 and 0 in the example of scikit-learn's f1_score", () => {
  const predictions = oneHot([0, 2, 1, 0, 0, 1], 3);
  expect(f1.compute({ predictions, targets: [0, 1, 2, 0, 1, 2], width: 3 })).toBeCloseTo(4 / 15, 14);
});

it("leaves out classes that no row is of or predicted as, but not those only predicted", () => {
  expect(f1.compute({ predictions: oneHot([0, 1], 4), targets: [0, 1], width: 4 })).toBe(1);
  expect(f1.compute({ predictions: oneHot([0, 2], 4), targets: [0, 1], width: 4 })).toBeCloseTo(1 / 3, 14);
});

it("is the mean of the harmonic means of precision and recall, counted row by row", () => {
  const row = fc.record({ target: fc.nat(3), guess: fc.nat(3), weight: fc.nat(4) });
  const some = fc.array(row, { minLength: 1, maxLength: 20 }).filter((rows) => rows.some(({ weight }) => weight > 0));
  fc.assert(
    fc.property(some, (rows) => {
      const sumOf = (isCounted: (row: { target: number; guess: number }) => boolean) =>
        rows.filter(isCounted).reduce((sum, { weight }) => sum + weight, 0);
      const scores = [0, 1, 2, 3].flatMap((of) => {
        const hits = sumOf(({ target, guess }) => target === of && guess === of);
        const [own, called] = [sumOf(({ target }) => target === of), sumOf(({ guess }) => guess === of)];
        if (own + called === 0) return [];
        const [precision, recall] = [called === 0 ? 0 : hits / called, own === 0 ? 0 : hits / own];
        return [hits === 0 ? 0 : (2 * precision * recall) / (precision + recall)];
      });
      const found = f1.compute({
        predictions: oneHot(
          rows.map(({ guess }) => guess),
          4,
        ),
        targets: rows.map(({ target }) => target),
        width: 4,
        weights: rows.map(({ weight }) => weight),
      });
      expect(found).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 12);
    }),
  );
});
