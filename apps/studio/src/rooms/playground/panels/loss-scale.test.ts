import { describe, expect, it } from "vitest";
import type { Moment } from "../course.ts";
import { apart, lowestOf, momentAt, topOf } from "./loss-scale.ts";

const courseOf = (validation: readonly number[], train = validation): readonly Moment[] =>
  validation.map((value, epoch) => ({
    step: 3 * epoch,
    epoch,
    validation: value,
    train: train[epoch] ?? 0,
    penalty: 0,
  }));
const level = (value: number) => Array.from({ length: 200 }, () => value);

describe("the top of all loss charts", () => {
  it("is round and not far above the losses", () => {
    expect(topOf([courseOf(level(0.55))])).toBe(0.6);
    expect(topOf([courseOf(level(0.06)), courseOf(level(0.021))])).toBe(0.06);
    expect(topOf([courseOf(level(130))])).toBe(150);
    expect(topOf([courseOf(level(0.7))])).toBe(1);
  });

  it("is not stretched by huge losses at the beginning, nor by a single one later", () => {
    const values = level(0.3).map((value, epoch) => (epoch < 4 ? 1e6 : value));
    expect(topOf([courseOf(values)])).toBe(0.3);
    expect(topOf([courseOf(values.with(100, 50).with(101, 50))])).toBe(0.3);
    expect(topOf([courseOf(level(0.3).map((value, epoch) => (epoch < 40 ? 2.5 : value)))])).toBe(3);
  });

  it("is never below what a course shows last, in either split", () => {
    expect(topOf([courseOf(level(0.3)), courseOf(level(0.3).with(-1, 2.2))])).toBe(3);
    expect(topOf([courseOf(level(0.3), level(0.3).with(-1, 2.2))])).toBe(3);
  });

  it("is there before there is a course, at its first moment, and where losses are 0 or not finite", () => {
    expect(topOf([])).toBe(1);
    expect(topOf([[]])).toBe(1);
    expect(topOf([courseOf([0.69])])).toBe(1);
    expect(topOf([courseOf([0.02])])).toBe(0.02);
    expect(topOf([courseOf(level(0.3).map((value, epoch) => (epoch > 150 && epoch < 199 ? Number.NaN : value)))])).toBe(
      0.3,
    );
    expect(topOf([courseOf(level(0))])).toBe(1);
    expect(topOf([courseOf(level(0.3).with(-1, Number.NaN)), courseOf(level(0.3).with(-1, Infinity))])).toBe(0.3);
  });
});

describe("marks of a loss chart", () => {
  it("the lowest validation loss is marked once it has risen by a tenth of the chart", () => {
    const values = [0.7, 0.4, 0.25, 0.3, 0.34];
    expect(lowestOf(courseOf(values), 0.8)?.epoch).toBe(2);
    expect(lowestOf(courseOf(values), 1)).toBeUndefined();
    expect(lowestOf(courseOf([0.7, 0.4, 0.2]), 0.8)).toBeUndefined();
    expect(lowestOf([], 1)).toBeUndefined();
    // Above the chart there is nothing to see.
    expect(lowestOf(courseOf([0.95, 40]), 1)).toBeUndefined();
  });

  it("at an epoch stands the latest moment before it", () => {
    const moments = courseOf([3, 2, 1]);
    expect([0, 0.9, 1, 9, -1].map((epoch) => momentAt(moments, epoch)?.validation)).toEqual([3, 3, 2, 1, 3]);
    expect(momentAt([], 4)).toBeUndefined();
  });

  it("two names are at least so far apart, keep their order and stay within the chart", () => {
    expect(apart([20, 80], 15, [0, 100])).toEqual([20, 80]);
    expect(apart([50, 54], 16, [0, 100])).toEqual([44, 60]);
    expect(apart([54, 50], 16, [0, 100])).toEqual([60, 44]);
    expect(apart([50, 50], 16, [0, 100])).toEqual([42, 58]);
    expect(apart([98, 99], 16, [0, 100])).toEqual([84, 100]);
    expect(apart([1, 2], 16, [0, 100])).toEqual([0, 16]);
  });
});
