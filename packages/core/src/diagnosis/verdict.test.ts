import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../tensor/random.ts";
import { diagnose } from "./diagnose.ts";
import type { ModelLosses } from "./evidence.ts";
import { judge, type VerdictInput } from "./verdict.ts";

/** `count` losses of known mean and spread; the mean of the draws is exact. */
function losses(count: number, mean: number, spread: number, stream: string): Float64Array {
  const draws = randomNormal(count, { seed: 5, stream });
  const drift = draws.reduce((sum, draw) => sum + draw, 0) / count;
  return draws.map((draw) => mean + spread * (draw - drift));
}

const TRAIN = 300;
const TEST = 200;
/** A model of these mean losses on training and test rows. Rows are alike hard for all models, up to `own`. */
function model(train: number, test: number, { own = 0.02, stream = "own", trainRows = TRAIN, testRows = TEST } = {}) {
  const rowwise = (count: number, mean: number, part: string) => {
    const shared = losses(count, 0, 0.1, `shared/${part}`);
    return losses(count, mean, own, `${stream}/${part}`).map((loss, row) => loss + (shared[row] as number));
  };
  return { train: rowwise(trainRows, train, "train"), test: rowwise(testRows, test, "test") };
}

/** The best constant prediction costs 1 a row, so that a tenth of it is 0.1. */
const constant = (trainRows = TRAIN, testRows = TEST) =>
  model(1, 1, { own: 0.3, stream: "constant", trainRows, testRows });
const identity = (mean: number) => mean;
const verdictOf = (own: ModelLosses, other: ModelLosses, more: Partial<VerdictInput> = {}) =>
  judge({ model: own, other, constant: constant(), reduce: identity, seed: 1, ...more });

describe("each rule decides where it is the first that holds", () => {
  it("1. overfitting: test rows cost half of the constant prediction more than training rows", () => {
    const { verdict, why, gap } = verdictOf(model(0.05, 0.55), model(0.3, 0.5, { stream: "other" }));
    expect(verdict).toBe("overfitting");
    expect(why).toContain("lies clearly above 0 and exceeds a tenth of the constant prediction's loss (0.1)");
    expect(gap.estimate).toBeCloseTo(0.5, 9);
    expect(gap.low).toBeGreaterThan(0.45);
    expect(gap.high).toBeLessThan(0.55);
  });

  it("1. overfitting, even where the model is worse than the constant prediction on test rows", () => {
    expect(verdictOf(model(0.05, 1.8), model(0.9, 0.95, { stream: "other" })).verdict).toBe("overfitting");
  });

  it("2. overfitting: a gap of 0.08 is small, but the other model gives up training loss and gains test loss", () => {
    const { verdict, why } = verdictOf(model(0.3, 0.38), model(0.34, 0.35, { stream: "other" }));
    expect(verdict).toBe("overfitting");
    expect(why).toContain("the other model fits training rows less and test rows better, by 0.03");
  });

  it("2. does not hold where the other model fits training rows better too", () => {
    expect(verdictOf(model(0.3, 0.38), model(0.28, 0.35, { stream: "other" })).verdict).not.toBe("overfitting");
  });

  it("3. underfitting: training rows cost hardly less than the constant prediction", () => {
    const { verdict, why } = verdictOf(model(0.93, 0.94), model(0.93, 0.94, { stream: "other" }));
    expect(verdict).toBe("underfitting");
    expect(why).toContain("even on training rows it is hardly better than a constant prediction: -0.07");
  });

  it("3. underfitting: so few training rows that better than the constant prediction may be chance", () => {
    const few = { own: 1.5, trainRows: 12 };
    const { verdict, why } = verdictOf(model(0.6, 0.6, few), model(0.6, 0.6, { ...few, stream: "other" }), {
      constant: constant(12),
    });
    expect(verdict).toBe("underfitting");
    expect(why).toContain("hardly better");
  });

  it("4. underfitting: the other model is better on training rows and by 0.3 on test rows", () => {
    const { verdict, why } = verdictOf(model(0.6, 0.62), model(0.25, 0.32, { stream: "other" }));
    expect(verdict).toBe("underfitting");
    expect(why).toContain("the other model is better on training rows and, by 0.3");
  });

  it("4. does not hold where the other model is better by 0.05, less than a tenth", () => {
    expect(verdictOf(model(0.4, 0.42), model(0.35, 0.37, { stream: "other" })).verdict).toBe("good fit");
  });

  it("5. good fit: a gap of 0.02 between hundreds of rows, and half the loss of the constant prediction", () => {
    const { verdict, why } = verdictOf(model(0.48, 0.5), model(0.47, 0.5, { stream: "other" }));
    expect(verdict).toBe("good fit");
    expect(why).toContain("over 200 untouched rows is below a tenth of the constant prediction's loss (0.1)");
  });

  it("6. inconclusive: the same gap between a few test rows of widely different losses", () => {
    const wide = { own: 0.8, testRows: 20 };
    const { verdict, why } = verdictOf(model(0.48, 0.5, wide), model(0.48, 0.5, { ...wide, stream: "other" }), {
      constant: constant(TRAIN, 20),
    });
    expect(verdict).toBe("inconclusive");
    expect(why).toContain("is too uncertain against a tenth");
  });

  it("0. inconclusive: nineteen test rows decide nothing, however large the gap", () => {
    const few = { own: 0.01, testRows: 19 };
    const { verdict, why } = verdictOf(model(0.1, 0.9, few), model(0.1, 0.9, { ...few, stream: "other" }), {
      constant: constant(TRAIN, 19),
    });
    expect(verdict).toBe("inconclusive");
    expect(why).toContain("19 untouched rows are too few to tell");
  });

  it("6. inconclusive: a gap of 0.11 exceeds a tenth, and its interval holds both half of that and nearly twice it", () => {
    const wide = { own: 0.17, testRows: 30 };
    const { verdict, gap } = verdictOf(model(0.39, 0.5, wide), model(0.39, 0.5, { ...wide, stream: "other" }), {
      constant: constant(TRAIN, 30),
    });
    expect(gap.low).toBeLessThan(0.05);
    expect(gap.high).toBeLessThan(0.2);
    expect(verdict).toBe("inconclusive");
  });
});

