import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  logLoss,
  METRICS,
  mae,
  r2,
  rmse,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { alphaPath, crossValidate, noPruner, random, search } from "../selection/index.ts";
import { constant } from "../selection/space/index.ts";
import { takeRows } from "../tensor/tensor.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** y = x through one weight that stays 1. */
const same = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
const still: FitOptions = {
  runtime,
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 1e-30 }),
  initialParameters: new Map([["dense0/kernel", tensor([[1]])]]),
};
const one = { x: [[1]], y: [1] };

describe("weights of validation rows", () => {
  it("are in loss and metrics: errors 1, 2 and 4 with weights 1, 3 and 0.5 have squares of mean 21 / 4.5", async () => {
    const rows = { x: [[1], [2], [4]], y: [0, 0, 0], weights: [1, 3, 0.5] };
    const run = await fit(same, one, { ...still, metrics: [mae, rmse], validation: rows });
    for (const found of [run.history[0]?.validation, await run.evaluate(rows)]) {
      expect(found?.loss).toBeCloseTo(21 / 4.5, 6);
      expect(found?.mae).toBeCloseTo(9 / 4.5, 6);
      expect(found?.rmse).toBeCloseTo(Math.sqrt(21 / 4.5), 6);
    }
    expect((await run.evaluate({ x: rows.x, y: rows.y })).loss).toBeCloseTo(7, 6);
    // Training losses stay as they were.
    const weighted = await fit(same, rows, { ...still, exampleWeights: [1, 3, 0.5] });
    expect(weighted.history[0]?.train.loss).toBeCloseTo(7, 6);
  });

  it("of rows with several labels count for each of their labels", async () => {
    const labels = sequential({ inputShape: [1], layers: [dense({ units: 2, useBias: false })] });
    const initialParameters = new Map([["dense0/kernel", tensor([[1, -1]])]]);
    const validation = {
      x: [[1], [-1]],
      y: [
        [1, 1],
        [1, 0],
      ],
      weights: [3, 1],
    };
    const run = await fit(
      labels,
      { x: [[1]], y: [[1, 0]] },
      {
        ...{ ...still, loss: "sigmoidCrossEntropy", metrics: [accuracy, logLoss], initialParameters, validation },
      },
    );
    const found = run.history[0]?.validation;
    // Right are one label of the first row and none of the second.
    expect(found?.accuracy).toBeCloseTo(3 / 8, 12);
    const [right, wrong] = [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(1))];
    expect(found?.loss).toBeCloseTo((3 * (right + wrong) + 2 * wrong) / 8, 6);
    expect(found?.logLoss).toBeCloseTo((3 * (right + wrong) + 2 * wrong) / 8, 6);
  });

  it("choose the epoch that early stopping keeps: the one that is best for the rows that weigh", async () => {
    // The weight grows from 0 towards 3: target 1 is met on the way, target 3 in the end.
    const network = { ...still, optimizer: sgd({ learningRate: 0.05 }), epochs: 40, earlyStopping: { patience: 40 } };
    const initialParameters = new Map([["dense0/kernel", tensor([[0]])]]);
    const kept = async (weights: readonly number[]) => {
      const validation = { x: [[1], [1]], y: [1, 3], weights };
      return (await fit(same, { x: [[1]], y: [3] }, { ...network, initialParameters, validation })).keptEpoch;
    };
    expect(await kept([1, 0])).toBe(4);
    expect(await kept([0, 1])).toBe(40);
    // The best weight is 2: 3 (1 - 0.9^n) is nearest to it after 10 epochs, 1.954.
    expect(await kept([1, 1])).toBe(10);
    // 1.4: after 6 epochs, 1.406.
    expect(await kept([4, 1])).toBe(6);
  });

  it.each([
    ["softmaxCrossEntropy", twoClasses(40, 3)],
    ["meanSquaredError", noisyLine(40, 3)],
  ] as const)("k are the row k times and 0 none, whatever it holds: %s and every metric", async (loss, { x, y }) => {
    const model = sequential({
      inputShape: [3],
      layers: [dense({ units: 4, activation: "tanh" }), dense({ units: loss === "meanSquaredError" ? 1 : 2 })],
    });
    const task = loss === "meanSquaredError" ? "regression" : "classification";
    const counts = Array.from({ length: 40 }, (_, row) => row % 4);
    const rows = counts.flatMap((count, row) => new Array<number>(count).fill(row));
    const hidden = {
      shape: x.shape,
      data: x.data.map((value, i) => (counts[Math.floor(i / 3)] === 0 ? Number.NaN : value)),
    };
    const options: FitOptions = {
      ...{ runtime, loss, epochs: 12, batchSize: 16, metrics: METRICS.filter((metric) => metric.task === task) },
      ...{ optimizer: adam({ learningRate: 0.1 }), earlyStopping: { patience: 2 } },
    };
    const weighted = await fit(
      model,
      { x, y },
      { ...options, validation: { x: hidden, y, weights: counts.map((count) => 0.3 * count) } },
    );
    const repeated = await fit(
      model,
      { x, y },
      { ...options, validation: { x: takeRows(x, rows), y: takeRows(y, rows) } },
    );
    expect([weighted.keptEpoch, weighted.history.length]).toEqual([repeated.keptEpoch, repeated.history.length]);
    weighted.history.forEach(({ validation }, i) => {
      const other = repeated.history[i]?.validation ?? { loss: Number.NaN };
      expect(Object.keys(validation ?? {})).toEqual(Object.keys(other));
      for (const [name, value] of Object.entries(validation ?? {})) expect(value).toBeCloseTo(other[name] as number, 5);
    });
  });

  it.each([
    [[1], "fit.validation.weights expects 2 weights but receives 1. (OCCAM_OPTION)"],
    [[1, -1], "fit.validation.weights expects weights of at least 0 but receives -1. (OCCAM_OPTION)"],
    [[0, 0], "fit.validation.weights expects a weight above 0 for some example but receives none. (OCCAM_OPTION)"],
  ])("of %j for two rows are refused", async (weights, message) => {
    await expect(fit(same, one, { ...still, validation: { x: [[1], [2]], y: [1, 2], weights } })).rejects.toThrow(
      message,
    );
  });
});

