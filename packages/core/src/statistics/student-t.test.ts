import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correctedTTest } from "./corrected-t-test.ts";
import { studentTCdf, twoSidedP } from "./student-t.ts";

describe("studentTCdf", () => {
  // Published quantiles, as in Abramowitz & Stegun, table 26.10: to the digits printed.
  it.each([
    [1, 6.314, 0.95],
    [1, 63.657, 0.995],
    [2, 4.303, 0.975],
    [4, 2.132, 0.95],
    [4, 2.776, 0.975],
    [9, 2.262, 0.975],
    [10, 3.169, 0.995],
    [15, 1.753, 0.95],
    [30, 2.042, 0.975],
    [120, 2.617, 0.995],
  ])("at %d degrees of freedom and t = %d is %d", (degreesOfFreedom, t, share) => {
    expect(Math.abs(studentTCdf(t, degreesOfFreedom) - share)).toBeLessThan(3e-5);
  });

  // SciPy 1.17, scipy.stats.t.cdf.
  it.each([
    [1, 1, 0.75],
    [2, 1.5, 0.8638034375544994],
    [3, -2.5, 0.04385332350403278],
    [4, 2.776, 0.9749886108400118],
    [9, 0.3, 0.6145046481292376],
    [30, 2.042, 0.9749856646719011],
    [99, 5, 0.9999987593019934],
    [200, -1, 0.15925942395487336],
    [9, -12, 3.8499431114928265e-7],
  ])("at %d degrees of freedom and t = %d agrees with SciPy to 1e-14", (degreesOfFreedom, t, share) => {
    expect(Math.abs(studentTCdf(t, degreesOfFreedom) - share)).toBeLessThan(1e-14);
  });

  it("is 0, 1/2 and 1 at minus infinity, 0 and infinity, and symmetric", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }), (v, t) => {
        expect(studentTCdf(t, v) + studentTCdf(-t, v)).toBeCloseTo(1, 14);
        expect([studentTCdf(-Infinity, v), studentTCdf(0, v), studentTCdf(Infinity, v)]).toEqual([
          expect.closeTo(0, 14),
          0.5,
          expect.closeTo(1, 14),
        ]);
        expect(twoSidedP(t, v)).toBeCloseTo(2 * studentTCdf(-Math.abs(t), v), 14);
      }),
    );
  });
});

describe("correctedTTest", () => {
  it("of five folds by hand: mean 0.062, variance 0.00107, standard error sqrt((1/5 + 1/4) 0.00107)", () => {
    const test = correctedTTest({
      first: [0.5, 0.6, 0.55, 0.7, 0.65],
      second: [0.4, 0.58, 0.5, 0.61, 0.6],
      validationToTrain: 1 / 4,
    });
    expect(test.difference).toBeCloseTo(0.062, 12);
    expect(test.standardError).toBeCloseTo(Math.sqrt((1 / 5 + 1 / 4) * 0.00107), 12);
    expect(test.t).toBeCloseTo(2.825488498368611, 10);
    expect(test.degreesOfFreedom).toBe(4);
    expect(test.p).toBeCloseTo(0.04756228544513049, 12);
    expect(test.pFirstWorse).toBeCloseTo(0.04756228544513049 / 2, 12);
  });

  it("equal differences are certain, and no difference is none", () => {
    const shifted = correctedTTest({
      first: [1.1, 2.1, 3.1],
      second: [1, 2, 3].map((x) => x + 0.5 - 0.5),
      validationToTrain: 0,
    });
    expect(shifted.pFirstWorse).toBeLessThan(1e-12);
    expect(correctedTTest({ first: [2, 3], second: [1, 2], validationToTrain: 1 })).toMatchObject({
      t: Infinity,
      p: 0,
      pFirstWorse: 0,
    });
    expect(correctedTTest({ first: [1, 2], second: [1, 2], validationToTrain: 1 })).toMatchObject({
      t: 0,
      p: 1,
      pFirstWorse: 0.5,
    });
  });

  it("refuses folds that do not pair, one fold, losses that are not finite", () => {
    const test = (first: readonly number[], second: readonly number[]) => () =>
      correctedTTest({ first, second, validationToTrain: 1 });
    expect(test([1, 2], [1])).toThrow(
      "correctedTTest.second expects 2 losses, of the same folds as the first but receives 1. (OCCAM_SHAPE)",
    );
    expect(test([1], [1])).toThrow("correctedTTest expects two or more finite losses but receives 1. (OCCAM_DATA)");
    expect(test([1, Number.NaN], [1, 1])).toThrow("but receives one that is not finite. (OCCAM_DATA)");
  });
});
