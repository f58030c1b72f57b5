import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomNormal } from "../tensor/random.ts";
import { parameterImportances } from "./importances.ts";
import { random, type Sampler, sobol } from "./samplers/index.ts";
import { choice, constant, float, integer, optional, type Space, type SpaceValues } from "./space/index.ts";
import type { Trial } from "./trial.ts";

type LossOf = (values: SpaceValues, i: number) => number;

const randomTrials = (space: Space, count: number, lossOf: LossOf) => trialsOf(random(), space, count, lossOf);

function trialsOf(sampler: Sampler, space: Space, count: number, lossOf: LossOf): Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const values = sampler.suggest(space, [], { seed: 6, index });
    return { values, loss: lossOf(values, index) };
  });
}
const sharesOf = (space: Space, trials: readonly Trial[], scale: "rank" | "loss" = "loss") =>
  Object.fromEntries(parameterImportances({ space, trials, scale }).map(({ parameter, share }) => [parameter, share]));

const square = { a: float({ low: 0, high: 1 }), b: float({ low: -3, high: 5 }) };

describe("parameterImportances", () => {
  it("finds the known shares of 2 a + b: variances 4/12 and 1/12, shares 0.8 and 0.2", () => {
    const lossOf = ({ a, b }: SpaceValues) => 2 * (a as number) + ((b as number) + 3) / 8;
    // Ten bins of a uniform number keep 1 - 1/100 of its variance.
    const even = sharesOf(square, trialsOf(sobol(), square, 1024, lossOf));
    expect(Math.abs((even.a as number) - 0.8 * 0.99)).toBeLessThan(0.01);
    expect(Math.abs((even.b as number) - 0.2 * 0.99)).toBeLessThan(0.01);
    // At random a and b correlate by chance, which moves either by 2 sqrt(0.8 * 0.2 / n): 0.018; four of these.
    const uneven = sharesOf(square, randomTrials(square, 2000, lossOf));
    expect(Math.abs((uneven.a as number) - 0.8 * 0.99)).toBeLessThan(0.072);
    expect(Math.abs((uneven.b as number) - 0.2 * 0.99)).toBeLessThan(0.072);
  });

  it("finds the known shares of a choice and noise: variances 2/3 and 1", () => {
    const space = { c: choice(["x", "y", "z"]), n: integer({ low: 1, high: 4 }), k: constant(1) };
    const noise = randomNormal(3000, { seed: 1, stream: "noise" });
    const trials = randomTrials(space, 3000, ({ c }, i) => ["x", "y", "z"].indexOf(c as string) + (noise[i] as number));
    const shares = sharesOf(space, trials);
    expect(Math.abs((shares.c as number) - 0.4)).toBeLessThan(0.04);
    expect(shares.n).toBeLessThan(0.005);
    expect(Object.keys(shares)).toEqual(["c", "n"]);
  });

  it("splits an optional part into its switch, 0.931, and its strength while on, 0.069", () => {
    // Off: 0. On: 1 + u. Between: 1.5^2 / 4 = 0.5625; inside: 1/12 / 2 = 0.0417.
    const space = { l1: optional({ alpha: float({ low: 1e-4, high: 1, scale: "log" }) }) };
    const unit = ({ l1 }: SpaceValues) => 1 + Math.log10((l1 as { alpha: number }).alpha) / 4;
    const trials = randomTrials(space, 2000, (values) => (values.l1 === null ? 0 : 1 + unit(values)));
    const shares = sharesOf(space, trials);
    expect(Math.abs((shares.l1 as number) - 0.5625 / 0.604167)).toBeLessThan(0.01);
    expect(Math.abs((shares["l1.alpha"] as number) - 0.99 * (0.041667 / 0.604167))).toBeLessThan(0.01);
    const counts = parameterImportances({ space, trials }).map(({ trialCount }) => trialCount);
    expect(counts[0]).toBe(2000);
    expect(counts[1]).toBe(trials.filter(({ values }) => values.l1 !== null).length);
  });

  it("what two parameters do only together is in no share", () => {
    const space = { a: choice([0, 1]), b: choice([0, 1]) };
    const shares = sharesOf(
      space,
      randomTrials(space, 1000, ({ a, b }) => Number(a !== b)),
    );
    expect(Math.max(shares.a as number, shares.b as number)).toBeLessThan(0.01);
  });

  it("ranks do not change with the scale of the losses, and put failed trials last", () => {
    const lossOf = ({ a, b }: SpaceValues) => 2 * (a as number) + (b as number) / 8;
    const trials = randomTrials(square, 200, lossOf);
    const stretched = trials.map(({ values, loss }) => ({ values, loss: Math.exp(9 * (loss as number)) }));
    expect(sharesOf(square, stretched, "rank")).toEqual(sharesOf(square, trials, "rank"));
    const failing = trials.map((trial) => ({ ...trial, loss: (trial.values.a as number) > 0.7 ? Number.NaN : 1 }));
    expect(sharesOf(square, failing, "rank").a).toBeGreaterThan(0.8);
    expect(sharesOf(square, failing, "loss").a).toBe(0);
  });

  it("running trials do not count, and fewer than ten give no share", () => {
    const trials = randomTrials(square, 9, ({ a }) => a as number);
    const running = randomTrials(square, 50, () => 1).map(({ values }): Trial => ({ values, loss: undefined }));
    expect(parameterImportances({ space: square, trials: [...trials, ...running] })).toEqual([
      { parameter: "a", share: undefined, trialCount: 9 },
      { parameter: "b", share: undefined, trialCount: 9 },
    ]);
  });

  it("shares lie in [0, 1], in falling order", () => {
    const losses = fc.array(fc.constantFrom(0, 1, 1, 2, 50, Number.NaN), { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(losses, fc.constantFrom("rank" as const, "loss" as const), (all, scale) => {
        const trials = randomTrials(square, all.length, (_, i) => all[i] as number);
        const shares = parameterImportances({ space: square, trials, scale }).map(({ share }) => share ?? -1);
        expect(shares.every((share, i) => share <= Math.min(1, shares[i - 1] ?? 1) && share >= -1)).toBe(true);
        expect(shares.filter((share) => share !== -1).every((share) => share >= 0)).toBe(true);
      }),
    );
  });
});
