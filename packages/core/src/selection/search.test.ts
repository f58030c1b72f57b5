import { afterAll, describe, expect, it } from "vitest";
import { kFold } from "../data/index.ts";
import { auc, conv2d, dense, dropout, fit, flatten, l2, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { takeRows } from "../tensor/tensor.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";
import {
  choice,
  float,
  grid,
  hyperband,
  medianPruner,
  nestedCrossValidation,
  noPruner,
  optional,
  random,
  type SearchOptions,
  type SpaceValues,
  search,
  successiveHalving,
  type TrialRecord,
  tpe,
} from "./index.ts";

const runtime = nodeRuntime();
const second = nodeRuntime();
afterAll(async () => {
  await runtime.close();
  await second.close();
});

const problem = twoClasses(60, 4);
const folds = kFold({ rowCount: 60, folds: 2, seed: 1 });
const space = {
  units: choice([3, 6]),
  l2: optional({ alpha: float({ low: 1e-4, high: 1, scale: "log" }) }),
  rate: float({ low: 0, high: 0.5, scale: "linear" }),
};

const alphaOf = ({ l2: own }: SpaceValues) => (own === null ? 0 : ((own as SpaceValues).alpha as number));
const options: SearchOptions = {
  space,
  build: (settings) => ({
    model: sequential({
      inputShape: [4],
      layers: [
        dense({ units: settings[0]?.units as number, activation: "relu" }),
        dropout({ rate: settings.map(({ rate }) => rate as number) }),
        dense({ units: 2 }),
      ],
    }),
    options: {
      loss: "softmaxCrossEntropy",
      optimizer: sgd({ learningRate: 0.1 }),
      regularizer: l2({ alpha: settings.map(alphaOf) }),
      batchSize: 16,
    },
  }),
  shapeOf: ({ units }) => String(units),
  examples: problem,
  folds,
  seeds: [3],
  sampler: random(),
  pruner: noPruner({ maxEpochs: 4 }),
  budget: { trials: 6 },
  together: 4,
  runtimes: [runtime],
  seed: 9,
};

/** What does not depend on the clock. */
const lasting = (trials: readonly TrialRecord[]) => trials.map(({ seconds: _, ...facts }) => facts);

describe("a search", () => {
  it("trains every trial on every fold as it would be trained alone (1e-5), whatever shape the others have", async () => {
    const trials = await search(options);
    expect(trials.map(({ index, state, epochs }) => [index, state, epochs])).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => [index, "complete", 8]),
    );
    expect(new Set(trials.map(({ values }) => values.units)).size).toBe(2);
    for (const { values, loss } of trials) {
      let total = 0;
      for (const { train, validation } of folds) {
        const { model, options: own } = options.build([values], 0);
        const part = (rows: Int32Array) => ({ x: takeRows(problem.x, rows), y: takeRows(problem.y, rows) });
        const run = await fit(model, part(train), {
          ...own,
          optimizer: sgd({ learningRate: 0.1 }),
          regularizer: l2({ alpha: alphaOf(values) }),
          runtime,
          epochs: 4,
          seed: 3,
        });
        total += (await run.evaluate(part(validation))).loss;
      }
      expect(loss).toBeCloseTo(total / 2, 5);
    }
  });

  it.each([
    ["none", noPruner({ maxEpochs: 4 })],
    ["median", medianPruner({ maxEpochs: 6, minEpochs: 1 })],
    ["successive halving", successiveHalving({ maxEpochs: 9, minEpochs: 1, eta: 3 })],
    ["hyperband", hyperband({ maxEpochs: 9, minEpochs: 1, eta: 3 })],
  ])(
    "with pruner %s gives the same for one runtime or two, and when it goes on after any part of it",
    async (_, pruner) => {
      const whole = await search({ ...options, pruner, sampler: tpe(), budget: { trials: 9 } });
      const pooled = await search({
        ...options,
        pruner,
        sampler: tpe(),
        budget: { trials: 9 },
        runtimes: [runtime, second],
      });
      expect(lasting(pooled)).toEqual(lasting(whole));
      const part = whole.filter(({ index }) => index < 5 || index === 7);
      const reported: number[] = [];
      const resumed = await search({
        ...options,
        pruner,
        sampler: tpe(),
        budget: { trials: 9 },
        finished: part,
        onTrial: ({ index }) => void reported.push(index),
      });
      expect(reported.sort()).toEqual([5, 6, 8]);
      expect(lasting(resumed)).toEqual(lasting(whole));
    },
  );

  it("by successive halving lets a third go on at each rung, and keeps the one that leads", async () => {
    const trials = await search({
      ...options,
      pruner: successiveHalving({ maxEpochs: 9, minEpochs: 1, eta: 3 }),
      budget: { trials: 9 },
    });
    const lengths = trials.map(({ losses }) => losses.length);
    expect(lengths.filter((length) => length >= 3).length).toBe(3);
    expect(lengths.filter((length) => length === 9).length).toBe(1);
    const first = trials.map(({ losses }) => losses[0] as number);
    expect(lengths[first.indexOf(Math.min(...first))]).toBeGreaterThanOrEqual(3);
    expect(trials.filter(({ state }) => state === "pruned").length).toBe(8);
  });

  it("trains what a resume finds missing to the bit as it was in company", async () => {
    const whole = await search({ ...options, budget: { trials: 4 } });
    for (const left of [[0], [1], [2], [3], [0, 3], [1, 2, 3]]) {
      const finished = whole.filter(({ index }) => !left.includes(index));
      const reported: number[] = [];
      const onTrial = ({ index }: TrialRecord) => void reported.push(index);
      const resumed = await search({ ...options, budget: { trials: 4 }, finished, onTrial });
      expect(lasting(resumed)).toEqual(lasting(whole));
      expect(reported.sort()).toEqual(left);
    }
  });

  it.each([142, 143, 144])(
    "lets the leaders of halving go on where folds of %i rows straddle a multiple of the batch size",
    async (rowCount) => {
      const trials = await search({
        ...options,
        build: (settings, fold) => {
          const plan = options.build(settings, fold);
          return { ...plan, options: { ...plan.options, batchSize: 32 } };
        },
        examples: twoClasses(rowCount, 4),
        folds: kFold({ rowCount, folds: 3, seed: 1 }),
        pruner: hyperband({ maxEpochs: 9, minEpochs: 1, eta: 3 }),
        budget: { trials: 9 },
      });
      const lengths = trials.map(({ losses }) => losses.length).sort((a, b) => a - b);
      expect(lengths).toEqual([1, 1, 1, 1, 1, 1, 3, 3, 9]);
      expect(trials.every(({ losses }) => losses.every(Number.isFinite))).toBe(true);
    },
  );

  it("of networks that train one after another prunes only what has come to the rung on every fold", async () => {
    const images = { x: { shape: [60, 1, 2, 2], data: problem.x.data }, y: problem.y };
    const trials = await search({
      ...options,
      space: { rate: choice([0.3, 0.1, 1e-9]) },
      build: (settings) => ({
        model: sequential({
          inputShape: [1, 2, 2],
          layers: [conv2d({ filters: 2, kernelSize: 2 }), flatten(), dense({ units: 2 })],
        }),
        options: {
          loss: "softmaxCrossEntropy",
          optimizer: sgd({ learningRate: settings.map(({ rate }) => rate as number) }),
        },
      }),
      shapeOf: () => "",
      examples: images,
      sampler: grid(),
      pruner: successiveHalving({ maxEpochs: 9, minEpochs: 3, eta: 3 }),
      budget: {},
    });
    // The first to come to the rung leads there; the one that learns nothing is stopped at it.
    expect(trials[0]).toMatchObject({ state: "complete" });
    expect(trials[0]?.losses).toHaveLength(9);
    expect(trials[2]).toMatchObject({ state: "pruned" });
    expect(trials[2]?.losses).toHaveLength(3);
    expect(trials.flatMap(({ losses }) => losses).every(Number.isFinite)).toBe(true);
  });

  it("reports a pruned trial at once, as its runs tell in the end, while others of its shape go on", async () => {
    const order: [string, number][] = [];
    const trials = await search({
      ...options,
      pruner: successiveHalving({ maxEpochs: 9, minEpochs: 1, eta: 3 }),
      budget: { trials: 6 },
      onEpoch: (epoch) => void order.push(["epoch", epoch]),
      onTrial: ({ state, losses }) => void order.push([state, losses.length]),
    });
    const at = (state: string) => order.findIndex(([each]) => each === state);
    expect(at("pruned")).toBeLessThan(order.findIndex(([each, epoch]) => each === "epoch" && epoch === 9));
    expect(order.filter(([each]) => each !== "epoch")).toHaveLength(trials.length);
  });

  it.each([
    {},
    { restoreBestWeights: false, mode: "max" },
    { mode: "max" },
    { minDelta: 10 },
    { monitor: "train.loss", mode: "max", patience: Infinity },
    { monitor: "train.auc", mode: "min" },
  ] as const)(
    "reports of a pruned trial what its recipe keeps of a training that ends there: %o",
    async (earlyStopping) => {
      const build: SearchOptions["build"] = (settings, fold) => {
        const plan = options.build(settings, fold);
        return { ...plan, options: { ...plan.options, metrics: [auc], earlyStopping } };
      };
      const own = { ...options, build, budget: { trials: 6 } };
      const pruner = successiveHalving({ maxEpochs: 9, minEpochs: 3, eta: 3 });
      const pruned = (await search({ ...own, pruner })).filter(({ state }) => state === "pruned");
      const short = await search({ ...own, pruner: noPruner({ maxEpochs: 3 }) });
      expect(pruned.length).toBeGreaterThan(2);
      for (const { index, loss, trainLoss, keptEpochs } of pruned) {
        expect(keptEpochs).toBe(short[index]?.keptEpochs);
        expect(loss).toBeCloseTo(short[index]?.loss as number, 6);
        expect(trainLoss).toBeCloseTo(short[index]?.trainLoss as number, 6);
      }
    },
  );

  it("takes trials that differ in no number", async () => {
    const build: SearchOptions["build"] = () => ({
      model: sequential({ inputShape: [4], layers: [dense({ units: 2 })] }),
      options: { loss: "softmaxCrossEntropy", optimizer: sgd({ learningRate: 0.1 }) },
    });
    const trials = await search({ ...options, build, shapeOf: () => "", budget: { trials: 3 } });
    expect(new Set(trials.map(({ loss }) => loss)).size).toBe(1);
  });

  it("takes folds with examples and units of their own", async () => {
    const own = folds.map(({ train, validation }) => ({
      examples: { x: takeRows(problem.x, train), y: takeRows(problem.y, train) },
      validation: { x: takeRows(problem.x, validation), y: takeRows(problem.y, validation) },
      lossScale: 4,
    }));
    const { examples: _, ...rest } = options;
    const [shared, scaled] = [await search(options), await search({ ...rest, folds: own })];
    for (const [i, { loss, losses }] of scaled.entries()) {
      expect(loss / 4).toBeCloseTo(shared[i]?.loss ?? 0, 5);
      expect((losses[2] as number) / 4).toBeCloseTo(shared[i]?.losses[2] ?? 0, 5);
    }
  });

  it("of a grid tries every point of it and ends by itself", async () => {
    const trials = await search({
      ...options,
      space: { units: choice([3, 6]), rate: choice([0, 0.2, 0.4]), l2: optional({ alpha: choice([0.1, 1]) }) },
      sampler: grid(),
      budget: {},
    });
    expect(trials.length).toBe(2 * 3 * 3);
  });

  it("marks a trial whose numbers explode as failed, and goes on with the others", async () => {
    const trials = await search({
      ...options,
      space: { rate: choice([0.01, 1e38]) },
      build: (settings) => ({
        model: sequential({ inputShape: [5], layers: [dense({ units: 1 })] }),
        options: {
          loss: "meanSquaredError",
          optimizer: sgd({ learningRate: settings.map(({ rate }) => rate as number) }),
        },
      }),
      shapeOf: () => "",
      examples: noisyLine(60, 5),
      sampler: grid(),
      budget: {},
    });
    expect(trials.map(({ state }) => state)).toEqual(["complete", "failed"]);
    expect(trials[1]?.loss).toBe(Infinity);
  });

  it("stops at its budget of epochs, and refuses one that is missing or too small for a trial", async () => {
    const trials = await search({ ...options, budget: { epochs: 8 } });
    expect(trials.length).toBe(4);
    await expect(search({ ...options, budget: {} })).rejects.toThrow(
      "search.budget expects trials, seconds or epochs but receives none of them: for example { trials: 32 }.",
    );
    await expect(search({ ...options, budget: { epochs: 7 } })).rejects.toThrow(
      "search.budget.epochs expects at least 8 for one trial (4 epochs on 2 folds with 1 seeds) but receives 7.",
    );
    await expect(search({ ...options, budget: { seconds: 1e-9 } })).rejects.toThrow("time for at least one trial");
  });

  it.each([{ seconds: 60 }, { epochs: 1000 }])(
    "asks for a number of trials beside %o where a pruner compares all of them at once",
    async (budget) => {
      const pruner = successiveHalving({ maxEpochs: 27 });
      await expect(search({ ...options, pruner, budget })).rejects.toMatchObject({
        code: "OCCAM_OPTION",
        message:
          'search.budget.trials expects a number of trials, as the pruner "successiveHalving" compares all of them at once, ' +
          "but receives none: give one beside the other limits, or use hyperband or asha. (OCCAM_OPTION)",
      });
    },
  );
});

describe("nested cross-validation", () => {
  it("judges what was chosen on each outer fold's training rows by its validation rows", async () => {
    const line = noisyLine(60, 5);
    const examplesOf = (rows: Int32Array) => ({ x: takeRows(line.x, rows), y: takeRows(line.y, rows) });
    const model = sequential({ inputShape: [5], layers: [dense({ units: 1 })] });
    const seen: Int32Array[] = [];
    const found = await nestedCrossValidation({
      folds,
      examplesOf,
      choose: (rows) => {
        seen.push(rows);
        return fit(model, examplesOf(rows), { runtime, loss: "meanSquaredError", epochs: 3, seed: 1 });
      },
    });
    expect(seen).toEqual(folds.map(({ train }) => train));
    for (const [i, { validation }] of folds.entries()) {
      const { loss } = (await found.runs[i]?.evaluate(examplesOf(validation))) ?? {};
      expect(found.losses[i]).toBeCloseTo(loss as number, 6);
    }
    const [a, b] = found.losses as unknown as [number, number];
    expect(found.mean).toBeCloseTo((a + b) / 2, 10);
    expect(found.standardError).toBeCloseTo(Math.abs(a - b) / 2, 10);
  });
});
