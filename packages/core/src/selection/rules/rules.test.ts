import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../../tensor/random.ts";
import {
  bestMeanRule,
  meanOverSeeds,
  oneStandardErrorRule,
  type PathPoint,
  pairedOneStandardErrorRule,
  pairedTestRule,
  RULES,
} from "./index.ts";

const point = (strength: number, losses: readonly number[]): PathPoint => ({
  name: `alpha ${strength}`,
  strength,
  losses,
});
const { NaN: nan } = Number;

/** Mean 1, s^2 = 0.02 / 3, standard error sqrt(0.02 / 12) = 0.0408. */
const FOLDS = [0.9, 1.1, 1, 1];
const shifted = (by: readonly number[]) => FOLDS.map((loss, fold) => loss + (by[fold] as number));

it("names are unique", () => {
  expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
});

describe.each(RULES)("$name", (rule) => {
  const tables = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([folds, count]) =>
      fc.array(
        fc.record({ strength: fc.nat(20), losses: fc.array(fc.nat(20), { minLength: folds, maxLength: folds }) }),
        {
          minLength: count,
          maxLength: count,
        },
      ),
    )
    .map((rows) => rows.map(({ strength, losses }) => point(strength, losses)));
  const meanOf = ({ losses }: PathPoint) => Array.from(losses).reduce((a, b) => a + b, 0) / losses.length;

  it("chooses a point that is not less regularized than the best of its mean, and says why", () => {
    fc.assert(
      fc.property(tables, (points) => {
        const { chosen, best, why, verdict } = rule.choose({ points });
        const lowest = Math.min(...points.map(meanOf));
        expect(meanOf(points[best] as PathPoint)).toBeCloseTo(lowest, 12);
        expect((points[chosen] as PathPoint).strength).toBeGreaterThanOrEqual((points[best] as PathPoint).strength);
        expect(why).toContain((points[chosen] as PathPoint).name);
        expect(["conclusive", "inconclusive"]).toContain(verdict);
      }),
    );
  });

  it("of equal means takes the most regularized for the best", () => {
    expect(rule.choose({ points: [point(1, [1, 3]), point(3, [3, 1]), point(2, [2, 2])] }).best).toBe(1);
  });

  it("a point whose losses are not finite is never chosen and changes no choice", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(nan, Infinity), (points, loss) => {
        const bad = point(-1, new Array<number>(points[0]?.losses.length ?? 0).fill(loss));
        const { chosen, best } = rule.choose({ points });
        expect(rule.choose({ points: [...points, bad] })).toMatchObject({ chosen, best });
      }),
    );
  });

  it("a single point is chosen, and nothing can be concluded", () => {
    expect(rule.choose({ points: [point(1, [1, 2])] })).toMatchObject({ chosen: 0, best: 0, verdict: "inconclusive" });
  });

  it("a single fold leaves the best, and nothing can be concluded", () => {
    const { chosen, verdict, why } = rule.choose({
      points: [point(1, [1]), point(2, [1.01]), point(3, [0.99 + 0.02])],
    });
    expect([chosen, verdict]).toEqual([0, "inconclusive"]);
    expect(why).toContain("one fold cannot tell it from the ends of the path");
  });

  it("a clear valley is conclusive, equal losses are not", () => {
    const valley = [point(0, shifted([1, 1.1, 1, 0.9])), point(1, FOLDS), point(2, shifted([2, 2.1, 1.9, 2]))];
    expect(rule.choose({ points: valley })).toMatchObject({ chosen: 1, best: 1, verdict: "conclusive" });
    const flat = [point(0, shifted([0.01, -0.01, 0.02, -0.015])), point(1, FOLDS), point(2, shifted([2, 2.1, 1.9, 2]))];
    const { verdict, why } = rule.choose({ points: flat });
    expect(verdict).toBe("inconclusive");
    expect(why).toContain("the folds do not tell it from alpha 0 (p = ");
  });

  it("refuses points without finite losses, of other folds, or of no whole number of repeats", () => {
    expect(() => rule.choose({ points: [point(0, [nan, 1])] })).toThrow(
      `${rule.name} expects a point with finite losses but receives none. (OCCAM_DATA)`,
    );
    expect(() => rule.choose({ points: [] })).toThrow(
      "expects a point with finite losses but receives none. (OCCAM_DATA)",
    );
    expect(() => rule.choose({ points: [point(0, [1, 2]), point(1, [1])] })).toThrow(
      "but receives 2 and 1. (OCCAM_SHAPE)",
    );
    expect(() => rule.choose({ points: [point(0, [1, 2, 3])], repeats: 2 })).toThrow(
      "a multiple of 2 repeats, but receives 3. (OCCAM_SHAPE)",
    );
    expect(() => rule.choose({ points: [point(nan, [1, 2])] })).toThrow(
      `${rule.name}: strength of alpha NaN expects a number but receives NaN. (OCCAM_OPTION)`,
    );
    expect(() => rule.choose({ points: [point(0, [1, 2])], level: 0 })).toThrow(
      "level expects a number above 0 and below 1",
    );
  });
});

describe("bestMean", () => {
  it("of equal means takes the most regularized", () => {
    expect(bestMeanRule.choose({ points: [point(1, [1, 3]), point(3, [3, 1]), point(2, [2, 2])] }).chosen).toBe(1);
  });

  it("is conclusive under true differences, and under none at most at the level (500 paths of noise)", () => {
    // Three points that differ by noise alone: the best must seem better than both ends by chance to conclude.
    const verdicts = Array.from({ length: 500 }, (_, seed) => {
      const noise = randomNormal(30, { seed, stream: "noise" });
      const points = [0, 1, 2].map((strength) =>
        point(strength, [...noise.subarray(strength * 10, strength * 10 + 10)]),
      );
      return bestMeanRule.choose({ points }).verdict;
    });
    expect(verdicts.filter((verdict) => verdict === "conclusive").length / 500).toBeLessThan(0.05);
  });
});

