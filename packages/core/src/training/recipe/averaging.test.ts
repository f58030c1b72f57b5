import { afterAll, describe, expect, it } from "vitest";
import {
  dense,
  dropout,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  l2,
  type Run,
  sequential,
  sgd,
  stochasticWeightAveraging,
  tensor,
} from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { randomNormal } from "../../tensor/random.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 30;
const x = tensor(Float32Array.from(randomNormal(ROWS * 4, { seed: 1, stream: "x" })), [ROWS, 4]);
const y = tensor(
  Float32Array.from({ length: ROWS }, (_, i) => Math.tanh(x.data[i * 4] as number)),
  [ROWS],
);
const model = sequential({
  inputShape: [4],
  layers: [dense({ units: 3, activation: "tanh" }), dropout({ rate: 0.2 }), dense({ units: 1 })],
});
const base: FitOptions = {
  runtime,
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 0.2, momentum: 0.5 }),
  batchSize: 10,
  seed: 5,
};
const flat = ({ parameters }: Run) => [...parameters.values()].flatMap(({ data }) => Array.from(data));

/** The weights at the end of each of the first epochs, without averaging. */
const weightsAfter = async (epochs: number) =>
  Promise.all(
    Array.from({ length: epochs }, async (_, i) => flat(await fit(model, { x, y }, { ...base, epochs: i + 1 }))),
  );

describe("exponentialAverage", () => {
  it("is the recurrence a <- decay a + (1 - decay) w over the steps, a plain mean at first (1e-6)", async () => {
    // One step an epoch, so that every step's weights can be seen.
    const options = { ...base, batchSize: ROWS };
    const steps = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => flat(await fit(model, { x, y }, { ...options, epochs: i + 1 }))),
    );
    const average = steps.reduce<number[]>((sum, weights, step) => {
      const share = Math.max(1 - 0.7, 1 / (step + 1));
      return weights.map((w, i) => (sum[i] ?? 0) + share * (w - (sum[i] ?? 0)));
    }, []);
    const run = await fit(model, { x, y }, { ...options, epochs: 6, averaging: exponentialAverage({ decay: 0.7 }) });
    expect(flat(run)).toEqual(average.map((w) => expect.closeTo(w, 6)));
  });

  it("at decay 0 is the weights themselves, and training does not notice it", async () => {
    const run = await fit(model, { x, y }, { ...base, epochs: 3, averaging: exponentialAverage({ decay: 0 }) });
    expect(flat(run)).toEqual((await weightsAfter(3))[2]);
  });

  it("is what history, early stopping, evaluate and replicas look at", async () => {
    const options = {
      ...base,
      epochs: 5,
      averaging: exponentialAverage({ decay: 0.9 }),
      validation: { x, y },
      earlyStopping: { patience: 5 },
    };
    const run = await fit(model, { x, y }, options);
    expect((await run.evaluate({ x, y })).loss).toBeCloseTo(
      Math.min(...run.history.map(({ validation }) => validation?.loss as number)),
      6,
    );
    const together = await fitReplicas(model, { x, y }, { ...options, regularizer: l2({ alpha: [0, 0.1] }) });
    flat(together[0] as Run).forEach((w, i) => {
      expect(w).toBeCloseTo(flat(run)[i] as number, 5);
    });
  });
});

describe("stochasticWeightAveraging", () => {
  it("is the mean of the weights at the ends of the epochs from startEpoch on (1e-6)", async () => {
    const ends = await weightsAfter(6);
    const wanted = ends.slice(2);
    const mean = (wanted[0] as number[]).map(
      (_, i) => wanted.reduce((sum, weights) => sum + (weights[i] as number), 0) / wanted.length,
    );
    const run = await fit(
      model,
      { x, y },
      { ...base, epochs: 6, averaging: stochasticWeightAveraging({ startEpoch: 3 }) },
    );
    expect(flat(run)).toEqual(mean.map((w) => expect.closeTo(w, 6)));
  });

  it("before startEpoch is the weights themselves", async () => {
    const run = await fit(
      model,
      { x, y },
      { ...base, epochs: 2, averaging: stochasticWeightAveraging({ startEpoch: 3 }) },
    );
    expect(flat(run)).toEqual((await weightsAfter(2))[1]?.map((w) => expect.closeTo(w, 6)));
  });
});

it("options out of range are refused by name", () => {
  expect(() => exponentialAverage({ decay: 1 })).toThrow(/exponentialAverage.decay/);
  expect(() => stochasticWeightAveraging({ startEpoch: 0 })).toThrow(/stochasticWeightAveraging.startEpoch/);
});
