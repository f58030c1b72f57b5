import { describe, expect, it } from "vitest";
import { diabetes } from "./diabetes.ts";
import { dot, lasso, lossOf, productsOf, ridge, zeroCount } from "./linear-model.ts";

const { training } = diabetes();
const products = productsOf(training.columns, training.target);
const none = new Float64Array(training.columns.length);

describe("a linear model of 64 features", () => {
  it.each([0.3, 0.1, 0.03, 0.01])(
    "lasso: each weight is pulled with alpha, those at 0 with at most that (alpha %d)",
    (alpha) => {
      const w = lasso(products, alpha, none);
      w.forEach((weight, j) => {
        const pull = (products.pulls[j] as number) - dot(products.gram[j] as Float64Array, w);
        if (weight === 0) expect(Math.abs(pull)).toBeLessThanOrEqual(alpha + 1e-9);
        else expect(pull).toBeCloseTo(alpha * Math.sign(weight), 6);
      });
    },
  );

  it("lasso: every weight is 0 from the hardest pull on, and the first to leave is the one pulled hardest", () => {
    const hardest = Math.max(...products.pulls.map(Math.abs));
    expect(zeroCount(lasso(products, hardest, none))).toBe(64);
    const w = lasso(products, hardest - 1e-4, none);
    expect(zeroCount(w)).toBe(63);
    expect(Math.abs(products.pulls[w.findIndex((weight) => weight !== 0)] as number)).toBe(hardest);
  });

  it.each([1e-3, 0.1, 10])("ridge: (X'X/n + alpha I) w = X'y/n, and no weight is 0 (alpha %d)", (alpha) => {
    const w = ridge(products, alpha);
    w.forEach((weight, j) => {
      expect(dot(products.gram[j] as Float64Array, w) + alpha * weight).toBeCloseTo(products.pulls[j] as number, 9);
    });
    expect(zeroCount(w)).toBe(0);
  });

  it("independent columns of deviation 1: lasso is the soft threshold, ridge the share 1 / (1 + alpha)", () => {
    const identity = { gram: [Float64Array.of(1, 0), Float64Array.of(0, 1)], pulls: Float64Array.of(0.8, -0.2) };
    expect([...lasso(identity, 0.3, new Float64Array(2))]).toEqual([0.5, 0]);
    expect([...ridge(identity, 1)]).toEqual([expect.closeTo(0.4, 12), expect.closeTo(-0.1, 12)]);
  });

  it("the loss of no weights is half the target's variance", () => {
    expect(lossOf(training.columns, training.target, none)).toBeCloseTo(0.5, 12);
  });
});

describe("the diabetes table", () => {
  it("has 442 people in two parts, and 10 measures, 9 squares and 45 products of them", () => {
    const { training, hidden, names } = diabetes();
    expect(names).toHaveLength(64);
    expect(new Set(names).size).toBe(64);
    expect(training.columns).toHaveLength(64);
    // The last column is the square of the last measure, scaled.
    const [s6, square] = [training.columns[9], training.columns[63]] as [Float64Array, Float64Array];
    const plain = s6.map((value) => value * value);
    const mean = plain.reduce((sum, value) => sum + value, 0) / plain.length;
    const deviation = Math.sqrt(plain.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plain.length);
    expect(square[5]).toBeCloseTo(((plain[5] as number) - mean) / deviation, 9);
    expect(training.target.length + hidden.target.length).toBe(442);
  });

  it("columns of the training part have mean 0 and deviation 1", () => {
    for (const column of [...training.columns, training.target]) {
      expect(column.reduce((sum, value) => sum + value, 0) / column.length).toBeCloseTo(0, 9);
      expect(dot(column, column) / column.length).toBeCloseTo(1, 9);
    }
  });
});
