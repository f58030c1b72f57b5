import { describe, expect, it } from "vitest";
import { INITIALIZERS, zeros } from "./initializers.ts";

const COUNT = 40_000;
const FANS = { fanIn: 30, fanOut: 70 };
const VARIANCES: Readonly<Record<string, number>> = { glorot: 2 / (30 + 70), he: 2 / 30, lecun: 1 / 30 };
/** E z^4 / (E z^2)^2 of the two shapes. */
const KURTOSIS = { Uniform: 9 / 5, Normal: 3 };
const key = { seed: 5, stream: "init/dense0/kernel" };

const cases = INITIALIZERS.map(({ make, variance }) => {
  const { name, sample } = make();
  const shape = name.endsWith("Uniform") ? ("Uniform" as const) : ("Normal" as const);
  return { name, sample, variance, shape, expected: VARIANCES[name.replace(shape, "")] as number };
});
const meanOf = (values: Float32Array, power: number) =>
  values.reduce((sum, value) => sum + value ** power, 0) / values.length;

describe.each(cases)("$name", ({ sample, variance, shape, expected }) => {
  const values = sample(COUNT, FANS, key);

  it("has mean 0 within 5 standard errors", () => {
    expect(Math.abs(meanOf(values, 1))).toBeLessThan(5 * Math.sqrt(expected / COUNT));
  });

  it("has its variance, by the fans of 30 and 70, within 5 standard errors", () => {
    expect(variance(FANS)).toBeCloseTo(expected, 15);
    const standardError = expected * Math.sqrt((KURTOSIS[shape] - 1) / COUNT);
    expect(Math.abs(meanOf(values, 2) - expected)).toBeLessThan(5 * standardError);
  });

  it("has the fourth moment of its shape: 9/5 of the squared variance if uniform, 3 if normal", () => {
    expect(Math.abs(meanOf(values, 4) / meanOf(values, 2) ** 2 - KURTOSIS[shape])).toBeLessThan(0.15);
  });

  it("stays within its limit if uniform, and goes beyond if normal", () => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const limit = Math.sqrt(3 * expected);
    if (shape === "Uniform") {
      expect(largest).toBeLessThanOrEqual(limit * 1.000001);
      expect(largest).toBeGreaterThan(limit * 0.999);
    } else expect(largest).toBeGreaterThan(2 * limit);
  });

  it("draws the same numbers for the same seed and name, and others for another", () => {
    expect(sample(100, FANS, key)).toEqual(values.slice(0, 100));
    expect(sample(8, FANS, { ...key, seed: 6 })).not.toEqual(values.slice(0, 8));
    expect(sample(8, FANS, { ...key, stream: "init/dense1/kernel" })).not.toEqual(values.slice(0, 8));
  });
});

it("zeros are zeros", () => {
  expect(zeros().sample(3, FANS, key)).toEqual(Float32Array.of(0, 0, 0));
});
