/** Small programs that users of this and other libraries reported as going wrong, whole, with what is right. */
import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  auc,
  batchNorm,
  clipGlobalNorm,
  clipNorm,
  clipValue,
  cosineSchedule,
  cyclicCosineSchedule,
  dense,
  embedding,
  exponentialAverage,
  fit,
  fitReplicas,
  flatten,
  groupLasso,
  inputGradient,
  l1,
  l2,
  logLoss,
  maxNorm,
  minMaxNorm,
  mixup,
  nonNegative,
  type Run,
  rmsprop,
  runOf,
  sequential,
  sgd,
  stochasticWeightAveraging,
  unitNorm,
} from "../index.ts";
import { prune } from "../pruning/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { alphaPath } from "../selection/index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const numbers = (run: Run, name = "dense0/kernel") => Array.from(run.parameters.get(name)?.data ?? []);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const lineOf = (inputs: number, outputs = 1) =>
  sequential({ inputShape: [inputs], layers: [dense({ units: outputs })] });
const schedule = cosineSchedule();
const regression = { runtime, loss: "meanSquaredError" } as const;

function expectClose(found: readonly number[], right: readonly number[], digits = 3): void {
  expect(found).toHaveLength(right.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(right[i] as number, digits);
  });
}

/** In (-1, 1), the same for the same i. */
function noise(i: number): number {
  const s = Math.sin(i * 12.9898) * 43758.5453;
  return 2 * (s - Math.floor(s)) - 1;
}

describe("1. clipping and proximal penalties", () => {
  const signs = [
    [1, 1, 1, 1],
    [1, -1, 1, -1],
    [1, 1, -1, -1],
    [1, -1, -1, 1],
  ];
  const x = [...signs, ...signs.map((row) => row.map((v) => -v))];
  const z = [1.5, -0.6, 0.1, 0.02];
  const y = x.map((row) => [sum(row.map((v, j) => v * (z[j] as number)))]);
  const common = { ...regression, epochs: 800, batchSize: 8, seed: 2 };
  const slow = {
    ...common,
    optimizer: sgd({ learningRate: 0.05, schedule }),
    gradientClipping: clipGlobalNorm({ limit: 0.5 }),
  };

  it("with every bound the lasso ends at 1.3, -0.4, 0, 0", async () => {
    for (const gradientClipping of [
      clipGlobalNorm({ limit: 0.5 }),
      clipNorm({ limit: 0.5 }),
      clipValue({ limit: 0.3 }),
    ]) {
      for (const optimizer of [sgd({ learningRate: 0.05 }), adam({ learningRate: 0.01, schedule })]) {
        const options = { ...common, optimizer, regularizer: l1({ alpha: 0.4 }), gradientClipping };
        expectClose(numbers(await fit(lineOf(4), { x, y }, options)), [1.3, -0.4, 0, 0]);
      }
    }
  });

  it("so do the subgradient, a replica and groups of single weights; the ridge ends at z / 1.4", async () => {
    const subgradient = l1({ alpha: 0.4, method: "subgradient" });
    const [replica] = await fitReplicas(lineOf(4), { x, y }, { ...slow, regularizer: l1({ alpha: [0.4, 0.1] }) });
    for (const run of [
      await fit(lineOf(4), { x, y }, { ...slow, regularizer: subgradient }),
      replica as Run,
      await fit(lineOf(4), { x, y }, { ...slow, regularizer: groupLasso({ alpha: 0.4, groups: "outgoing" }) }),
    ]) {
      expectClose(numbers(run), [1.3, -0.4, 0, 0]);
    }
    const ridge = await fit(lineOf(4), { x, y }, { ...slow, regularizer: l2({ alpha: 0.8 }) });
    expectClose(
      numbers(ridge),
      z.map((value) => value / 1.4),
    );
  });

  it("a network of usual size keeps weights under a limit of 0.1, and ends near the objective without one", async () => {
    const rows = Array.from({ length: 200 }, (_, i) =>
      Array.from({ length: 20 }, (_, j) => 1.4 * Math.sin((i + 1) * (j + 2) * 0.731)),
    );
    const targets = rows.map((row) => [sum(row.map((v, j) => (j % 2 === 1 ? v : -v))) / 2]);
    const layers = [dense({ units: 64, activation: "relu" }), dense({ units: 1 })];
    const objective = async (limit: number) => {
      const run = await fit(
        sequential({ inputShape: [20], layers }),
        { x: rows, y: targets },
        {
          ...{ ...regression, epochs: 150, seed: 1, optimizer: adam({ learningRate: 0.003 }) },
          ...{ regularizer: l1({ alpha: 0.05 }), gradientClipping: clipGlobalNorm({ limit }) },
        },
      );
      expect(numbers(run).filter((w) => w !== 0).length).toBeGreaterThan(20);
      const { train, penalty } = run.history.at(-1) as Run["history"][number];
      return train.loss + penalty;
    };
    const free = await objective(1e9);
    expect(await objective(1)).toBeLessThan(1.1 * free);
    expect(await objective(0.1)).toBeLessThan(1.2 * free);
  });
});

