import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  batchNorm,
  dense,
  dropout,
  type FitOptions,
  fit,
  fitReplicas,
  gaussianNoise,
  l1,
  l2,
  mixup,
  type Run,
  sequential,
  sgd,
} from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { randomIndices, randomPermutation } from "../../tensor/random.ts";
import { takeRows } from "../../tensor/tensor.ts";
import { noisyLine, type Problem, twoClasses } from "../../testing/problems.ts";
import { expectAllDifferent, expectSameRun } from "../../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const data = twoClasses(90, 5);
const picked = ({ x, y }: Problem, rows: ArrayLike<number>) => ({ x: takeRows(x, rows), y: takeRows(y, rows) });
const range = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

const network = sequential({
  inputShape: [5],
  layers: [
    dropout({ rate: 0.1 }),
    dense({ units: 7, activation: "relu", kernelRegularizer: l1({ alpha: 0.003 }) }),
    dropout({ rate: 0.3 }),
    dense({ units: 2 }),
  ],
});
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 3,
  batchSize: 16,
  metrics: [accuracy],
  seed: 4,
};

// Where a gradient is zero but for rounding, as that of an offset that batch normalization removes, adam's step is the rounding's.
const momentum = sgd({ learningRate: 0.05, momentum: 0.9 });

/** Each replica against the single fit on its own rows. */
async function expectAsAlone(rows: readonly ArrayLike<number>[], changes: Partial<FitOptions> = {}, model = network) {
  const together = await fitReplicas(model, data, { ...options, ...changes, rows });
  expect(together.length).toBe(rows.length);
  for (const [r, own] of rows.entries()) {
    expectSameRun(together[r] as Run, await fit(model, picked(data, own), { ...options, ...changes }));
  }
  return together;
}

describe("replicas with their own rows equal single fits on those rows (1e-5)", () => {
  const order = Array.from(randomPermutation(90, { seed: 1, stream: "folds" }));
  const folds = [0, 1, 2].map((fold) => order.filter((_, i) => i % 3 !== fold));

  it("for folds of 60 rows, whose last batch is partly filled, under dropout", async () => {
    expectAllDifferent(await expectAsAlone(folds));
  });

  it("for sizes of a learning curve, some of which are smaller than a batch", async () => {
    expectAllDifferent(await expectAsAlone([range(0, 7), range(0, 16), range(0, 20), range(0, 33), range(0, 90)]));
  });

  it("for sizes that differ by one within a cohort", async () => {
    await expectAsAlone([range(0, 33), range(10, 44), range(40, 88)]);
  });

  it("for bootstrap samples, whose rows repeat", async () => {
    const samples = [0, 1, 2].map((position) => randomIndices(90, 90, { seed: 2, stream: "bootstrap", position }));
    expectAllDifferent(await expectAsAlone(samples));
  });

  it("without shuffling the rows come in the order that was given", async () => {
    await expectAsAlone([range(0, 20), range(0, 20).reverse()], { shuffle: false, epochs: 1 });
  });

  it("with batch normalization, whose last batch counts its own rows", async () => {
    const normed = sequential({
      inputShape: [5],
      layers: [batchNorm(), dense({ units: 6, activation: "relu" }), batchNorm({ momentum: 0.5 }), dense({ units: 2 })],
    });
    await expectAsAlone([range(0, 33), range(10, 44), range(30, 70)], { optimizer: momentum }, normed);
  });

  it("with mixup: partners come from the replica's own rows, in a partly filled batch too", async () => {
    await expectAsAlone([range(30, 63), range(50, 84)], { mixing: mixup({ alpha: 1 }) });
  });

  it("with class weights that balance each replica's own rows, and weights of examples", async () => {
    const exampleWeights = range(0, 90).map((row) => 1 + (row % 4));
    const rows = [folds[0] as number[], range(0, 25)];
    const together = await fitReplicas(network, data, { ...options, classWeights: "balanced", exampleWeights, rows });
    for (const [r, own] of rows.entries()) {
      const weights = own.map((row) => exampleWeights[row] as number);
      const alone = { ...options, classWeights: "balanced", exampleWeights: weights } as const;
      expectSameRun(together[r] as Run, await fit(network, picked(data, own), alone));
    }
  });

  it("for a row that holds NaN and that no replica trains on", async () => {
    const { x, y } = noisyLine(40, 3);
    const holed = { x: { ...x, data: x.data.map((value, i) => (i < 3 ? Number.NaN : value)) }, y };
    const line = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
    const rows = [range(1, 20), range(15, 40)];
    const runs = await fitReplicas(line, holed, { ...options, metrics: [], loss: "meanSquaredError", rows });
    expect(runs.map(({ status }) => status)).toEqual(["completed", "completed"]);
    for (const [r, own] of rows.entries()) {
      const alone = await fit(line, picked(holed as Problem, own), {
        ...options,
        metrics: [],
        loss: "meanSquaredError",
      });
      expectSameRun(runs[r] as Run, alone);
    }
  });
});

it("the cause of a divergence is looked for in the replica's own rows", async () => {
  const { x, y } = noisyLine(40, 3);
  const holed = { x: { ...x, data: x.data.map((value, i) => (i === 31 ? Number.NaN : value)) }, y };
  const line = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
  const runs = await fitReplicas(line, holed, {
    runtime,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: [0.01, 1e38] }),
    rows: [range(5, 20), range(20, 35)],
  });
  expect(runs[0]?.divergence?.cause).toEqual({ code: "inputNotFinite", row: 10, column: 1, value: "NaN" });
  expect(runs[1]?.divergence?.cause).toEqual({ code: "learningRate" });
});

