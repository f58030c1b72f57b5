import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asha,
  hyperband,
  hyperbandBrackets,
  medianPruner,
  PRUNERS,
  type Pruner,
  successiveHalving,
  type TrialCurve,
} from "./index.ts";

/** Trains all trials side by side, epoch by epoch, and reviews those that run at each of their rungs. */
function train(pruner: Pruner, lossOf: (trial: number, epoch: number) => number, trialCount: number): number[][] {
  const curves: number[][] = Array.from({ length: trialCount }, () => []);
  let running = curves.map((_, trial) => trial);
  for (let epoch = 1; epoch <= pruner.maxEpochs; epoch++) {
    for (const trial of running) curves[trial]?.push(lossOf(trial, epoch));
    const trials: readonly TrialCurve[] = curves.map((losses) => ({ losses }));
    running = running.filter(
      (trial) => !pruner.rungsOf(trial).includes(epoch) || pruner.review({ trials, trial, epoch }) === "continue",
    );
  }
  return curves;
}
const lengths = (curves: readonly number[][]) => curves.map((losses) => losses.length);

it("names are unique", () => {
  expect(new Set(PRUNERS.map((make) => make({ maxEpochs: 9 }).name)).size).toBe(PRUNERS.length);
});

describe.each(PRUNERS.map((make) => [make({ maxEpochs: 2 }).name, make] as const))("%s", (_, make) => {
  const cases = fc.record({
    minEpochs: fc.integer({ min: 1, max: 4 }),
    extra: fc.nat(30),
    table: fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 30 }),
  });

  it("lets the trial that is best throughout train to its end, and stops none before minEpochs or at its end", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ minEpochs, extra, table }, some) => {
        const best = some % table.length;
        const pruner = make({ minEpochs, maxEpochs: minEpochs + extra });
        const curves = train(
          pruner,
          (trial, epoch) => (trial === best ? -1 : (table[trial]?.[0] ?? 0) + (table[trial]?.[1] ?? 0) / epoch),
          table.length,
        );
        expect(curves[best]?.length).toBe(minEpochs + extra);
        expect(Math.min(...lengths(curves))).toBeGreaterThanOrEqual(minEpochs);
        for (let trial = 0; trial < table.length; trial++) {
          const rungs = pruner.rungsOf(trial);
          expect(rungs.every((epoch, i) => epoch < pruner.maxEpochs && epoch > (rungs[i - 1] ?? 0))).toBe(true);
          const cohort = pruner.rivalsOf(trial) ?? { first: trial, end: trial + 1 };
          expect(cohort.first <= trial && trial < cohort.end).toBe(true);
        }
      }),
    );
  });

  it("does not stop between its rungs", () => {
    const pruner = make({ maxEpochs: 27 });
    const trials = Array.from({ length: 20 }, (_, trial) => ({ losses: new Array<number>(26).fill(trial) }));
    for (let epoch = 1; epoch <= 26; epoch++) {
      if (!pruner.rungsOf(19).includes(epoch)) expect(pruner.review({ trials, trial: 19, epoch })).toBe("continue");
    }
  });

  it("refuses no epochs", () => {
    expect(() => make({ maxEpochs: 0 })).toThrow(
      "maxEpochs expects a whole number of at least 1 but receives 0. (OCCAM_OPTION)",
    );
  });
});

describe("successiveHalving", () => {
  it("of nine known curves keeps 3 after one epoch and 1 after three, the one that is best by then", () => {
    // Trial t starts at 9 - t and approaches t: the late ones look better at first, of those the sixth ends best.
    const curves = train(successiveHalving({ maxEpochs: 9 }), (t, epoch) => t + (9 - 2 * t) * 0.5 ** (epoch - 1), 9);
    // After epoch 1: 9, 8, ..., 1. After epoch 3 (a quarter of the way left): 6 -> 5.25, 7 -> 5.75, 8 -> 6.25.
    expect(lengths(curves)).toEqual([1, 1, 1, 1, 1, 1, 9, 3, 3]);
  });

  it("keeps one trial when fewer than eta are left, the first of equal ones", () => {
    expect(lengths(train(successiveHalving({ maxEpochs: 4, eta: 2 }), () => 1, 3))).toEqual([4, 1, 1]);
  });

  it("a loss that is not finite never goes on, even alone", () => {
    expect(lengths(train(successiveHalving({ maxEpochs: 3 }), () => Number.NaN, 2))).toEqual([1, 1]);
    expect(
      lengths(train(successiveHalving({ maxEpochs: 3 }), (t) => [Number.NaN, 5, -Infinity][t] as number, 3)),
    ).toEqual([1, 3, 1]);
  });
});

