import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  batchNorm,
  type Callback,
  cosineSchedule,
  dense,
  dropout,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  linearSchedule,
  type Model,
  type ReplicaOptions,
  type Run,
  type Sweep,
  scheduled,
  sequential,
  sgd,
  stochasticWeightAveraging,
  warmUpSchedule,
} from "../../index.ts";
import { sweepAt } from "../../options/sweep.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { takeRows } from "../../tensor/tensor.ts";
import { twoClasses } from "../../testing/problems.ts";
import { expectAllDifferent, expectSameRun } from "../../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** Of 70 rows in batches of 16, the fifth batch has 6. */
const train = twoClasses(70, 6);
const validation = twoClasses(40, 6, 2);

type Pick = (values: readonly number[]) => Sweep;
type Options = Omit<FitOptions, "runtime" | "loss">;
interface Task {
  readonly model: Model;
  readonly options: Options;
}
const base = { runtime, loss: "softmaxCrossEntropy", validation, epochs: 5, batchSize: 16, seed: 3 } as const;

/** Seven replicas through a queue of `maxReplicas` places, each against its single run. */
async function expectQueueAsAlone(makeTask: (pick: Pick) => Task, maxReplicas: number, more: ReplicaOptions = {}) {
  const all = makeTask((values) => values);
  const together = await fitReplicas(all.model, train, { ...base, ...all.options, ...more, maxReplicas });
  for (const [r, run] of together.entries()) {
    const { model, options } = makeTask((values) => sweepAt(values, r));
    const seed = more.seeds?.[r] ?? base.seed;
    expectSameRun(run, await fit(model, train, { ...base, ...options, seed }));
  }
  expectAllDifferent(together);
  return together;
}

const rates = [0.1, 0.03, 0.06, 0.02, 0.01, 0.05, 0.04];

/** Dropout, a penalty and its schedule, and a rate's schedule. */
const model = (pick: Pick) =>
  sequential({
    inputShape: [6],
    layers: [
      dropout({ rate: 0.1 }),
      dense({
        units: 9,
        activation: "tanh",
        kernelRegularizer: scheduled(
          l1({ alpha: pick([0, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3]) }),
          linearSchedule({ start: 0, end: 1 }),
        ),
      }),
      dropout({ rate: pick([0.1, 0.2, 0.3, 0.4, 0.5, 0, 0.6]), schedule: warmUpSchedule({ steps: 6 }) }),
      dense({ units: 2 }),
    ],
  });