describe("rows of folds count by exampleWeights where they are held out", () => {
  const { x, y } = noisyLine(24, 3);
  const model = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
  const counts = Array.from({ length: 24 }, (_, row) => (row * 5) % 4);
  const exampleWeights = counts.map((count) => 1.7 * count);
  /** The rows of a list, each so many times as it counts, and where they then are. */
  const repeats = counts.flatMap((count, row) => new Array<number>(count).fill(row));
  const placesOf = (rows: ArrayLike<number>) => {
    const own = new Set(Array.from(rows));
    return Int32Array.from(repeats.keys()).filter((place) => own.has(repeats[place] as number));
  };
  const folds = [0, 1, 2].map((part) => {
    const rows = Int32Array.from({ length: 24 }, (_, row) => row);
    return { train: rows.filter((row) => row % 3 !== part), validation: rows.filter((row) => row % 3 === part) };
  });
  const repeatedFolds = folds.map(({ train, validation }) => ({
    train: placesOf(train),
    validation: placesOf(validation),
  }));
  const many = { x: takeRows(x, repeats), y: takeRows(y, repeats) };
  const plan = {
    ...{ loss: "meanSquaredError" as const, batchSize: 1000, shuffle: false },
    ...{ optimizer: adam({ learningRate: 0.05 }), metrics: [r2], earlyStopping: { patience: 3 } },
  };
  const options = { ...plan, runtime, epochs: 15 };

  it("in crossValidate: weight k is the row k times", async () => {
    const [weighted] = await crossValidate(model, { x, y }, { ...options, folds, exampleWeights });
    const [repeated] = await crossValidate(model, many, { ...options, folds: repeatedFolds });
    expect(weighted?.runs.map(({ keptEpoch }) => keptEpoch)).toEqual(repeated?.runs.map(({ keptEpoch }) => keptEpoch));
    weighted?.losses.forEach((loss, fold) => {
      expect(loss).toBeCloseTo(repeated?.losses[fold] as number, 4);
    });
    weighted?.runs.forEach(({ history }, fold) => {
      expect(history.at(-1)?.validation?.r2).toBeCloseTo(
        repeated?.runs[fold]?.history.at(-1)?.validation?.r2 as number,
        4,
      );
    });
  });

  it("in alphaPath and search", async () => {
    const path = { ...options, penalty: "l2", alphas: [0.01, 0.3] };
    const [weighted, repeated] = [
      await alphaPath(model, { x, y }, { ...path, folds, exampleWeights }),
      await alphaPath(model, many, { ...path, folds: repeatedFolds }),
    ];
    weighted.points.forEach(({ validation }, i) => {
      expect(validation.loss).toBeCloseTo(repeated.points[i]?.validation.loss as number, 4);
    });
    const study = {
      space: { same: constant(1) },
      sampler: random(),
      pruner: noPruner({ maxEpochs: 15 }),
      budget: { trials: 1 },
      runtimes: [runtime],
    } as const;
    const [one, other] = [
      await search({
        ...study,
        build: () => ({ model, options: { ...plan, exampleWeights } }),
        examples: { x, y },
        folds,
      }),
      await search({ ...study, build: () => ({ model, options: plan }), examples: many, folds: repeatedFolds }),
    ];
    expect(one[0]?.loss).toBeCloseTo(other[0]?.loss as number, 4);
  });

  it("a fold of which no held-out row weighs anything is refused", async () => {
    await expect(
      fitReplicas(model, { x, y }, { ...options, rows: [[0, 1, 2]], validationRows: [[4, 8]], exampleWeights }),
    ).rejects.toThrow(
      "fitReplicas.validationRows[0] expects a weight above 0 for some example but receives none. (OCCAM_OPTION)",
    );
  });
});
