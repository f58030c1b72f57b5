import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../tensor/random.ts";
import type { Interval } from "./bootstrap.ts";
import { DECISIVE, diagnose, diagnosisOf } from "./diagnose.ts";
import type { Evidence } from "./evidence.ts";
import { probabilitiesOf, probabilityFeatures } from "./probabilities.ts";

/** `count` losses whose mean is exact. */
function losses(count: number, mean: number, spread: number, stream: string): Float64Array {
  const draws = randomNormal(count, { seed: 5, stream });
  const drift = draws.reduce((sum, draw) => sum + draw, 0) / count;
  return draws.map((draw) => mean + spread * (draw - drift));
}

interface Means {
  readonly train: number;
  readonly test: number;
  /** Of the best reference. */
  readonly reference: number;
}

/** The constant prediction costs 1 a row. */
const diagnosed = (
  { train, test, reference }: Means,
  {
    rows = 300,
    spread = 0.1,
    ...own
  }: { readonly rows?: number; readonly spread?: number; readonly resamples?: number } = {},
) =>
  diagnose({
    model: { train: losses(300, train, spread, "train"), test: losses(rows, test, spread, "test") },
    constant: { test: losses(rows, 1, spread, "constant") },
    references: [
      { name: "linear", test: losses(rows, reference + 0.2, spread, "linear") },
      { name: "chosen", test: losses(rows, reference, spread, "best") },
    ],
    reduce: (mean) => mean,
    seed: 1,
    ...own,
  });

describe("the verdict", () => {
  it("is overfitting where the gap is large and a reference does better", () => {
    const found = diagnosed({ train: 0.05, test: 0.8, reference: 0.4 });
    const { verdict, gap, reference, reason } = found;
    expect(verdict).toBe("overfitting");
    expect(gap.estimate).toBeCloseTo(0.75, 9);
    expect(reference.name).toBe("chosen");
    expect(reference.distance.estimate).toBeCloseTo(0.4, 9);
    expect(reason).toMatchObject({
      code: "stateIsLikely",
      state: "overfitting",
      decisive: DECISIVE,
    });
    expect(found).toMatchObject({ untouchedRows: 300, scale: expect.closeTo(1, 9) });
  });

  it("comes of as many resamples as are asked for, 2000 by default", () => {
    const means = { train: 0.05, test: 0.8, reference: 0.4 };
    const intervals = ({ gap, reference: { distance } }: Evidence) => [gap, distance];
    const [usual, same, fewer] = [
      diagnosed(means),
      diagnosed(means, { resamples: 2000 }),
      diagnosed(means, { resamples: 500 }),
    ];
    expect(intervals(same)).toEqual(intervals(usual));
    intervals(fewer).forEach((interval, i) => {
      const { low, high, estimate } = intervals(usual)[i] as Interval;
      expect(interval.estimate).toBe(estimate);
      for (const [end, other] of [
        [interval.low, low],
        [interval.high, high],
      ] as const) {
        expect(end).not.toBe(other);
        expect(Math.abs(end - other) / (high - low)).toBeLessThan(0.15);
      }
    });
  });

  it("is underfitting where there is no gap and a reference does much better", () => {
    expect(diagnosed({ train: 0.88, test: 0.9, reference: 0.4 }).verdict).toBe("underfitting");
  });

  it("is a good fit where there is no gap and no better reference", () => {
    expect(diagnosed({ train: 0.4, test: 0.42, reference: 0.41 }).verdict).toBe("good fit");
  });

  it("is inconclusive between two states, and from fewer than 20 rows", () => {
    const between = diagnosed({ train: 0.5, test: 0.64, reference: 0.52 });
    expect(Math.max(...Object.values(between.probabilities))).toBeLessThan(DECISIVE);
    expect(between).toMatchObject({ verdict: "inconclusive", reason: { code: "noStateIsLikely", decisive: DECISIVE } });
    const few = diagnosed({ train: 0.05, test: 0.8, reference: 0.4 }, { rows: 19 });
    expect(few.verdict).toBe("inconclusive");
    expect(few).toMatchObject({ untouchedRows: 19, reason: { code: "tooFewRows", least: 20 } });
  });

  it("is inconclusive where overfitting is likely but the gap's interval holds 0", () => {
    const span = (estimate: number, low: number, high: number) => ({ estimate, low, high, level: 0.95 });
    const found = diagnosisOf({
      gap: span(0.6, -0.01, 1.21),
      reference: { name: "linear", distance: span(0.5, 0.1, 0.9) },
      train: 0.01,
      scale: 1,
      untouchedRows: 25,
    });
    const { overfitting } = found.probabilities;
    expect(overfitting).toBeGreaterThan(DECISIVE);
    expect(found).toMatchObject({
      verdict: "inconclusive",
      reason: { code: "gapMayBeZero", probability: overfitting },
    });
  });

  it("measures by the constant prediction where every reference is worse, and then by nothing else", () => {
    const { reference } = diagnosed({ train: 0.9, test: 1.3, reference: 1.1 });
    expect(reference.name).toBe("constant");
    expect(reference.distance.estimate).toBeCloseTo(0.3, 9);
  });

  it("counts further untouched rows into the gap, not into the distance", () => {
    const input = {
      constant: { test: losses(30, 1, 0.1, "constant") },
      reduce: (mean: number) => mean,
      seed: 1,
    };
    const model = { train: losses(100, 0.3, 0.1, "train"), test: losses(30, 0.5, 0.1, "test") };
    const more = diagnose({ ...input, model: { ...model, further: losses(90, 0.7, 0.1, "further") } });
    expect(more.gap.estimate).toBeCloseTo((30 * 0.5 + 90 * 0.7) / 120 - 0.3, 9);
    expect(more.untouchedRows).toBe(120);
    expect(more.reference).toEqual(diagnose({ ...input, model }).reference);
  });
});