describe("asha", () => {
  it("promotes the first, then those among the best third of what was seen at the rung", () => {
    const pruner = asha({ maxEpochs: 9 });
    // Losses at the rung of one epoch, in the order of arrival; of n seen, max(1, floor(n / 3)) go on.
    const arrivals = [5, 6, 4, 7, 4.5, 3, 4.2];
    // n = 1: 5 is best. n = 2: 6 is not. n = 3: 4 is. n = 4, 5: only the best, 4, would. n = 6: two go on, 3 is best.
    // n = 7: two go on, 3 and 4; 4.2 is third.
    const decisions = arrivals.map((_, trial) => {
      const trials = arrivals.slice(0, trial + 1).map((loss) => ({ losses: [loss] }));
      return pruner.review({ trials, trial, epoch: 1 });
    });
    expect(decisions).toEqual(["continue", "stop", "continue", "stop", "stop", "continue", "stop"]);
  });

  it("counts at a rung only the trials that came to it", () => {
    const trials = [{ losses: [1, 1, 7] }, { losses: [2] }, { losses: [3, 3, 8] }, { losses: [0] }];
    const review = (trial: number) => asha({ maxEpochs: 9 }).review({ trials, trial, epoch: 3 });
    expect([review(0), review(2)]).toEqual(["continue", "stop"]);
  });
});

describe("hyperband", () => {
  it("has the published brackets for R = 81 and eta = 3 (Li et al. 2018, table 1)", () => {
    const table = hyperbandBrackets({ maxEpochs: 81, eta: 3 }).map(({ rungs }) =>
      rungs.map(({ trialCount, epochs }) => [trialCount, epochs]),
    );
    expect(table).toEqual([
      [
        [81, 1],
        [27, 3],
        [9, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [27, 3],
        [9, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [9, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [6, 27],
        [2, 81],
      ],
      [[5, 81]],
    ]);
  });

  it("trains as many trials to each number of epochs as the table says, round after round", () => {
    // R = 9: brackets of 9, 3 and 3 trials.
    const pruner = hyperband({ maxEpochs: 9 });
    const curves = train(pruner, (trial, epoch) => ((trial * 7) % 31) / epoch, 30);
    for (const round of [curves.slice(0, 15), curves.slice(15)]) {
      const sorted = [round.slice(0, 9), round.slice(9, 12), round.slice(12)].map((bracket) =>
        lengths(bracket).sort((a, b) => a - b),
      );
      expect(sorted).toEqual([
        [1, 1, 1, 1, 1, 1, 3, 3, 9],
        [3, 3, 9],
        [9, 9, 9],
      ]);
    }
    expect([0, 8, 9, 14, 15].map((trial) => pruner.rivalsOf(trial))).toEqual([
      { first: 0, end: 9 },
      { first: 0, end: 9 },
      { first: 9, end: 12 },
      { first: 12, end: 15 },
      { first: 15, end: 24 },
    ]);
  });

  it("epochs that are no power of eta are rounded down, and no trial starts below minEpochs", () => {
    expect(
      hyperbandBrackets({ minEpochs: 4, maxEpochs: 50 }).map(({ rungs }) => rungs.map(({ epochs }) => epochs)),
    ).toEqual([[5, 16, 50], [16, 50], [50]]);
  });
});

describe("medianPruner", () => {
  it("stops a trial whose best loss is above the median of the others' mean losses", () => {
    const others = [
      [1, 3],
      [2, 4],
      [5, 5],
      [3, 9],
      [8, 8],
    ].map((losses) => ({ losses }));
    // Means 2, 3, 5, 6, 8: median 5.
    const review = (losses: readonly number[]) =>
      medianPruner({ maxEpochs: 9 }).review({ trials: [...others, { losses }], trial: 5, epoch: 2 });
    expect(review([9, 5])).toBe("continue");
    expect(review([5, 100])).toBe("continue");
    expect(review([9, 5.1])).toBe("stop");
    expect(review([Number.NaN, Number.NaN])).toBe("stop");
  });

  it("waits for enough other trials and for minEpochs", () => {
    const trials = [1, 1, 1, 1, 9].map((loss) => ({ losses: [loss] }));
    const review = (startupTrials: number, minEpochs = 1) =>
      medianPruner({ maxEpochs: 9, startupTrials, minEpochs }).review({ trials, trial: 4, epoch: 1 });
    expect([review(5), review(4), review(4, 2)]).toEqual(["continue", "stop", "continue"]);
  });
});