describe("replicas that take turns equal their single runs (1e-5)", () => {
  it.each([1, 2, 3, 6])("%d at one time, under momentum and schedules", async (maxReplicas) => {
    await expectQueueAsAlone(
      (pick) => ({
        model: model(pick),
        options: { optimizer: sgd({ learningRate: pick(rates), momentum: 0.9, schedule: cosineSchedule() }) },
      }),
      maxReplicas,
    );
  });

  it("under adam, each with its own seed", async () => {
    await expectQueueAsAlone(
      (pick) => ({ model: model(pick), options: { optimizer: adam({ learningRate: pick(rates) }) } }),
      3,
      { seeds: [1, 2, 3, 1, 2, 5, 6] },
    );
  });

  it("with early stopping at different epochs", async () => {
    const runs = await expectQueueAsAlone(
      (pick) => ({
        model: model(pick),
        options: {
          optimizer: adam({ learningRate: pick(rates) }),
          epochs: 25,
          earlyStopping: { patience: pick([1, 3, 2, 4, Number.POSITIVE_INFINITY, 5, 1]) },
        },
      }),
      3,
    );
    expect(new Set(runs.map(({ history }) => history.length)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(["stopped", "completed"]));
  });

  it.each([
    ["an exponential average", exponentialAverage({ decay: 0.9 })],
    ["stochastic weight averaging", stochasticWeightAveraging({ startEpoch: 3 })],
  ] as const)("with %s of weights and running statistics", async (_, averaging) => {
    await expectQueueAsAlone(
      (pick) => ({
        model: sequential({
          inputShape: [6],
          layers: [dense({ units: 6, activation: "relu" }), batchNorm({ momentum: 0.8 }), dense({ units: 2 })],
        }),
        options: { optimizer: sgd({ learningRate: pick(rates), momentum: 0.5 }), averaging },
      }),
      3,
    );
  });

  it("where one diverges, whose place the next one takes", async () => {
    const learningRates = [0.05, 1e38, 0.1, 0.02, 1e38];
    const task = (learningRate: Sweep) => ({ ...base, optimizer: sgd({ learningRate, momentum: 0.5 }) });
    const net = model(() => 0.1);
    const runs = await fitReplicas(net, train, { ...task(learningRates), maxReplicas: 2 });
    expect(runs.map(({ status }) => status)).toEqual(["completed", "diverged", "completed", "completed", "diverged"]);
    for (const r of [0, 2, 3]) expectSameRun(runs[r] as Run, await fit(net, train, task(learningRates[r] as number)));
    const error: unknown = await fit(net, train, task(1e38)).catch((reason) => reason);
    for (const r of [1, 4]) expect(error).toMatchObject({ run: { divergence: runs[r]?.divergence, keptEpoch: 0 } });
  });
});

/** Stops replicas after the epochs that `ends` gives for them, 0 for none. */
const stopAt = (ends: readonly number[]): Callback => ({
  onEpochEnd: (_, logs) => [...logs].filter(([r, log]) => log.epoch === ends[r]).map(([r]) => r),
});

describe("a callback's indices", () => {
  const learningRate = [0.1, 0.03, 0.06, 0.02, 0.01, 0.05, 0.04];

  it.each<[string, ReplicaOptions]>([
    ["all at one time", {}],
    ["three at one time", { maxReplicas: 3 }],
  ])("stop those replicas alone, which keep the weights of that epoch: %s", async (_, how) => {
    const ends = [0, 2, 0, 0, 0, 0, 3];
    const net = model(() => 0.2);
    const task = (rate: Sweep) => ({ ...base, epochs: 6, optimizer: sgd({ learningRate: rate, momentum: 0.9 }) });
    const runs = await fitReplicas(net, train, { ...task(learningRate), ...how, callbacks: [stopAt(ends)] });
    for (const [r, run] of runs.entries()) {
      const callbacks: readonly Callback[] = [{ onEpochEnd: (epoch) => epoch !== ends[r] }];
      expectSameRun(run, await fit(net, train, { ...task(learningRate[r] as number), callbacks }));
      expect(run.status).toBe(ends[r] === 0 ? "completed" : "stopped");
    }
  });

  it("under early stopping leave the best epoch's weights", async () => {
    const net = model(() => 0);
    const task = (rate: Sweep) => ({
      ...base,
      epochs: 6,
      optimizer: sgd({ learningRate: rate, momentum: 0.9 }),
      earlyStopping: { patience: 3 },
    });
    // The first is stopped at its best epoch so far, while five of six train on: it must not take later weights.
    const rateList = learningRate.slice(0, 6);
    const runs = await fitReplicas(net, train, { ...task(rateList), callbacks: [stopAt([1, 0, 0, 0, 0, 0])] });
    const callbacks: readonly Callback[] = [{ onEpochEnd: () => false }];
    expectSameRun(runs[0] as Run, await fit(net, train, { ...task(rateList[0] as number), callbacks }));
    for (const r of [1, 2, 3, 4, 5]) expectSameRun(runs[r] as Run, await fit(net, train, task(rateList[r] as number)));
  });
});

describe("a callback that returns false", () => {
  it("stops all; those that wait never begin and keep their starting weights", async () => {
    const net = model(() => 0.1);
    const runs = await fitReplicas(net, train, {
      ...base,
      optimizer: sgd({ learningRate: rates }),
      maxReplicas: 3,
      callbacks: [{ onEpochEnd: (epoch) => epoch < 2 }],
    });
    expect(runs.map(({ status }) => status)).toEqual(new Array(7).fill("stopped"));
    expect(runs.map(({ history, keptEpoch }) => [history.length, keptEpoch])).toEqual([
      ...new Array(3).fill([2, 2]),
      ...new Array(4).fill([0, 0]),
    ]);
    const start = await fit(net, train, { ...base, epochs: 1, optimizer: sgd({ learningRate: 1e-30 }) });
    expect(runs[6]?.parameters.get("dense0/kernel")).toEqual(start.parameters.get("dense0/kernel"));
    // Its schedules stand at their start: the penalty grows from 0.
    expect(await (runs[6] as Run).evaluate(train)).toMatchObject({ loss: expect.closeTo(Math.LN2, 0), penalty: 0 });
  });

  it("stops replicas of other sizes too, which are trained after", async () => {
    const sizes = [20, 40, 60];
    const rows = sizes.map((size) => Array.from({ length: size }, (_, i) => i));
    const seen: number[][] = [];
    const runs = await fitReplicas(
      model(() => 0),
      train,
      {
        ...base,
        rows,
        callbacks: [{ onEpochEnd: (_, logs) => seen.push([...logs.keys()]) < 1 }],
      },
    );
    expect(seen).toEqual([[0]]);
    expect(runs.map(({ status, history }) => [status, history.length])).toEqual([
      ["stopped", 1],
      ["stopped", 0],
      ["stopped", 0],
    ]);
  });
});

it("an aborted queue leaves nothing in the runtime", async () => {
  const own = nodeRuntime();
  const controller = new AbortController();
  const options = {
    ...base,
    runtime: own,
    optimizer: sgd({ learningRate: rates }),
    maxReplicas: 2,
    signal: controller.signal,
    // The second pair trains its second epoch.
    callbacks: [{ onEpochEnd: (epoch: number) => epoch < 7 || controller.abort() === undefined }],
  };
  const rejected = expect(
    fitReplicas(
      model(() => 0.1),
      train,
      options,
    ),
  ).rejects;
  await rejected.toMatchObject({ code: "OCCAM_ABORTED" });
  for (let held = 1; held < 400; held++) await expect(own.read({ held })).rejects.toThrow("was freed or never held");
  await own.close();
});

it("the order of turns does not matter: sizes that differ, in a queue, equal single fits", async () => {
  const sizes = [40, 33, 38, 47, 64, 36, 35];
  const rows = sizes.map((size, i) => Array.from({ length: size }, (_, at) => (at + 3 * i) % 70));
  const net = model(() => 0.2);
  const options = { ...base, epochs: 3, optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) };
  const runs = await fitReplicas(net, train, { ...options, rows, maxReplicas: 2 });
  for (const [r, own] of rows.entries()) {
    const picked = { x: takeRows(train.x, own), y: takeRows(train.y, own) };
    expectSameRun(runs[r] as Run, await fit(net, picked, options));
  }
});