describe("2. mixing and weights", () => {
  it("balanced classes end at one half with mixup too", async () => {
    const y = Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    const run = await fit(
      lineOf(1, 2),
      { x: y.map(() => [0]), y },
      {
        ...{ runtime, loss: "softmaxCrossEntropy", optimizer: sgd({ learningRate: 0.5, schedule }), epochs: 150 },
        ...{ batchSize: 20, seed: 1, classWeights: "balanced", mixing: mixup({ alpha: 1 }) },
      },
    );
    expect((await run.predict([[0]])).data[1]).toBeCloseTo(0.5, 1);
  });

  it("rows of weight 0 that hold 1000 leave the bias near 0", async () => {
    const x = Array.from({ length: 40 }, (_, i) => [Math.sin(i)]);
    const run = await fit(
      lineOf(1),
      { x, y: x.map(([v], i) => [i % 2 === 1 ? 1000 : (v as number)]) },
      {
        ...{ ...regression, optimizer: sgd({ learningRate: 0.05 }), epochs: 200, batchSize: 8, seed: 1 },
        ...{ exampleWeights: x.map((_, i) => (i % 2 === 1 ? 0 : 1)), mixing: mixup({ alpha: 0.4 }) },
      },
    );
    expect(Math.abs(numbers(run, "dense0/bias")[0] as number)).toBeLessThan(0.1);
  });
});

it.each([5, 500])(
  "3. a watched metric that is no number keeps the last weights, with patience %d",
  async (patience) => {
    const validation = { x: [[1], [2]], y: [1, 1] };
    const run = await fit(
      lineOf(1, 2),
      { x: [[-1], [-2], [1], [2]], y: [0, 0, 1, 1] },
      {
        ...{ runtime, loss: "softmaxCrossEntropy", optimizer: sgd({ learningRate: 1 }), epochs: 50, validation },
        ...{ metrics: [auc], earlyStopping: { monitor: "auc", patience } },
      },
    );
    expect(run.keptEpoch).toBe(run.history.length);
    const last = run.history.at(-1)?.validation?.loss as number;
    expect((await run.evaluate(validation)).loss).toBeCloseTo(last, 6);
    expect(last).toBeLessThan(0.1);
  },
);

it.each([
  [33, 33],
  [33, 32],
  [33, 16],
  [33, 2],
])(
  "4. batch normalization of %d rows in batches of %d has their variance, and the line its loss",
  async (rows, batchSize) => {
    const model = sequential({ inputShape: [1], layers: [batchNorm({ momentum: 0.9 }), dense({ units: 1 })] });
    const x = Array.from({ length: rows }, (_, i) => [2 + 4 * Math.sin(i * 1.7)]);
    const mean = sum(x.flat()) / rows;
    const variance = sum(x.map(([v]) => ((v as number) - mean) ** 2)) / rows;
    const options = {
      ...regression,
      optimizer: adam({ learningRate: 0.02 }),
      epochs: batchSize > 2 ? 300 : 60,
      batchSize,
      seed: 3,
    };
    const run = await fit(model, { x, y: x }, options);
    const [moving] = numbers(run, "batchNorm0/movingVariance") as [number];
    // Of two rows the population's variance is half of the rows' own on average.
    if (batchSize > 2) expect(Math.abs(moving / variance - 1)).toBeLessThan(0.15);
    else expect(moving / variance).toBeGreaterThan(0.3);
    if (batchSize > 2) expect(run.history.at(-1)?.train.loss).toBeLessThan(0.02 * variance);
  },
);

