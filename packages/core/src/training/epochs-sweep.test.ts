import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  cosineSchedule,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  l2,
  linearSchedule,
  meanSquaredError,
  type Run,
  scheduled,
  sequential,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { twoClasses } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const train = twoClasses(70, 4);
const network = sequential({
  inputShape: [4],
  layers: [dense({ units: 6, activation: "relu" }), dense({ units: 2 })],
});
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: adam({ learningRate: 0.03, schedule: cosineSchedule() }),
  regularizer: scheduled(l2({ alpha: 0.01 }), linearSchedule({ start: 1, end: 0 })),
  batchSize: 16,
  seed: 3,
};
const weightsOf = ({ parameters }: Run) => [...parameters.values()].flatMap(({ data }) => Array.from(data));

describe("epochs as a sweep", () => {
  it("ends each replica, and its schedules, after its own epochs: the weights are those of a training alone (1e-5)", async () => {
    const counts = [2, 7, 4];
    const runs = await fitReplicas(network, train, { ...options, epochs: counts });
    expect(runs.map(({ history, keptEpoch, status }) => [history.length, keptEpoch, status])).toEqual(
      counts.map((count) => [count, count, "completed"]),
    );
    for (const [i, epochs] of counts.entries()) {
      const alone = weightsOf(await fit(network, train, { ...options, epochs }));
      weightsOf(runs[i] as Run).forEach((weight, at) => {
        expect(Math.abs(weight - (alone[at] as number))).toBeLessThan(1e-5);
      });
    }
  });

  it("meets other sweeps value by value, and is refused by fit", async () => {
    const two = { ...options, regularizer: l2({ alpha: [0, 0.1] }) };
    const runs = await fitReplicas(network, train, { ...two, epochs: [1, 3] });
    expect(runs.map(({ history }) => history.length)).toEqual([1, 3]);
    await expect(fitReplicas(network, train, { ...two, epochs: [1, 2, 3] })).rejects.toThrow(
      "fit.epochs expects one value, or 2",
    );
    await expect(fit(network, train, { ...options, epochs: [1, 2] })).rejects.toThrow("use fitReplicas");
  });

  it.each<[FitOptions["epochs"], string]>([
    [0, "fit.epochs expects a whole number of at least 1 but receives 0"],
    [1.5, "fit.epochs expects a whole number of at least 1 but receives 1.5"],
    [[2, 2.5], "fit.epochs[1] expects a whole number of at least 1 but receives 2.5"],
  ])("refuses %j", async (epochs, message) => {
    await expect(fitReplicas(network, train, { ...options, ...(epochs !== undefined && { epochs }) })).rejects.toThrow(
      message,
    );
  });

  it("decides when snapshots are due: two of each training", async () => {
    const runs = await fitReplicas(network, train, { ...options, epochs: [4, 6], snapshots: 2 });
    expect(runs.map(({ snapshots }) => snapshots.map(({ keptEpoch }) => keptEpoch))).toEqual([
      [2, 4],
      [3, 6],
    ]);
  });
});

it("a training whose watched value never is a number keeps its last weights, not its first", async () => {
  const x = Array.from({ length: 12 }, (_, i) => [i / 12]);
  const y = x.map(([value]) => [2 * (value as number)]);
  const unmeasured = {
    name: "unmeasured",
    task: "regression" as const,
    greaterIsBetter: false,
    compute: () => Number.NaN,
  };
  const run = await fit(
    sequential({ inputShape: [1], layers: [dense({ units: 1 })] }),
    { x, y },
    {
      runtime,
      loss: meanSquaredError,
      epochs: 5,
      validation: { x, y },
      metrics: [unmeasured],
      earlyStopping: { monitor: "unmeasured", patience: 10 },
    },
  );
  expect([run.status, run.keptEpoch]).toEqual(["completed", 5]);
  expect((await run.evaluate({ x, y })).loss).toBeCloseTo(run.history[4]?.train.loss as number, 5);
});
