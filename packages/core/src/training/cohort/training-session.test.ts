import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  batchNorm,
  dense,
  dropout,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  maxNorm,
  type Runtime,
  sequential,
  sgd,
} from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { webRuntime } from "../../runtime/web.ts";
import { twoClasses } from "../../testing/problems.ts";

const looping = nodeRuntime();
const web = webRuntime();
afterAll(() => Promise.all([looping.close(), web.close()]));

/** The same engine, as a device without loops would ask for its graphs. */
const unrolling = (runtime: Runtime, steps: number): Runtime => ({ ...runtime, unrolledSteps: async () => steps });

/** 43 rows in batches of 8, the last one partly filled: 6 steps an epoch. */
const train = twoClasses(43, 4);
const options = { loss: "softmaxCrossEntropy", epochs: 4, batchSize: 8, seed: 3 } as const;
const model = sequential({
  inputShape: [4],
  layers: [
    dense({
      units: 6,
      activation: "relu",
      kernelRegularizer: l1({ alpha: 0.003 }),
      kernelConstraint: maxNorm({ c: 2 }),
    }),
    batchNorm(),
    dropout({ rate: 0.3 }),
    dense({ units: 2 }),
  ],
});

const weightsWith = async (runtime: Runtime, more: Partial<FitOptions> = {}) => {
  const run = await fit(model, train, { ...options, optimizer: adam({ learningRate: 0.02 }), ...more, runtime });
  return [...run.parameters].flatMap(([, { data }]) => Array.from(data));
};

describe("steps written out, for a device without loops", () => {
  it.each([1, 4, 6, 100])("train as the loop does, %d in a graph", async (steps) => {
    const expected = await weightsWith(looping);
    const found = await weightsWith(unrolling(looping, steps));
    expect(found).toEqual(expected.map((weight) => expect.closeTo(weight, 6)));
  });

  it("train in WebAssembly as the loop does there", async () => {
    const expected = await weightsWith(web);
    expect(await weightsWith(unrolling(web, 4))).toEqual(expected.map((weight) => expect.closeTo(weight, 6)));
  });

  it("train replicas, each with its own strength", async () => {
    const sweep = { ...options, optimizer: sgd({ learningRate: 0.1 }), regularizer: l2({ alpha: [0, 0.1, 1] }) };
    const expected = await fitReplicas(model, train, { ...sweep, runtime: looping });
    const found = await fitReplicas(model, train, { ...sweep, runtime: unrolling(looping, 4) });
    found.forEach(({ history }, i) => {
      expect(history.at(-1)?.train.loss).toBeCloseTo(expected[i]?.history.at(-1)?.train.loss as number, 5);
    });
  });

  it("find the step at which the numbers are no longer finite", async () => {
    const burst = { optimizer: sgd({ learningRate: 1e20 }) };
    const messageOf = (runtime: Runtime) =>
      weightsWith(runtime, burst).then(
        () => "none",
        (error: Error) => error.message,
      );
    const expected = await messageOf(looping);
    expect(expected).toMatch(/OCCAM_DIVERGED/);
    expect(await messageOf(unrolling(looping, 4))).toBe(expected);
  });
});