describe("probabilities", () => {
  const evidence = (gap: number, distance: number, train: number, error = 0.03, scale = 1): Evidence => {
    const span = (estimate: number) => ({
      estimate: scale * estimate,
      low: scale * (estimate - 1.96 * error),
      high: scale * (estimate + 1.96 * error),
      level: 0.95,
    });
    return {
      gap: span(gap),
      reference: { name: "linear", distance: span(distance) },
      train: scale * train,
      scale,
      untouchedRows: 100,
    };
  };
  const shares = fc.double({ min: -0.1, max: 2, noNaN: true });
  const errors = fc.double({ min: 0.005, max: 0.3, noNaN: true });
  const levels = fc.double({ min: 0, max: 1.2, noNaN: true });

  it("follow the written formula: features by hand for gap 0.2, distance 0.1, train 0.45 and error 0.05", () => {
    const soft = (z: number) => Math.log(1 + z);
    const root = Math.hypot((2 * 1.96 * 0.05) / 3.92, 0.05);
    const [a, b] = [soft(0.2 / root), soft(0.1 / root)];
    const [l, s] = [Math.log(0.5), Math.log(0.06)];
    const expected = [1, a, b, l, a * a, b * b, a * b, b * l, l * l, s, s];
    probabilityFeatures(evidence(0.2, 0.1, 0.45, 0.05)).forEach((feature, i) => {
      expect(feature).toBeCloseTo(expected[i] as number, 12);
    });
  });

  it("sum to 1, lie between 0 and 1, and do not change with the unit of the losses", () => {
    fc.assert(
      fc.property(shares, shares, levels, errors, (gap, distance, train, error) => {
        const found = probabilitiesOf(evidence(gap, distance, train, error));
        const all = [found.overfitting, found.underfitting, found.goodFit];
        expect(all.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
        const scaled = probabilitiesOf(evidence(gap, distance, train, error, 1024));
        expect(scaled.overfitting).toBeCloseTo(found.overfitting, 9);
      }),
    );
  });

  it("of overfitting against underfitting rise with the gap, and of a good fit fall with the distance", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        levels,
        errors,
        (gap, distance, step, train, error) => {
          const odds = (g: number) => {
            const { overfitting, underfitting } = probabilitiesOf(evidence(g, distance, train, error));
            return Math.log(overfitting / underfitting);
          };
          expect(odds(gap + step)).toBeGreaterThan(odds(gap));
          const good = (d: number) => probabilitiesOf(evidence(0, d, train, error)).goodFit;
          expect(good(distance + 0.2 + step)).toBeLessThanOrEqual(good(distance + 0.2) + 1e-12);
        },
      ),
    );
  });

  it("are equal where numbers are not finite or the constant prediction is perfect", () => {
    const third = { overfitting: 1 / 3, underfitting: 1 / 3, goodFit: 1 / 3 };
    expect(probabilitiesOf(evidence(Number.NaN, 0, 0.5))).toEqual(third);
    expect(probabilitiesOf(evidence(Infinity, 0, 0.5))).toEqual(third);
    expect(probabilitiesOf(evidence(0.1, 0, 0.5, 0.03, 0))).toEqual(third);
  });
});