describe("further untouched rows", () => {
  const few = { own: 0.8, testRows: 10 };
  const own = model(0.48, 0.5, few);
  const input = { other: model(0.48, 0.5, { ...few, stream: "other" }), constant: constant(TRAIN, 10) };

  it("turn inconclusive into a good fit, and leave the reported gap that of the test rows", () => {
    const plain = judge({ model: own, ...input, reduce: identity, seed: 1 });
    const further = losses(2000, 0.49, 0.1, "further");
    const more = judge({ model: { ...own, further }, ...input, reduce: identity, seed: 1 });
    expect([plain.verdict, more.verdict]).toEqual(["inconclusive", "good fit"]);
    expect(more.why).toContain("over 2010 untouched rows");
    expect(more.gap).toEqual(plain.gap);
  });

  it("turn inconclusive into overfitting where they cost more", () => {
    const further = losses(2000, 1.1, 0.1, "further");
    expect(judge({ model: { ...own, further }, ...input, reduce: identity, seed: 1 }).verdict).toBe("overfitting");
  });
});

describe("probabilities", () => {
  it("are those of diagnose with the other model as its reference", () => {
    const [own, other] = [model(0.3, 0.5), model(0.34, 0.35, { stream: "other" })];
    const judged = verdictOf(own, other);
    const references = [{ name: "the other model", test: other.test }];
    const diagnosed = diagnose({ model: own, constant: constant(), references, reduce: identity, seed: 1 });
    expect(judged.probabilities).toEqual(diagnosed.probabilities);
    expect(judged.reference).toEqual(diagnosed.reference);
  });

  it("measure a model by the constant prediction where the other model is worse than that", () => {
    const { reference } = verdictOf(model(0.3, 0.5), model(0.9, 1.2, { stream: "other" }));
    expect(reference.name).toBe("constant");
    expect(reference.distance.estimate).toBeCloseTo(-0.5, 9);
  });
});