describe("5. averages of weights", () => {
  const x = Array.from({ length: 40 }, (_, i) => [1, 2, 3, 4].map((j) => 1.4 * Math.sin(i * j * 1.3 + j)));
  const y = x.map(([a, b]) => [(a as number) + 0.3 * Math.cos(7 * (b as number))]);
  const common = { ...regression, batchSize: 4, seed: 1 };

  it("are in the sets of the weights", async () => {
    const linear = (kernelConstraint: ReturnType<typeof unitNorm>) =>
      sequential({ inputShape: [4], layers: [dense({ units: 1, kernelConstraint })] });
    const averaging = exponentialAverage({ decay: 0.9 });
    const one = await fit(
      linear(unitNorm()),
      { x, y },
      { ...common, epochs: 4, optimizer: sgd({ learningRate: 0.3 }), averaging },
    );
    expect(Math.hypot(...numbers(one))).toBeCloseTo(1, 5);
    const two = { ...common, epochs: 1, optimizer: sgd({ learningRate: 1 }), averaging };
    const run = await fit(linear(minMaxNorm({ low: 2, high: 3 })), { x, y }, two);
    expect(Math.hypot(...numbers(run))).toBeGreaterThan(1.9999);
  });

  it("have their zeros: as many units are pruned as without an average", async () => {
    const regularized = dense({ units: 8, activation: "relu", kernelRegularizer: groupLasso({ alpha: 0.1 }) });
    const net = sequential({ inputShape: [4], layers: [regularized, dense({ units: 1 })] });
    const left: number[] = [];
    for (const averaging of [
      undefined,
      exponentialAverage({ decay: 0.99 }),
      stochasticWeightAveraging({ startEpoch: 100 }),
    ]) {
      const options = {
        ...common,
        epochs: 150,
        optimizer: adam({ learningRate: 0.01 }),
        ...(averaging && { averaging }),
      };
      const run = await fit(net, { x, y }, options);
      left.push(prune({ model: run.model, parameters: run.parameters }).units[0]?.after as number);
    }
    expect(left).toEqual([1, 1, 1]);
  });
});

describe("6. cycles of a cosine schedule", () => {
  it.each([
    [4, 100],
    [7, 50],
    [30, 100],
    [6, 10],
  ])("%d in %d steps are that many, the last one to its end", (cycles, steps) => {
    const { factor } = cyclicCosineSchedule({ cycles });
    const factors = Array.from({ length: steps }, (_, step) => factor(step, steps));
    expect(factors.filter((value) => value === 1)).toHaveLength(cycles);
    // A cycle of one step is all start.
    if (steps >= 3 * cycles) expect(factors.at(-1)).toBeLessThan(0.3);
  });

  it("end where snapshots are taken", async () => {
    const own = cyclicCosineSchedule({ cycles: 7 });
    const options = { ...regression, optimizer: sgd({ learningRate: 0.1, schedule: own }), epochs: 50, snapshots: 7 };
    const { snapshots } = await fit(lineOf(1), { x: [[1]], y: [[0]] }, options);
    expect(snapshots).toHaveLength(7);
    for (const { keptEpoch } of snapshots) expect(own.factor(keptEpoch - 1, 50)).toBeLessThan(0.06);
  });
});

