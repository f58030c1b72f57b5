import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { dense, fit, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { constantSchedule, cosineSchedule, type Schedule, stepSchedule, warmUpSchedule } from "./schedules.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const factors = (schedule: Schedule, stepCount: number) =>
  Array.from({ length: stepCount }, (_, step) => schedule.factor(step, stepCount));

const cases: readonly (readonly [title: string, schedule: Schedule, expected: readonly number[]])[] = [
  ["constantSchedule is 1", constantSchedule(), [1, 1, 1, 1]],
  [
    "cosineSchedule falls from 1 along half a cosine",
    cosineSchedule(),
    [1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2],
  ],
  [
    "cosineSchedule falls towards its end",
    cosineSchedule({ end: 0.2 }),
    [1, 0.6 + 0.4 * Math.SQRT1_2, 0.6, 0.6 - 0.4 * Math.SQRT1_2],
  ],
  ["stepSchedule drops by its factor after every 2 steps", stepSchedule({ every: 2, factor: 0.5 }), [1, 1, 0.5, 0.5]],
  ["stepSchedule drops to a tenth by default", stepSchedule({ every: 1 }), [1, 0.1, 0.01, 0.001]],
  ["warmUpSchedule rises in equal steps, then stays", warmUpSchedule({ steps: 2 }), [0.5, 1, 1, 1]],
  [
    "warmUpSchedule hands over to a schedule that starts there, over the steps that are left",
    warmUpSchedule({ steps: 2, after: cosineSchedule() }),
    [0.5, 1, 1, 0.5],
  ],
];

describe("factors of 4 steps", () => {
  it.each(cases)("%s", (_, schedule, expected) => {
    factors(schedule, 4).forEach((factor, step) => {
      expect(factor).toBeCloseTo(expected[step] as number, 12);
    });
  });

  it.each(cases)("scale the learning rate of a training, over epochs: %s", async (_, schedule, expected) => {
    // Mean error (w - 1)^2/2 of huber has the gradient -1 as long as w stays below 0: each step moves w by lr.
    const run = await fit(
      sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] }),
      { x: [[1], [1]], y: [1, 1] },
      {
        runtime,
        loss: "huber",
        optimizer: sgd({ learningRate: 0.25, schedule }),
        epochs: 2,
        batchSize: 1,
        initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(-2) }]]),
      },
    );
    const total = expected.reduce((sum, factor) => sum + factor, 0);
    expect(run.parameters.get("dense0/kernel")?.data[0]).toBeCloseTo(-2 + 0.25 * total, 6);
  });
});

it("every factor lies from 0 to 1, whatever the length of the training", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), (stepCount, steps) => {
      const schedules = [...cases.map(([, schedule]) => schedule), warmUpSchedule({ steps, after: cosineSchedule() })];
      for (const schedule of schedules) {
        expect(factors(schedule, stepCount).filter((factor) => !(factor >= 0 && factor <= 1))).toEqual([]);
      }
    }),
  );
});

it.each<[string, () => Schedule]>([
  ["cosineSchedule.end", () => cosineSchedule({ end: 1.1 })],
  ["stepSchedule.every", () => stepSchedule({ every: 0 })],
  ["stepSchedule.factor", () => stepSchedule({ every: 2, factor: -1 })],
  ["warmUpSchedule.steps", () => warmUpSchedule({ steps: 0.5 })],
])("%s out of range is refused", (where, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(`${where} expects`);
});