describe("oneStandardError", () => {
  it("takes the most regularized within one standard error of the best, by hand", () => {
    const points = [
      point(0.1, FOLDS),
      point(
        0.3,
        FOLDS.map((loss) => loss + 0.04),
      ),
      point(
        1,
        FOLDS.map((loss) => loss + 0.042),
      ),
    ];
    const { chosen, best, why } = oneStandardErrorRule.choose({ points });
    expect([best, chosen]).toEqual([0, 1]);
    expect(why).toBe(
      "alpha 0.1 has the lowest mean validation loss, 1 +- 0.0408; alpha 0.3 with 1.04 +- 0.0408 is the most regularized one up to 1.04; at level 0.05 it differs from alpha 0.1 (p < 0.0001) and alpha 1 (p < 0.0001)",
    );
  });

  it("repeats of the same folds do not shrink the standard error", () => {
    const twice = (losses: readonly number[]) => [...losses, ...losses];
    // Variance over 8: 0.04 / 7; per repeat of 4 folds sqrt(0.04 / 28) = 0.0378; over 8 it were 0.0267.
    const points = [point(0.1, twice(FOLDS)), point(0.3, twice(FOLDS.map((loss) => loss + 0.035)))];
    expect(oneStandardErrorRule.choose({ points, repeats: 2 }).chosen).toBe(1);
    expect(oneStandardErrorRule.choose({ points, repeats: 1 }).chosen).toBe(0);
  });
});

describe("pairedOneStandardError", () => {
  it("stays nearer to the best than the classic rule where folds differ in difficulty", () => {
    // The excess is 0.03 on every fold but for 0.001: far within the classic standard error of 0.0408.
    const points = [point(0.1, FOLDS), point(0.3, shifted([0.03, 0.031, 0.029, 0.03]))];
    expect(oneStandardErrorRule.choose({ points }).chosen).toBe(1);
    expect(pairedOneStandardErrorRule.choose({ points }).chosen).toBe(0);
  });

  it("says the excess and its standard error: 0, 2, -1, 1 is 0.5 +- 0.645", () => {
    const { chosen, why } = pairedOneStandardErrorRule.choose({
      points: [point(1, [1, 1, 1, 1]), point(2, [1, 3, 0, 2])],
    });
    expect(chosen).toBe(1);
    expect(why).toContain("(excess 0.5 +- 0.645, fold by fold)");
  });
});

describe("pairedTest", () => {
  it("goes on while the next point is not worse, and says by how much it stops", () => {
    const points = [
      point(3, shifted([0.5, 0.52, 0.48, 0.5])),
      point(1, FOLDS),
      point(0, shifted([1, 1, 1.1, 1])),
      point(2, shifted([0.02, -0.01, 0.03, -0.02])),
    ];
    const { chosen, best, why, verdict } = pairedTestRule.choose({ points });
    expect([best, chosen, verdict]).toEqual([1, 3, "conclusive"]);
    // Differences 0.48, 0.53, 0.45, 0.52: mean 0.495, s^2 = 0.0041 / 3, standard error sqrt((1/4 + 1/3) s^2) = 0.02823.
    expect(why).toContain("alpha 3 is worse than alpha 2 by 0.495 (t = 17.5 at 3 degrees of freedom, p = 0.000202)");
  });

  it("many small steps, none of them worse than the one before, do not add up to a large one", () => {
    // Each step costs 0.02 and swings by 0.03, so that no neighbour is worse; from the best the fourth or so is.
    const step = (i: number) =>
      shifted([0.02, 0.02, 0.02, 0.02].map((by, fold) => i * by + 0.015 * (-1) ** (i + fold)));
    const points = Array.from({ length: 12 }, (_, i) => point(i, i === 0 ? FOLDS : step(i)));
    const { chosen, why } = pairedTestRule.choose({ points });
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(6);
    expect(why).toContain("is worse than alpha 0 by");
  });

  it("stops before a point whose loss is not finite", () => {
    const { chosen, why } = pairedTestRule.choose({
      points: [
        point(0, FOLDS),
        point(1, [nan, 1, 1, 1]),
        point(
          2,
          FOLDS.map((x) => x + 0.1),
        ),
      ],
    });
    expect(chosen).toBe(0);
    expect(why).toContain("; the loss of alpha 1 is not finite; ");
  });
});

describe("validationToTrain", () => {
  it("is 1 / (k - 1) unless told, and a larger one tells points apart less easily", () => {
    const points = [point(0, shifted([0.1, 0.12, 0.05, 0.08])), point(1, FOLDS)];
    const choose = (validationToTrain?: number) =>
      bestMeanRule.choose(validationToTrain === undefined ? { points } : { points, validationToTrain });
    expect(choose(1 / 3)).toEqual(choose());
    expect([choose().verdict, choose(2).verdict]).toEqual(["conclusive", "inconclusive"]);
    expect(() => choose(-1)).toThrow(
      "bestMean.validationToTrain expects a number of at least 0 but receives -1. (OCCAM_OPTION)",
    );
  });
});

describe("meanOverSeeds", () => {
  it("takes the mean of each fold's seeds", () => {
    expect([...meanOverSeeds([1, 3, 10, 20], 2)]).toEqual([2, 15]);
    expect(() => meanOverSeeds([1, 2, 3], 2)).toThrow(
      "meanOverSeeds.losses expects a multiple of 2 losses but receives 3. (OCCAM_SHAPE)",
    );
  });
});