it("7. the largest default strength of a path takes weights as rows that stand there so often, of classes too", async () => {
  const x = Array.from({ length: 40 }, (_, i) => [1.4 * Math.sin(i * 1.7), 1.4 * Math.cos(i * 2.9)]);
  const y = x.map(([a, b], i) => [2 * (a as number) + 0.3 * (b as number) + 0.2 * Math.sin(i)]);
  const weights = x.map(([a]) => ((a as number) > 0.7 ? 4 : (a as number) < -0.7 ? 3 : 0));
  const repeated = weights.flatMap((count, row) => new Array<number>(count).fill(row));
  const options = { runtime, penalty: "l1", count: 3, ratio: 0.1, folds: 2, seed: 1, batchSize: 1000 } as const;
  const line = { ...options, loss: "meanSquaredError", optimizer: sgd({ learningRate: 0.1 }), epochs: 300 } as const;
  const pick = <T>(of: readonly T[]) => repeated.map((row) => of[row] as T);
  const weighted = await alphaPath(lineOf(2), { x, y }, { ...line, exampleWeights: weights });
  const whole = await alphaPath(lineOf(2), { x: pick(x), y: pick(y) }, line);
  expect(weighted.points.at(-1)?.alpha).toBeCloseTo(whole.points.at(-1)?.alpha as number, 4);
  const classes = x.map(([a]) => ((a as number) > 1.1 ? 1 : 0));
  const balanced = await alphaPath(
    lineOf(2, 2),
    { x, y: classes },
    {
      ...{ ...options, loss: "softmaxCrossEntropy", classWeights: "balanced", epochs: 1000 },
      optimizer: sgd({ learningRate: 0.3, schedule }),
    },
  );
  for (const run of [weighted.runs.at(-1), balanced.runs.at(-1)]) {
    for (const weight of numbers(run as Run)) expect(Math.abs(weight)).toBeLessThan(0.01);
  }
});

it.each([20, 100])(
  "10. after %d steps behind batch normalization the reported loss is below the constant's",
  async (epochs) => {
    const z = Array.from({ length: 64 }, (_, i) => Math.SQRT2 * Math.sin(i * 1.7));
    const model = sequential({ inputShape: [1], layers: [batchNorm(), dense({ units: 1 })] });
    const options = { ...regression, optimizer: sgd({ learningRate: 0.3 }), epochs, batchSize: 64, seed: 2 };
    const run = await fit(model, { x: z.map((v) => [5 + 3 * v]), y: z.map((v) => [v]) }, options);
    expect(run.history.at(-1)?.train.loss).toBeLessThan(0.01);
  },
);

it("11. norm constraints in the metric of the steps end at the best weights inside the set", async () => {
  const x = [
    [1, 1, 1],
    [1, -1, -1],
    [-1, 1, -1],
    [-1, -1, 1],
  ];
  const z = [2, 1, 0.2];
  const y = x.map((row) => sum(row.map((v, j) => v * (z[j] as number))));
  for (const kernelConstraint of [maxNorm({ c: 1, metric: "steps" }), unitNorm({ metric: "steps" })]) {
    for (const optimizer of [adam({ learningRate: 0.01, schedule }), rmsprop({ learningRate: 0.01, schedule })]) {
      const model = sequential({ inputShape: [3], layers: [dense({ units: 1, useBias: false, kernelConstraint })] });
      const run = await fit(model, { x, y }, { ...regression, optimizer, epochs: 1000, batchSize: 4, shuffle: false });
      expectClose(
        numbers(run),
        z.map((value) => value / Math.hypot(...z)),
      );
    }
  }
});

it("12. mixing in front of an embedding is refused, 15. so is what is no index, with row and value", async () => {
  const table = sequential({ inputShape: [1], layers: [embedding({ inputDim: 3, outputDim: 1 }), flatten()] });
  await expect(
    fit(table, { x: [[0], [1]], y: [0, 1] }, { ...regression, mixing: mixup({ alpha: 1 }) }),
  ).rejects.toThrow("OCCAM_OPTION");
  const parameters = new Map([["embedding0/embeddings", { shape: [3, 1], data: Float32Array.of(10, 20, 30) }]]);
  const run = runOf({ model: table, parameters }, regression);
  expect((await run.predict([[2]])).data[0]).toBe(30);
  for (const index of [-1, -3, 1.7, -0.5, 3]) {
    await expect(run.predict([[0], [index]])).rejects.toThrow(String(index));
    await expect(fit(table, { x: [[0], [index]], y: [0, 1] }, regression)).rejects.toThrow(/OCCAM_DATA/);
  }
});

