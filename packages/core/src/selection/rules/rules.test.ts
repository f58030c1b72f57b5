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

const point = (strength: number, losses: readonly number[]): PathPoint => ({ strength, losses });
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

  it("chooses a point that is not less regularized than the best of its mean, and gives the means of both", () => {
    fc.assert(
      fc.property(tables, (points) => {
        const { chosen, best, reason, conclusion } = rule.choose({ points });
        const lowest = Math.min(...points.map(meanOf));
        expect(meanOf(points[best] as PathPoint)).toBeCloseTo(lowest, 12);
        expect((points[chosen] as PathPoint).strength).toBeGreaterThanOrEqual((points[best] as PathPoint).strength);
        expect(reason.lowest).toMatchObject({ point: best, mean: expect.closeTo(lowest, 12) });
        const picked = "chosen" in reason ? reason.chosen : reason.lowest;
        expect(picked).toMatchObject({ point: chosen, mean: expect.closeTo(meanOf(points[chosen] as PathPoint), 12) });
        const ends = "ends" in conclusion ? conclusion.ends : [];
        expect(
          ends.every(({ point: end, differs }) => end !== chosen && (differs || conclusion.verdict !== "conclusive")),
        ).toBe(true);
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
    expect(rule.choose({ points: [point(1, [1, 2])] })).toMatchObject({
      chosen: 0,
      best: 0,
      conclusion: { verdict: "inconclusive", code: "noOtherPoint" },
    });
  });

  it("a single fold leaves the best, and nothing can be concluded", () => {
    const { chosen, conclusion } = rule.choose({
      points: [point(1, [1]), point(2, [1.01]), point(3, [0.99 + 0.02])],
    });
    expect(chosen).toBe(0);
    expect(conclusion).toEqual({ verdict: "inconclusive", code: "singleFold" });
  });

  it("a clear valley is conclusive, equal losses are not", () => {
    const valley = [point(0, shifted([1, 1.1, 1, 0.9])), point(1, FOLDS), point(2, shifted([2, 2.1, 1.9, 2]))];
    expect(rule.choose({ points: valley })).toMatchObject({
      chosen: 1,
      best: 1,
      conclusion: {
        verdict: "conclusive",
        code: "differsFromEnds",
        level: 0.05,
        ends: [
          { point: 0, differs: true },
          { point: 2, differs: true },
        ],
      },
    });
    const flat = [point(0, shifted([0.01, -0.01, 0.02, -0.015])), point(1, FOLDS), point(2, shifted([2, 2.1, 1.9, 2]))];
    const { conclusion } = rule.choose({ points: flat });
    expect(conclusion.verdict).toBe("inconclusive");
    expect(conclusion).toMatchObject({
      code: "notToldFromEnds",
      ends: expect.arrayContaining([{ point: 0, differs: false, test: expect.anything() }]),
    });
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
      `${rule.name}.points[0].strength expects a number but receives NaN. (OCCAM_OPTION)`,
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
      return bestMeanRule.choose({ points }).conclusion.verdict;
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
    const choice = oneStandardErrorRule.choose({ points });
    const standardError = expect.closeTo(Math.sqrt(0.02 / 12), 12);
    expect(choice).toMatchObject({
      best: 0,
      chosen: 1,
      reason: {
        code: "oneStandardError",
        lowest: { point: 0, mean: 1, standardError },
        chosen: { point: 1, mean: expect.closeTo(1.04, 12), standardError },
        limit: expect.closeTo(1 + Math.sqrt(0.02 / 12), 12),
      },
      conclusion: {
        code: "differsFromEnds",
        ends: [
          { point: 0, test: { difference: expect.closeTo(0.04, 12) } },
          { point: 2, test: { difference: expect.closeTo(-0.002, 12) } },
        ],
      },
    });
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

  it("gives the excess and its standard error: 0, 2, -1, 1 is 0.5 +- 0.645", () => {
    const { chosen, reason } = pairedOneStandardErrorRule.choose({
      points: [point(1, [1, 1, 1, 1]), point(2, [1, 3, 0, 2])],
    });
    expect(chosen).toBe(1);
    // s^2 = (0.25 + 2.25 + 2.25 + 0.25) / 3.
    expect(reason).toMatchObject({ excess: { mean: 0.5, standardError: expect.closeTo(Math.sqrt(5 / 12), 12) } });
  });
});

describe("pairedTest", () => {
  it("goes on while the next point is not worse, and gives the test that stops it", () => {
    const points = [
      point(3, shifted([0.5, 0.52, 0.48, 0.5])),
      point(1, FOLDS),
      point(0, shifted([1, 1, 1.1, 1])),
      point(2, shifted([0.02, -0.01, 0.03, -0.02])),
    ];
    const { chosen, best, reason, conclusion } = pairedTestRule.choose({ points });
    expect([best, chosen, conclusion.verdict]).toEqual([1, 3, "conclusive"]);
    // Differences 0.48, 0.53, 0.45, 0.52: mean 0.495, s^2 = 0.0041 / 3, standard error sqrt((1/4 + 1/3) s^2) = 0.02823.
    expect(reason).toMatchObject({
      code: "pairedTest",
      level: 0.05,
      stoppedBy: {
        code: "worse",
        point: 0,
        against: 3,
        test: {
          difference: expect.closeTo(0.495, 12),
          t: expect.closeTo(0.495 / Math.sqrt(((1 / 4 + 1 / 3) * 0.0041) / 3), 8),
          degreesOfFreedom: 3,
          pFirstWorse: expect.closeTo(0.000202, 6),
        },
      },
    });
  });

  it("many small steps, none of them worse than the one before, do not add up to a large one", () => {
    // Each step costs 0.02 and swings by 0.03, so that no neighbour is worse; from the best the fourth or so is.
    const step = (i: number) =>
      shifted([0.02, 0.02, 0.02, 0.02].map((by, fold) => i * by + 0.015 * (-1) ** (i + fold)));
    const points = Array.from({ length: 12 }, (_, i) => point(i, i === 0 ? FOLDS : step(i)));
    const { chosen, reason } = pairedTestRule.choose({ points });
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(6);
    expect(reason).toMatchObject({ stoppedBy: { code: "worse", against: 0 } });
  });

  it("stops before a point whose loss is not finite", () => {
    const { chosen, reason } = pairedTestRule.choose({
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
    expect(reason).toMatchObject({ stoppedBy: { code: "notFinite", point: 1 } });
  });

  it("goes to the end of the path when nothing is worse, and takes no step with a single fold", () => {
    const stoppedBy = (points: readonly PathPoint[]) => pairedTestRule.choose({ points }).reason;
    expect(stoppedBy([point(0, FOLDS), point(1, FOLDS)])).toMatchObject({ stoppedBy: { code: "endOfPath" } });
    expect(stoppedBy([point(0, [1]), point(1, [1.1])])).toMatchObject({ stoppedBy: { code: "singleFold" } });
  });
});

describe("validationToTrain", () => {
  it("is 1 / (k - 1) unless told, and a larger one tells points apart less easily", () => {
    const points = [point(0, shifted([0.1, 0.12, 0.05, 0.08])), point(1, FOLDS)];
    const choose = (validationToTrain?: number) =>
      bestMeanRule.choose(validationToTrain === undefined ? { points } : { points, validationToTrain });
    expect(choose(1 / 3)).toEqual(choose());
    expect([choose().conclusion.verdict, choose(2).conclusion.verdict]).toEqual(["conclusive", "inconclusive"]);
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
