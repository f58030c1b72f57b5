import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  confidencePenalty,
  dense,
  dropout,
  fit,
  fitReplicas,
  gaussianNoise,
  groupLasso,
  l1,
  type Sweep,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { SCHEDULES } from "../testing/batteries.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectSameRun } from "../testing/same-run.ts";
import {
  constantSchedule,
  cosineSchedule,
  flatThenCosineSchedule,
  linearSchedule,
  type Schedule,
  scheduled,
  stepSchedule,
  warmUpSchedule,
} from "./schedules.ts";

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

describe.each(SCHEDULES.map((schedule, i) => [`${schedule.name} (${i})`, schedule] as const))(
  "every schedule: %s",
  (_, schedule) => {
    it("lies from 0 to 1 at every moment of any training, its end among them", () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 60 }), (stepCount) => {
          for (let step = 0; step <= stepCount; step++) {
            const factor = schedule.factor(step, stepCount);
            expect(factor >= 0 && factor <= 1 + 1e-12).toBe(true);
          }
        }),
      );
    });

    it("on a penalty, a noise and a rate at once: replicas equal single runs (1e-5)", async () => {
      const data = twoClasses(40, 4);
      const task = (alpha: Sweep, rate: Sweep) => {
        const model = sequential({
          inputShape: [4],
          layers: [
            gaussianNoise({ deviation: rate, schedule }),
            dense({ units: 5, activation: "tanh", kernelRegularizer: scheduled(l1({ alpha }), schedule) }),
            dropout({ rate, schedule }),
            dense({ units: 2 }),
          ],
        });
        const regularizer = scheduled(groupLasso({ alpha: 0.001 }), schedule);
        const optimizer = sgd({ learningRate: 0.1, momentum: 0.5, schedule });
        const terms = [scheduled(confidencePenalty({ alpha }), schedule)];
        const own = sequential({ inputShape: [4], layers: [dense({ units: 2, kernelRegularizer: regularizer })] });
        const options = {
          runtime,
          loss: "softmaxCrossEntropy",
          optimizer,
          objectiveTerms: terms,
          epochs: 3,
          batchSize: 16,
        } as const;
        return { model, own, options };
      };
      const [alphas, rates] = [
        [0, 0.01, 0.1],
        [0.4, 0.2, 0],
      ] as const;
      const all = task(alphas, rates);
      for (const which of ["model", "own"] as const) {
        const together = await fitReplicas(all[which], data, all.options);
        for (const [r, run] of together.entries()) {
          const single = task(alphas[r] as number, rates[r] as number);
          expectSameRun(run, await fit(single[which], data, single.options));
        }
      }
    });
  },
);

it("linearSchedule goes along a line between any two factors, flatThenCosine stays at 1 and then falls", () => {
  expect(factors(linearSchedule({ start: 2, end: 0 }), 4)).toEqual([2, 1.5, 1, 0.5]);
  expect(factors(linearSchedule({ start: 0, end: 1 }), 4)).toEqual([0, 0.25, 0.5, 0.75]);
  const flat = factors(flatThenCosineSchedule({ flat: 0.5, end: 0.2 }), 8);
  expect(flat.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
  expect(flat[6]).toBeCloseTo(0.6, 12);
  expect(flatThenCosineSchedule({ flat: 0.5, end: 0.2 }).factor(8, 8)).toBeCloseTo(0.2, 12);
});

it("a noise whose rate a schedule lifts to 1 or beyond is refused, with the step", async () => {
  const model = sequential({
    inputShape: [4],
    layers: [dropout({ rate: [0.1, 0.5], schedule: linearSchedule({ start: 1, end: 4 }) }), dense({ units: 2 })],
  });
  await expect(
    fitReplicas(model, twoClasses(40, 4), { runtime, loss: "softmaxCrossEntropy", epochs: 2 }),
  ).rejects.toThrow(
    /^dropout0\.rate\[1\] times its schedule expects a number from 0 to .* but receives 1\.25.*OCCAM_OPTION/,
  );
});