describe("regression by RMSE", () => {
  /** Squared errors of predictions that miss by `error` times a standard normal. */
  const squared = (error: number, stream: string): ModelLosses => ({
    train: losses(TRAIN, 0, error, `${stream}/train`).map((miss) => miss ** 2),
    test: losses(TEST, 0, error, `${stream}/test`).map((miss) => miss ** 2),
  });
  const rmse = (each: Float64Array) => Math.sqrt(each.reduce((sum, loss) => sum + loss, 0) / each.length);

  it("has the gap in the target's units, not in their square", () => {
    const own = { train: squared(2, "own").train, test: squared(9, "own").test };
    const { gap, verdict } = judge({
      model: own,
      other: squared(7, "other"),
      constant: squared(50, "constant"),
      reduce: Math.sqrt,
      seed: 1,
    });
    expect(gap.estimate).toBeCloseTo(rmse(own.test) - rmse(own.train), 9);
    expect(gap.estimate).toBeGreaterThan(5);
    expect(gap.estimate).toBeLessThan(8);
    expect(verdict).toBe("overfitting");
  });

  it("weighs a gap by a tenth of the constant prediction's RMSE: 4 matters against 20 and not against 100", () => {
    const own = { train: squared(6, "own").train, test: squared(10, "own").test };
    const against = (error: number) =>
      judge({ model: own, other: own, constant: squared(error, "constant"), reduce: Math.sqrt, seed: 1 }).verdict;
    expect([against(20), against(100)]).toEqual(["overfitting", "good fit"]);
  });

  it("finds a perfect fit of a constant error good", () => {
    const perfect = { train: new Float64Array(TRAIN), test: new Float64Array(TEST) };
    const verdict = judge({
      model: perfect,
      other: perfect,
      constant: squared(1, "constant"),
      reduce: Math.sqrt,
      seed: 1,
    });
    expect(verdict).toMatchObject({ verdict: "good fit", gap: { estimate: 0, low: 0, high: 0 } });
  });
});

describe("any two models", () => {
  const FEW = { trainRows: 40, testRows: 30 };
  const means = fc.double({ min: 0.01, max: 2, noNaN: true });
  const pairs = fc
    .tuple(means, means, means, means, fc.nat(1000))
    .map(([train, test, otherTrain, otherTest, seed]) => ({
      own: model(train, test, FEW),
      other: model(otherTrain, otherTest, { ...FEW, stream: "other" }),
      seed,
    }));
  const judged = (own: ModelLosses, other: ModelLosses, more: Partial<VerdictInput>) =>
    verdictOf(own, other, { constant: constant(FEW.trainRows, FEW.testRows), ...more });

  it("get the same judgement twice, decided by the seed", () => {
    fc.assert(
      fc.property(pairs, ({ own, other, seed }) => {
        const once = judged(own, other, { seed });
        expect(judged(own, other, { seed })).toEqual(once);
        expect(judged(own, other, { seed: seed + 1 }).gap).not.toEqual(once.gap);
      }),
      { numRuns: 12 },
    );
  });

  it("get a verdict that no unit of the losses changes", () => {
    fc.assert(
      fc.property(pairs, ({ own, other, seed }) => {
        // Powers of two scale exactly.
        const scaled = ({ train: a, test: b }: ModelLosses) => ({
          train: a.map((loss) => loss * 1024),
          test: b.map((loss) => loss * 1024),
        });
        const plain = judged(own, other, { seed });
        const large = judged(scaled(own), scaled(other), {
          seed,
          constant: scaled(constant(FEW.trainRows, FEW.testRows)),
        });
        expect(large.verdict).toBe(plain.verdict);
        expect(large.gap.estimate).toBe(plain.gap.estimate * 1024);
      }),
      { numRuns: 12 },
    );
  });

  it("have their gap inside its interval, and a reason with the numbers", () => {
    fc.assert(
      fc.property(pairs, ({ own, other, seed }) => {
        const { gap, why } = judged(own, other, { seed });
        expect(gap.level).toBe(0.95);
        expect(gap.low).toBeLessThan(gap.estimate);
        expect(gap.high).toBeGreaterThan(gap.estimate);
        expect(why).toMatch(/-?\d.* \(95% interval -?\d\S* to -?\d\S*\)/);
      }),
      { numRuns: 12 },
    );
  });
});
