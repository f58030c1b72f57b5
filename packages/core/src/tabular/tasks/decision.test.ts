import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balancedAccuracy } from "../../metrics/index.ts";
import { predictedClasses } from "../../metrics/predicted-classes.ts";
import { decide, isDecision, meanCounts, tradeOff } from "./decision.ts";
import { regression } from "./regression.ts";

const target = (...classes: string[]) => ({ name: "kind", classes, values: new Float64Array() });
const two = target("fraud", "ok");
/** One fraud in four. */
const values = Float64Array.of(0, 1, 1, 1);

describe("decide", () => {
  it("balance puts the threshold of two classes at the rarer one's share of the training rows", () => {
    const decision = { rule: "balance", weights: [0.75, 0.25], rarer: 0, threshold: 0.25 };
    expect(decide(two, values, { balance: true })).toEqual(decision);
  });

  it("a threshold labels the rarer class above it, whichever comes first, and the second of two as frequent", () => {
    const predictions = [0.2, 0.8, 0.3, 0.7, 0.45, 0.55, 0.8, 0.2];
    const labels = (rows: Float64Array) =>
      Array.from(predictedClasses(predictions, 2, decide(two, rows, { threshold: 0.25 })?.weights ?? []));
    expect(labels(values)).toEqual([1, 0, 0, 0]);
    expect(labels(Float64Array.of(0, 0, 1))).toEqual([1, 1, 1, 0]);
    expect(labels(Float64Array.of(0, 1))).toEqual([1, 1, 1, 0]);
  });

  it("says nothing else of itself where nobody asks: the most probable class", () => {
    expect(decide(two, values, {})).toEqual({ rule: "mostProbable", weights: [0.5, 0.5], rarer: 0, threshold: 0.5 });
    expect(decide(target("a", "b", "c"), Float64Array.of(0, 1, 2, 2), {})).toEqual({
      rule: "mostProbable",
      weights: [1, 1, 1],
    });
  });

  it("balance of three classes divides by their shares, and never labels a class that no training row has", () => {
    const { weights } = decide(target("a", "b", "c", "d"), Float64Array.of(0, 0, 1, 2), { balance: true }) ?? {};
    expect(weights).toEqual([2, 4, 4, 0]);
  });

  it("refuses what contradicts itself or the target, and says what to do", () => {
    expect(() => decide(two, values, { threshold: 0.3, balance: true })).toThrow(
      "threshold expects a threshold or balance but receives both: leave one out. (OCCAM_OPTION)",
    );
    expect(() => decide(target("a", "b", "c"), values, { threshold: 0.3 })).toThrow(
      'threshold expects a target of two classes but receives 3 classes in "kind": say balance instead. (OCCAM_OPTION)',
    );
    expect(() => regression.decide(two, values, { balance: true })).toThrow(
      'balance expects a target of classes but receives the numbers of "kind": leave it out: numbers are predicted as they are. (OCCAM_OPTION)',
    );
    expect(regression.decide(two, values, { balance: false })).toBeUndefined();
  });

  it("no weights of classes have a higher expected balanced accuracy than balance, where probabilities are right", () => {
    // Ten kinds of rows, each as frequent, with its probability of class 0.
    const kinds = fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(kinds, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (chances, threshold) => {
        const share = chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
        const expected = (above: number) => {
          const labelled = chances.filter((chance) => chance > above);
          const found = labelled.reduce((sum, chance) => sum + chance, 0) / (share * chances.length);
          const alarms = labelled.reduce((sum, chance) => sum + 1 - chance, 0) / ((1 - share) * chances.length);
          return (found + 1 - alarms) / 2;
        };
        expect(expected(share)).toBeGreaterThanOrEqual(expected(threshold) - 1e-12);
      }),
    );
  });
});

describe("tradeOff", () => {
  const input = { predictions: [0.9, 0.1, 0.3, 0.7, 0.15, 0.85, 0.005, 0.995], targets: [0, 1, 0, 1], width: 2 };
  const decision = decide(two, values, { threshold: 0.25 });
  if (decision === undefined) throw new Error("a classification has a decision");

  it("counts rows labelled as the rarer class above each threshold, and the decision's own among them", () => {
    const counts = tradeOff(decision, input) ?? [];
    const at = (threshold: number) => counts.find((each) => each.threshold === threshold);
    expect(at(0.25)).toEqual({ threshold: 0.25, positives: 2, hits: 1, negatives: 2, falseAlarms: 1 });
    expect(at(0.1)).toEqual({ threshold: 0.1, positives: 2, hits: 2, negatives: 2, falseAlarms: 1 });
    expect(at(0.9)).toEqual({ threshold: 0.9, positives: 2, hits: 0, negatives: 2, falseAlarms: 0 });
    expect(counts.map(({ threshold }) => threshold)).toEqual(
      counts.map((each) => each.threshold).sort((a, b) => a - b),
    );
    expect(tradeOff({ rule: "balance", weights: [1, 2, 3] }, input)).toBeUndefined();
  });

  it("agrees with the balanced accuracy of the labels", () => {
    const { hits, positives, falseAlarms, negatives } = (tradeOff(decision, input) ?? []).find(
      ({ threshold }) => threshold === 0.25,
    ) ?? { hits: 0, positives: 1, falseAlarms: 0, negatives: 1 };
    expect(balancedAccuracy.compute({ ...input, decisionWeights: decision.weights })).toBe(
      (hits / positives + 1 - falseAlarms / negatives) / 2,
    );
  });

  it("the mean of two looks is that of their counts", () => {
    const one = [{ threshold: 0.5, positives: 4, hits: 1, negatives: 6, falseAlarms: 2 }];
    const other = [{ threshold: 0.5, positives: 4, hits: 2, negatives: 6, falseAlarms: 0 }];
    expect(meanCounts([one, other])).toEqual([
      { threshold: 0.5, positives: 4, hits: 1.5, negatives: 6, falseAlarms: 1 },
    ]);
  });
});

it("a file's decision must fit its classes", () => {
  const decision = decide(two, values, { balance: true });
  expect(isDecision(decision, 2)).toBe(true);
  for (const bad of [
    undefined,
    { ...decision, rule: "best" },
    { ...decision, weights: [1] },
    { ...decision, weights: [1, -1] },
    { ...decision, rarer: 2 },
    { ...decision, threshold: "0.5" },
  ])
    expect(isDecision(bad, 2)).toBe(false);
  expect(isDecision({ rule: "balance", weights: [1, 2, 3] }, 3)).toBe(true);
  expect(isDecision(decision, 3)).toBe(false);
});