it("13. a trained network that goes on under a weak l1 keeps what it learnt", async () => {
  const x = Array.from({ length: 60 }, (_, i) => Array.from({ length: 6 }, (_, j) => 1.7 * noise(6 * i + j + 1)));
  const y = x.map(([a, b, c]) => Math.sin(a as number) + 0.5 * (b as number) * (c as number));
  const model = sequential({
    inputShape: [6],
    layers: [dense({ units: 24, activation: "relu" }), dense({ units: 1 })],
  });
  const options = { ...regression, batchSize: 60, shuffle: false, seed: 2 };
  const first = await fit(
    model,
    { x, y },
    { ...options, optimizer: adam({ learningRate: 0.01, schedule }), epochs: 1500 },
  );
  const kernels = (run: Run) => ["dense0/kernel", "dense1/kernel"].flatMap((name) => numbers(run, name));
  const before = (first.history.at(-1)?.train.loss as number) + 1e-4 * sum(kernels(first).map(Math.abs));
  for (const epochs of [1, 300]) {
    const further = { ...options, epochs, optimizer: adam(), regularizer: l1({ alpha: 1e-4 }) };
    const run = await fit(model, { x, y }, { ...further, initialParameters: first.parameters });
    const { train, penalty } = run.history.at(-1) as Run["history"][number];
    expect(train.loss + penalty).toBeLessThan(1.1 * before);
    expect(kernels(run).filter((w) => w === 0).length).toBeLessThan(kernels(run).length / 2);
  }
});

it("14. several labels a row are measured label by label", async () => {
  const x = Array.from({ length: 60 }, (_, i) => [0, 1, 2].map((j) => noise(3 * i + j + 1)));
  const y = x.map((row) => row.map((v) => Number(v > 0)));
  const options = {
    runtime,
    loss: "sigmoidCrossEntropy",
    optimizer: adam({ learningRate: 0.1 }),
    epochs: 100,
  } as const;
  const run = await fit(lineOf(3, 3), { x, y }, { ...options, metrics: [accuracy, logLoss] });
  const p = Array.from((await run.predict(x)).data);
  const t = y.flat();
  const right = t.filter((label, i) => Number((p[i] as number) > 0.5) === label).length / t.length;
  const entropy = -sum(t.map((label, i) => Math.log(label === 1 ? (p[i] as number) : 1 - (p[i] as number)))) / t.length;
  expect(run.history.at(-1)?.train.accuracy).toBeCloseTo(right, 6);
  expect(run.history.at(-1)?.train.logLoss).toBeCloseTo(entropy, 5);
  await expect(fit(lineOf(3, 3), { x, y }, { ...options, classWeights: [1, 2, 3] })).rejects.toThrow("OCCAM_OPTION");
  const soft = x.map(([v]) => 0.5 + (v as number) / 2);
  await expect(fit(lineOf(3), { x, y: soft }, { ...options, metrics: [auc] })).rejects.toThrow(
    /fit\.metrics: auc expects targets of 0 or 1/,
  );
});

it.each([
  [0.3, -3],
  [0.8, -3],
  [2, -1],
])("16. group lasso and nonNegative of z = %d, %d cut, then shrink", async (...z) => {
  const x = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ];
  const cut = z.map((v) => Math.max(0, v));
  const right = cut.map((v) => v * Math.max(0, 1 - 0.5 / Math.hypot(...cut)));
  const kernelRegularizer = groupLasso({ alpha: Math.SQRT1_2 });
  const layers = [dense({ units: 1, useBias: false, kernelRegularizer, kernelConstraint: nonNegative() })];
  for (const optimizer of [
    sgd({ learningRate: 0.1 }),
    sgd({ learningRate: 0.02, momentum: 0.9 }),
    adam({ learningRate: 0.02, schedule }),
  ]) {
    const y = x.map((row) => sum(row.map((v, j) => v * (z[j] as number))));
    const options = { ...regression, optimizer, epochs: 1000, batchSize: 4, shuffle: false };
    expectClose(numbers(await fit(sequential({ inputShape: [2], layers }), { x, y }, options)), right);
  }
});

it("17. the gradient by inputs behind batch normalization, which is no example's own, is refused", async () => {
  const model = sequential({
    inputShape: [2],
    layers: [dense({ units: 3, activation: "tanh" }), batchNorm(), dense({ units: 1 })],
  });
  await expect(
    fit(
      model,
      {
        x: [
          [0, 1],
          [1, 0],
        ],
        y: [0, 1],
      },
      { ...regression, objectiveTerms: [inputGradient({ alpha: 0.5 })] },
    ),
  ).rejects.toThrow(/inputGradient expects .* but receives batchNorm/);
});
