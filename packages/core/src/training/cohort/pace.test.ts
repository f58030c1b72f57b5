import { describe, expect, it } from "vitest";
import { DISTRIBUTIONS } from "../../tensor/distributions.ts";
import type { NoiseInput } from "../program/graph-inputs.ts";
import type { FeedPlan } from "./feed-plan.ts";
import { createPace } from "./pace.ts";

/** What a pace looks at of a plan. */
function paceOf(weights: number, noise: readonly Pick<NoiseInput, "shape" | "distribution">[] = []) {
  const state = [{ pack: { shape: [weights] } }, { pack: { shape: [weights] } }];
  const plan = {
    program: { state, noise, hasOwnNoise: false, hasOwnBatches: false },
    stepsPerEpoch: 1e6,
    batchSize: 32,
  };
  // Nothing else of a plan decides on the length of a chunk.
  return createPace(plan as unknown as FeedPlan, 1);
}

describe("the steps of a chunk", () => {
  const stepsAfter = (pace: ReturnType<typeof createPace>, stepCount: number, elapsedMs: number) => {
    pace.learn(stepCount, elapsedMs);
    return pace.chunkAt(0, 0).stepCount;
  };

  it("last about 80 ms for a small network", () => {
    expect(stepsAfter(paceOf(1_000), 100, 10)).toBe(801);
  });

  it("last 8 ms longer for each megabyte of weights and slots: 336 ms for 4 million weights with velocities", () => {
    expect(stepsAfter(paceOf(4_000_000), 10, 100)).toBe(34);
  });

  it("bring at most 32 MB of noise: a byte for a mask's bit, four for a number", () => {
    expect(stepsAfter(paceOf(1_000, [{ shape: [1_000, 1_000], distribution: DISTRIBUTIONS.bits }]), 1000, 1)).toBe(31);
    expect(stepsAfter(paceOf(1_000, [{ shape: [1_000, 1_000], distribution: DISTRIBUTIONS.normal }]), 1000, 1)).toBe(7);
  });
});
