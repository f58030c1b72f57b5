import { nodeRuntime } from "@occam/core/node";
import { afterAll, describe, expect, it } from "vitest";
import { openSession } from "../../../engine/session.ts";
import type { SlowStep } from "../../../engine/slow-step.ts";
import { FIRST_STATE, type Strengths } from "../../../engine/state.ts";
import { followedWeight } from "./followed.ts";
import { fine, phaseWords } from "./slow-words.ts";

const runtime = nodeRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

async function stepOf(strengths: Strengths, stepCount: number, optimizer: "adam" | "sgd" = "sgd"): Promise<SlowStep> {
  const learning = { ...FIRST_STATE.learning, optimizer, learningRate: optimizer === "sgd" ? 0.1 : 0.01 };
  const session = await openSession({ ...FIRST_STATE, learning, panels: [strengths] }, runtime);
  await session.advance(stepCount);
  const step = await session.slowStep(0);
  await session.release();
  return step ?? expect.fail("no step");
}

const wordsOf = (step: SlowStep) => phaseWords(step, followedWeight(step), true);

describe("the weight that is followed", () => {
  it("moves by size times direction, and then towards 0 by the cut", async () => {
    const step = await stepOf({ l1: 0.001 }, 5);
    const { before, size, direction, stepped, cut, after } = followedWeight(step);
    expect(before - size * direction).toBeCloseTo(stepped, 10);
    expect(Math.sign(stepped) * Math.max(0, Math.abs(stepped) - cut)).toBeCloseTo(after, 6);
    expect(cut).toBeCloseTo(0.1 * 0.001, 10);
  });

  it("is one that becomes 0 where there is one", async () => {
    const step = await stepOf({ l1: 0.02 }, 20, "adam");
    expect(step.threshold.zeroed.flat().length).toBeGreaterThan(0);
    const weight = followedWeight(step);
    expect(weight.before).not.toBe(0);
    expect(weight.after).toBe(0);
    expect(wordsOf(step).threshold).toContain("exactly 0");
  });

  it("is the one that moves most where none becomes 0", async () => {
    const step = await stepOf({}, 3);
    const weight = followedWeight(step);
    const moves = step.weights.flatMap(({ kernel }, layer) =>
      Array.from(kernel.data, (w, place) => Math.abs(w - (step.step.weights[layer]?.kernel[place] ?? 0))),
    );
    expect(Math.abs(weight.before - weight.stepped)).toBe(Math.max(...moves));
  });
});

describe("what a step is said to do", () => {
  it("dropout leaves units out, other panels none", async () => {
    expect(wordsOf(await stepOf({}, 2)).mask).toBe(
      "20 examples make the batch. Without dropout every unit takes part.",
    );
    expect(wordsOf(await stepOf({ dropout: 0.5 }, 2)).mask).toMatch(/dropout leaves out \d+ of 20 units/);
  });

  it("L2 adds its pull to the gradient, and cuts nothing", async () => {
    const words = wordsOf(await stepOf({ l2: 0.1 }, 2));
    expect(words.gradient).toContain("L2 adds its pull");
    expect(words.threshold).toContain("nothing is cut");
    expect(wordsOf(await stepOf({}, 2)).gradient).not.toContain("L2");
  });

  it("numbers near 0 keep three digits that can be seen", () => {
    expect([0, 1.23456, -0.25, 0.00041234, -0.0123456, 1e-12].map(fine)).toEqual([
      "0",
      "1.235",
      "−0.250",
      "0.000412",
      "−0.0123",
      "0",
    ]);
  });
});
