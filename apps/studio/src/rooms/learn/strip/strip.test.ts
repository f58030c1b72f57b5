import { nodeRuntime } from "@occam/core/node";
import { describe, expect, it } from "vitest";
import { ALPHAS, bestOf, compare, meanAt, type Trial } from "./strip.ts";
import { trainStrip } from "./train-strip.ts";

const made = (hidden: readonly number[]): Trial => ({ seen: hidden.map(() => 0), hidden, curves: [] });
const flat = (value: number) => ALPHAS.map(() => value);

describe("a strip of sixteen strengths", () => {
  it("the strengths are a fifth of a decade apart", () => {
    expect(ALPHAS).toHaveLength(16);
    expect(ALPHAS[0]).toBeCloseTo(1e-4, 12);
    expect(ALPHAS[15]).toBeCloseTo(0.1, 12);
  });

  it("the best is where the mean is lowest", () => {
    const trials = [made(flat(1).with(3, 0.2)), made(flat(1).with(7, 0.4).with(3, 0.9))];
    expect(bestOf(trials)).toBe(3);
    expect(meanAt(trials, 3, "hidden")).toBeCloseTo(0.55, 12);
  });

  it("a difference that all samples share is clear, however far the samples lie apart; one that comes and goes is not", () => {
    const shared = [0.1, 0.5, 0.9].map((level, i) => made(flat(level).with(0, level + 0.05 + 0.001 * i)));
    expect(compare(shared, 0, 1)).toEqual({ difference: expect.closeTo(0.051, 9), isClear: true });
    // A mean of 0.05 with the standard error 0.0087 is t = 5.8, where 4.3 is exceeded once in twenty.
    const steady = [0.035, 0.05, 0.065].map((d) => made(flat(0.5).with(0, 0.5 + d)));
    expect(compare(steady, 0, 1).isClear).toBe(true);
    const chance = [0.3, -0.28, 0.05].map((d) => made(flat(0.5).with(0, 0.5 + d)));
    expect(compare(chance, 0, 1).isClear).toBe(false);
  });

  it("trained: too little and too much miss more on hidden points than what lies between; on seen ones more is always worse", async () => {
    const runtime = nodeRuntime();
    const trial = await trainStrip(runtime, { trial: 0 });
    await runtime.close();
    const best = bestOf([trial]);
    expect(best).toBeGreaterThan(2);
    expect(best).toBeLessThan(15);
    expect(trial.hidden[0]).toBeGreaterThan(1.2 * (trial.hidden[best] as number));
    expect(trial.hidden[15]).toBeGreaterThan(1.2 * (trial.hidden[best] as number));
    expect(trial.seen[15]).toBeGreaterThan(trial.seen[8] as number);
    expect(trial.seen[8]).toBeGreaterThan(trial.seen[0] as number);
  });
});
