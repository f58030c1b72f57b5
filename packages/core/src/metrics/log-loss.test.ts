import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logLoss, logLossPerRow } from "./log-loss.ts";
import { BINARY, BINARY_WEIGHTS, MULTICLASS, MULTICLASS_WEIGHTS } from "./sample-predictions.fixture.ts";

describe("logLoss", () => {
  it("averages the surprise of the targets: (log 2 + log 4) / 2 for probabilities 1/2 and 1/4", () => {
    const predictions = [0.5, 0.25, 0.25, 0.5, 0.25, 0.25];
    const value = logLoss.compute({ predictions, targets: [0, 2], width: 3 });
    expect(value).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 15);
  });

  it("reads 1 - p for class 0 of a single sigmoid", () => {
    const value = logLoss.compute({ predictions: [0.2, 0.2], targets: [0, 1], width: 1 });
    expect(value).toBeCloseTo(-(Math.log(0.8) + Math.log(0.2)) / 2, 15);
  });

  it("a certain mistake costs 149 log 2 = 103.28 by its probability and certain truth 0", () => {
    expect(logLoss.compute({ predictions: [1, 0], targets: [1], width: 2 })).toBeCloseTo(149 * Math.LN2, 12);
    expect(logLoss.compute({ predictions: [0], targets: [1], width: 1 })).toBeCloseTo(149 * Math.LN2, 12);
    expect(logLoss.compute({ predictions: [1, 0], targets: [0], width: 2 })).toBe(0);
  });

  it("a probability that rounding put above 1 costs nothing", () => {
    expect(logLoss.compute({ predictions: Float32Array.of(0, 1.0000001), targets: [1], width: 2 })).toBe(0);
  });

  it("from logits is exact where probabilities are 0 and 1: 50 for label 1 at -50, 1000 between classes at 600 and -400", () => {
    const lossOf = (logits: readonly number[], target: number) =>
      logLoss.compute({ predictions: logits.map(() => 0.5), logits, targets: [target], width: logits.length });
    expect(lossOf([-50], 1)).toBe(50);
    expect(lossOf([50], 0)).toBe(50);
    expect(lossOf([50], 1)).toBeCloseTo(Math.exp(-50), 30);
    expect(lossOf([0], 0)).toBe(Math.LN2);
    expect(lossOf([600, -400, 0], 1)).toBe(1000);
    expect(lossOf([-40, 0, -41], 1) / (Math.exp(-40) + Math.exp(-41))).toBeCloseTo(1, 12);
    expect(lossOf([7, 7, 7, 7], 2)).toBeCloseTo(Math.log(4), 14);
  });

  it("from logits is what it is from their probabilities, where these are not rounded", () => {
    const logit = fc.double({ min: -9, max: 9, noNaN: true });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 5 }), fc.nat(), (logits, choice) => {
        const [width, target] = [logits.length, choice % Math.max(2, logits.length)];
        const odds = width === 1 ? [1, Math.exp(logits[0] as number)] : logits.map(Math.exp);
        const total = odds.reduce((sum, each) => sum + each, 0);
        const predictions = (width === 1 ? odds.slice(1) : odds).map((each) => each / total);
        const one = { predictions, targets: [target], width };
        expect(logLoss.compute({ ...one, logits })).toBeCloseTo(logLoss.compute(one), 10);
        expect(logLossPerRow({ ...one, logits })[0]).toBe(logLoss.compute({ ...one, logits }));
      }),
    );
  });

  it("agrees with scikit-learn 1.2.1 log_loss at eps=1e-15", () => {
    expect(logLoss.compute(BINARY)).toBeCloseTo(0.6137752370968732, 14);
    expect(logLoss.compute({ ...BINARY, weights: BINARY_WEIGHTS })).toBeCloseTo(0.6196985236605406, 14);
    expect(logLoss.compute(MULTICLASS)).toBeCloseTo(0.8550047016287315, 14);
    expect(logLoss.compute({ ...MULTICLASS, weights: MULTICLASS_WEIGHTS })).toBeCloseTo(0.8003972798368552, 14);
  });

  it("is smallest, at the entropy, when a constant prediction equals the class shares", () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }));
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(counts, probability, ([zeros, ones], p) => {
        const targets = [...new Array<number>(zeros).fill(0), ...new Array<number>(ones).fill(1)];
        const lossOf = (constant: number) =>
          logLoss.compute({ predictions: targets.map(() => constant), targets, width: 1 });
        const share = ones / targets.length;
        const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
        expect(lossOf(share)).toBeCloseTo(entropy, 12);
        expect(lossOf(p)).toBeGreaterThanOrEqual(entropy - 1e-12);
      }),
    );
  });
});

describe("logLossPerRow", () => {
  it("gives -log p of each row's target", () => {
    const rows = logLossPerRow({ predictions: [0.5, 0.5, 0.1, 0.9], targets: [0, 0], width: 2 });
    expect(rows).toEqual(Float64Array.of(-Math.log(0.5), -Math.log(0.1)));
  });

  it("has the metric as its mean, whatever the weights", () => {
    const rows = logLossPerRow({ ...MULTICLASS, weights: MULTICLASS_WEIGHTS });
    expect(rows.reduce((sum, loss) => sum + loss, 0) / rows.length).toBeCloseTo(logLoss.compute(MULTICLASS), 14);
  });
});