describe("validationRows", () => {
  it("log what the run finds on those rows, metrics too, and early stopping looks at them", async () => {
    const rows = [range(0, 60), range(30, 90), [...range(0, 30), ...range(60, 90)]];
    const validationRows = [range(60, 90), range(0, 30), range(30, 60)];
    const runs = await fitReplicas(network, data, {
      ...options,
      epochs: 12,
      optimizer: adam({ learningRate: 0.1 }),
      rows,
      validationRows,
      earlyStopping: { patience: 2 },
    });
    for (const [r, run] of runs.entries()) {
      const kept = run.history[run.keptEpoch - 1];
      const found = await run.evaluate(picked(data, validationRows[r] as number[]));
      expect(kept?.validation?.loss).toBeCloseTo(found.loss, 5);
      expect(kept?.validation?.accuracy).toBeCloseTo(found.accuracy as number, 6);
      const train = await run.evaluate(picked(data, rows[r] as number[]));
      expect(kept?.train.loss).toBeCloseTo(train.loss, 5);
      const losses = run.history.map(({ validation }) => validation?.loss as number);
      expect(losses.indexOf(Math.min(...losses))).toBe(run.keptEpoch - 1);
    }
  });

  it("do not go with validation", async () => {
    const both = { ...options, validation: data, validationRows: [range(0, 10)] };
    await expect(fitReplicas(network, data, both)).rejects.toThrow(
      /^fitReplicas\.validationRows expects .*OCCAM_OPTION/,
    );
  });
});

describe("seeds", () => {
  it("give each replica the weights, shuffles, masks and noise of the single fit with its seed", async () => {
    const noisy = sequential({
      inputShape: [5],
      layers: [
        gaussianNoise({ deviation: 0.2 }),
        dense({ units: 7, activation: "tanh", dropConnect: 0.2 }),
        dropout({ rate: 0.3 }),
        dense({ units: 2, kernelRegularizer: l2({ alpha: 0.01 }) }),
      ],
    });
    const seeds = [4, 9, 4, 2 ** 40 + 1];
    const together = await fitReplicas(noisy, data, { ...options, optimizer: momentum, seeds });
    for (const [r, seed] of seeds.entries()) {
      expectSameRun(together[r] as Run, await fit(noisy, data, { ...options, optimizer: momentum, seed }));
    }
    expectAllDifferent([together[0], together[1], together[3]] as Run[]);
    expectSameRun(together[0] as Run, together[2] as Run, 1e-12);
  });

  it("go with rows and with a sweep", async () => {
    const rows = [range(0, 33), range(20, 60)];
    const seeds = [5, 6];
    const rates = [0.01, 0.05];
    const together = await fitReplicas(network, data, {
      ...options,
      rows,
      seeds,
      optimizer: sgd({ learningRate: rates, momentum: 0.9 }),
    });
    for (const r of [0, 1]) {
      const alone = await fit(network, picked(data, rows[r] as number[]), {
        ...options,
        seed: seeds[r] as number,
        optimizer: sgd({ learningRate: rates[r] as number, momentum: 0.9 }),
      });
      expectSameRun(together[r] as Run, alone);
    }
  });
});

it("initialParameterSets start each replica from its own weights; what is left out is drawn", async () => {
  const starts = [0.5, -0.5].map(
    (value) => new Map([["dense1/kernel", { shape: [7, 2], data: new Float32Array(14).fill(value) }]]),
  );
  const together = await fitReplicas(network, data, { ...options, initialParameterSets: starts });
  for (const [r, initialParameters] of starts.entries()) {
    expectSameRun(together[r] as Run, await fit(network, data, { ...options, initialParameters }));
  }
  expectAllDifferent(together);
});

it.each<[string, object]>([
  ["fitReplicas.rows[1]", { rows: [[0], []] }],
  ["fitReplicas.rows[0]", { rows: [[0, 90]] }],
  ["fitReplicas.rows[0]", { rows: [[0.5]] }],
  ["fitReplicas.validationRows[0]", { validationRows: [[-1]] }],
  ["fitReplicas.seeds[1]", { seeds: [1, -1] }],
  ["fitReplicas.seeds[0]", { seeds: [0.5] }],
  ["fitReplicas.maxReplicas", { maxReplicas: 0 }],
  ["fitReplicas.seeds", { rows: [[0], [1]], seeds: [1, 2, 3] }],
  ["fitReplicas.rows", { rows: [] }],
])("%s that do not fit are refused by name", async (where, changes) => {
  const error: unknown = await fitReplicas(network, data, { ...options, ...changes }).catch((reason) => reason);
  expect((error as Error).message.startsWith(`${where} expects`), (error as Error).message).toBe(true);
});

it("a missing number among validation rows is named before training; one in rows that nobody uses is none", async () => {
  const holed = {
    x: { ...data.x, data: data.x.data.map((value, i) => (i === 5 * 40 + 2 ? Number.NaN : value)) },
    y: data.y,
  };
  const [few, many] = [range(0, 30), range(30, 60)];
  await expect(fitReplicas(network, holed, { ...options, rows: [few], validationRows: [many] })).rejects.toThrow(
    "In the validation examples input column 2 of row 40 is NaN",
  );
  const [run] = await fitReplicas(network, holed, { ...options, rows: [few], validationRows: [range(60, 90)] });
  expect(run?.history.at(-1)?.validation?.loss).toBeGreaterThan(0);
});
