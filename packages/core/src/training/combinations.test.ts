/** Parts that are exact alone, in combination: each against a closed form, or against the same thing said otherwise. */
import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  auc,
  type Constraint,
  clipGlobalNorm,
  clipNorm,
  clipValue,
  cosineSchedule,
  dense,
  embedding,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  flatten,
  type GradientClipping,
  groupLasso,
  l1,
  l2,
  logLoss,
  minMaxNorm,
  mixup,
  nonNegative,
  type Optimizer,
  type Run,
  rmsprop,
  runOf,
  sequential,
  sgd,
  sparseGroupLasso,
  stochasticWeightAveraging,
  tensor,
  unitNorm,
} from "../index.ts";
import { prune } from "../pruning/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { alphaPath } from "../selection/index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const kernelOf = (run: Run, layer = "dense0") => Array.from(run.parameters.get(`${layer}/kernel`)?.data ?? []);
/** Repeatable numbers in (-1, 1). */
const noise = (i: number) => {
  const value = Math.sin(i * 12.9898) * 43758.5453;
  return 2 * (value - Math.floor(value)) - 1;
};

/** Orthogonal columns of length sqrt(8): the mean squared error is sum (w - z)^2, and its lasso soft(z, alpha / 2). */
const columns = [
  [1, 1, 1, 1],
  [1, -1, 1, -1],
  [1, 1, -1, -1],
  [1, -1, -1, 1],
].flatMap((row) => [row, row.map((value) => -value)]);
const z = [1.5, -0.6, 0.1, 0.02];
const orthogonal = { x: columns, y: columns.map((row) => [row.reduce((sum, v, j) => sum + v * (z[j] as number), 0)]) };
const linear = sequential({ inputShape: [4], layers: [dense({ units: 1 })] });
const soft = (value: number, by: number) => Math.sign(value) * Math.max(Math.abs(value) - by, 0);

describe("clipping with a penalty", () => {
  const clippings: readonly (readonly [string, GradientClipping])[] = [
    ["clipGlobalNorm", clipGlobalNorm({ limit: 0.5 })],
    ["clipNorm", clipNorm({ limit: 0.5 })],
    ["clipValue", clipValue({ limit: 0.3 })],
  ];
  const optimizers: readonly Optimizer[] = [
    sgd({ learningRate: 0.05, schedule: cosineSchedule() }),
    sgd({ learningRate: 0.01, momentum: 0.8, schedule: cosineSchedule() }),
    adam({ learningRate: 0.01, schedule: cosineSchedule() }),
    rmsprop({ learningRate: 0.01, schedule: cosineSchedule() }),
  ];
  const common: FitOptions = { runtime, loss: "meanSquaredError", epochs: 1500, batchSize: 8, seed: 2 };

  it.each(
    clippings.flatMap(([name, clipping]) =>
      optimizers.map((optimizer) => [name, optimizer.name, clipping, optimizer] as const),
    ),
  )(
    "%s under %s leaves the lasso's solution where it is, though the limit is below its pull",
    async (_, _name, gradientClipping, optimizer) => {
      const run = await fit(linear, orthogonal, {
        ...common,
        optimizer,
        gradientClipping,
        regularizer: l1({ alpha: 0.4 }),
      });
      kernelOf(run).forEach((weight, i) => {
        const right = soft(z[i] as number, 0.2);
        if (right === 0) expect(weight).toBe(0);
        else expect(weight).toBeCloseTo(right, 3);
      });
    },
  );

  it("groups of single weights and the sparse group lasso have the lasso's, ridge its own", async () => {
    const optimizer = optimizers[0] as Optimizer;
    const [gradientClipping] = [clipGlobalNorm({ limit: 0.5 })];
    for (const regularizer of [
      groupLasso({ alpha: 0.4, groups: "outgoing" }),
      sparseGroupLasso({ alpha: 0.4, mix: 0.3, groups: "outgoing" }),
    ]) {
      const run = await fit(linear, orthogonal, { ...common, optimizer, gradientClipping, regularizer });
      kernelOf(run).forEach((weight, i) => {
        expect(weight).toBeCloseTo(soft(z[i] as number, 0.2), 3);
      });
    }
    const ridge = await fit(linear, orthogonal, {
      ...common,
      optimizer,
      gradientClipping,
      regularizer: l2({ alpha: 0.8 }),
    });
    kernelOf(ridge).forEach((weight, i) => {
      expect(weight).toBeCloseTo((z[i] as number) / 1.4, 3);
    });
  });

  it("a limit of each replica is its own, and the packs of a deeper network change nothing", async () => {
    const deep = sequential({
      inputShape: [4],
      layers: [dense({ units: 6, activation: "tanh" }), dense({ units: 1 })],
    });
    const options = { ...common, epochs: 30, optimizer: sgd({ learningRate: 0.05 }), regularizer: l1({ alpha: 0.05 }) };
    for (const clip of [clipGlobalNorm, clipNorm, clipValue]) {
      const limits = [0.05, 0.5];
      const runs = await fitReplicas(deep, orthogonal, { ...options, gradientClipping: clip({ limit: limits }) });
      for (const [i, limit] of limits.entries()) {
        const alone = await fit(deep, orthogonal, { ...options, gradientClipping: clip({ limit }) });
        kernelOf(runs[i] as Run).forEach((weight, at) => {
          expect(weight).toBeCloseTo(kernelOf(alone)[at] as number, 5);
        });
      }
    }
  });

  it("a gradient of 1e25, whose square is infinite, is clipped to the limit and not to zero", async () => {
    const one = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
    const initialParameters = new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(1) }]]);
    for (const clip of [clipGlobalNorm, clipNorm, clipValue]) {
      const run = await fit(
        one,
        { x: [[1e12]], y: [[0]] },
        {
          ...{ runtime, loss: "meanSquaredError", initialParameters },
          optimizer: sgd({ learningRate: 1 }),
          gradientClipping: clip({ limit: 0.25 }),
        },
      );
      expect(kernelOf(run)[0]).toBeCloseTo(0.75, 5);
    }
  });
});

describe("a trained network that goes on under a weak l1", () => {
  const x = Array.from({ length: 60 }, (_, i) => Array.from({ length: 6 }, (_, j) => 1.7 * noise(6 * i + j + 1)));
  const y = x.map((v) => Math.sin(v[0] as number) + 0.5 * (v[1] as number) * (v[2] as number));
  const net = sequential({ inputShape: [6], layers: [dense({ units: 12, activation: "relu" }), dense({ units: 1 })] });
  const options: FitOptions = { runtime, loss: "meanSquaredError", batchSize: 60, shuffle: false, seed: 2 };

  it.each([
    ["adam", adam({ learningRate: 0.001 }), 0.001 * (1 + 0.1 / Math.sqrt(0.001))],
    ["rmsprop", rmsprop({ learningRate: 0.001 }), 0.001 * (2 / Math.sqrt(0.1))],
  ] as const)(
    "moves no weight by more than the largest steps of %s, and its objective does not rise",
    async (_, optimizer, most) => {
      const trained = await fit(
        net,
        { x, y },
        {
          ...options,
          epochs: 1500,
          optimizer: adam({ learningRate: 0.01, schedule: cosineSchedule() }),
        },
      );
      const objective = ({ history }: Run) => (history.at(-1)?.train.loss ?? 0) + (history.at(-1)?.penalty ?? 0);
      for (const regularizer of [l1({ alpha: 1e-4 }), groupLasso({ alpha: 1e-4 })]) {
        const go = (epochs: number) =>
          fit(net, { x, y }, { ...options, optimizer, epochs, regularizer, initialParameters: trained.parameters });
        const [first, later] = [await go(1), await go(300)];
        for (const layer of ["dense0", "dense1"]) {
          kernelOf(first, layer).forEach((weight, i) => {
            expect(Math.abs(weight - (kernelOf(trained, layer)[i] as number))).toBeLessThan(most * 1.0001);
          });
        }
        const norm = ["dense0", "dense1"].flatMap((layer) => kernelOf(trained, layer));
        const before = (trained.history.at(-1)?.train.loss ?? 0) + 1e-4 * norm.reduce((sum, w) => sum + Math.abs(w), 0);
        if (regularizer.name === "l1") expect(objective(later)).toBeLessThan(before);
        expect(objective(later)).toBeLessThan(objective(first) * 1.05);
      }
    },
  );
});

it.each([
  [
    [0.3, -3],
    [0, 0],
  ],
  [
    [0.8, -3],
    [0.3, 0],
  ],
  [
    [2, -1],
    [1.5, 0],
  ],
])(
  "group lasso of weights that may not be negative: the group of %j is %j, cut before it is shrunk",
  async (target, right) => {
    // Rows of the identity times sqrt(2): the loss is sum (w - z)^2 / 2 for two outputs of one input group.
    const rows = [
      [Math.SQRT2, 0],
      [0, Math.SQRT2],
    ];
    const y = rows.map((row) => [row.reduce((sum, v, j) => sum + v * (target[j] as number), 0)]);
    const net = sequential({
      inputShape: [2],
      layers: [dense({ units: 1, useBias: false, kernelConstraint: nonNegative() })],
    });
    for (const optimizer of [sgd({ learningRate: 0.1 }), adam({ learningRate: 0.01, schedule: cosineSchedule() })]) {
      const run = await fit(
        net,
        { x: rows, y },
        {
          runtime,
          loss: "meanSquaredError",
          optimizer,
          epochs: 1500,
          batchSize: 2,
          // (w - z)^2 + alpha sqrt(2) norm(w): of one positive weight soft(z, alpha / sqrt 2).
          regularizer: groupLasso({ alpha: Math.SQRT1_2 }),
        },
      );
      kernelOf(run).forEach((weight, i) => {
        expect(weight).toBeCloseTo(right[i] as number, 3);
      });
    }
  },
);

describe("mixing with weights", () => {
  it("balanced classes stay balanced: 180 rows against 20 without any input end at one half", async () => {
    const x = Array.from({ length: 200 }, () => [0]);
    const y = Int32Array.from({ length: 200 }, (_, i) => Number(i % 10 === 0));
    const two = sequential({ inputShape: [1], layers: [dense({ units: 2 })] });
    const run = await fit(
      two,
      { x, y: { shape: [200], data: y } },
      {
        runtime,
        loss: "softmaxCrossEntropy",
        optimizer: sgd({ learningRate: 0.5, schedule: cosineSchedule() }),
        epochs: 150,
        batchSize: 20,
        seed: 1,
        classWeights: "balanced",
        mixing: mixup({ alpha: 1 }),
      },
    );
    expect((await run.predict([[0]])).data[1]).toBeCloseTo(0.5, 2);
  });

  it("rows of weight 0 are no rows: what they hold changes nothing", async () => {
    const x = Array.from({ length: 24 }, (_, i) => [noise(i + 1)]);
    const exampleWeights = x.map((_, i) => i % 3);
    const trained = (absurd: number) =>
      fit(
        sequential({ inputShape: [1], layers: [dense({ units: 3, activation: "tanh" }), dense({ units: 1 })] }),
        {
          x: x.map(([v], i) => [i % 3 === 0 ? absurd : (v as number)]),
          y: x.map(([v], i) => [i % 3 === 0 ? absurd : 2 * (v as number)]),
        },
        {
          runtime,
          loss: "meanSquaredError",
          optimizer: sgd({ learningRate: 0.05 }),
          epochs: 20,
          batchSize: 7,
          seed: 1,
          exampleWeights,
          mixing: mixup({ alpha: 0.4 }),
        },
      );
    const [some, other] = [await trained(100), await trained(-7)];
    expect(kernelOf(other)).toEqual(kernelOf(some));
    expect(kernelOf(other, "dense1")).toEqual(kernelOf(some, "dense1"));
  });
});

describe("indices", () => {
  const table = sequential({ inputShape: [2], layers: [embedding({ inputDim: 3, outputDim: 1 }), flatten()] });
  const parameters = new Map([["embedding0/embeddings", { shape: [3, 1], data: Float32Array.of(10, 20, 30) }]]);

  it.each([-1, -0.5, 1.75, 3])("%d is refused before it is looked up, with row and value", async (index) => {
    const run = runOf({ model: table, parameters }, { runtime, loss: "meanSquaredError" });
    expect(Array.from((await run.predict([[0, 2]])).data)).toEqual([10, 30]);
    const rows = [
      [0, 1],
      [2, index],
    ];
    await expect(run.predict(rows)).rejects.toThrow(`receives ${index} in row 1`);
    await expect(
      fit(
        table,
        {
          x: rows,
          y: [
            [0, 0],
            [0, 0],
          ],
        },
        { runtime, loss: "meanSquaredError" },
      ),
    ).rejects.toMatchObject({ code: "OCCAM_DATA" });
  });

  it("are not blended", async () => {
    const options = { runtime, loss: "meanSquaredError", mixing: mixup() } as const;
    await expect(fit(table, { x: [[0, 1]], y: [[0, 0]] }, options)).rejects.toThrow(
      "fit.mixing: mixup expects inputs that can be blended but receives indices, which embedding0 looks up",
    );
  });
});

describe("several labels a row", () => {
  const x = Array.from({ length: 60 }, (_, i) => [0, 1, 2].map((j) => noise(3 * i + j + 1)));
  const y = x.map((v) => v.map((q) => Number(q > 0)));
  const model = sequential({ inputShape: [3], layers: [dense({ units: 3 })] });
  const options: FitOptions = {
    runtime,
    loss: "sigmoidCrossEntropy",
    optimizer: adam({ learningRate: 0.1 }),
    epochs: 20,
    metrics: [accuracy, logLoss, auc],
  };

  it("are measured label by label: the share of right ones, and the loss itself", async () => {
    const run = await fit(model, { x, y }, options);
    const found = run.history.at(-1)?.train as Readonly<Record<string, number>>;
    const p = (await run.predict(x)).data;
    const right = y.flat().filter((label, i) => Number((p[i] as number) > 0.5) === label).length;
    expect(found.accuracy).toBeCloseTo(right / 180, 12);
    expect(found.logLoss).toBeCloseTo(found.loss as number, 6);
    expect(found.auc).toBeGreaterThan(0.9);
  });

  it("have the exact log loss where probabilities are rounded: 50 for a label at logit -50, in evaluation and history", async () => {
    const one = sequential({ inputShape: [1], layers: [dense({ units: 3 })] });
    const initialParameters = new Map([
      ["dense0/kernel", tensor([[50, -50, 20]])],
      ["dense0/bias", tensor([0, 0, 0])],
    ]);
    // Logits 50, -50, 20 against 0, 1, 1 cost 50, 50 and nearly 0.
    const rows = { x: [[1]], y: [[0, 1, 1]] };
    const run = await fit(one, rows, {
      ...{ runtime, loss: "sigmoidCrossEntropy", metrics: [accuracy, logLoss], initialParameters, validation: rows },
      optimizer: sgd({ learningRate: 1e-30 }),
    });
    for (const found of [run.history[0]?.train, run.history[0]?.validation, await run.evaluate(rows, [logLoss])]) {
      expect(found?.logLoss).toBeCloseTo(100 / 3, 8);
      expect(found?.loss).toBeCloseTo(100 / 3, 4);
    }
    const classes = await fit(
      one,
      { x: [[1]], y: [1] },
      {
        ...{ runtime, initialParameters, metrics: [logLoss] },
        loss: "softmaxCrossEntropy",
        optimizer: sgd({ learningRate: 1e-30 }),
      },
    );
    expect(classes.history[0]?.train.logLoss).toBeCloseTo(100, 9);
  });

  it("have no class weights, and where they are probabilities no count of right ones: refused before training", async () => {
    const never = { onEpochEnd: () => expect.unreachable() };
    await expect(fit(model, { x, y }, { ...options, callbacks: [never], classWeights: [1, 2, 3] })).rejects.toThrow(
      "fit.classWeights expects a network with one output for each class, one of which holds but receives 3 labels",
    );
    const soft = y.map((row) => row.map((label) => 0.1 + 0.8 * label));
    await expect(fit(model, { x, y: soft }, { ...options, callbacks: [never] })).rejects.toThrow(
      "fit.metrics: accuracy expects targets of 0 or 1 but receives 0.",
    );
  });
});

describe("averages of weights", () => {
  const x = Array.from({ length: 40 }, (_, i) => [1, 2, 3, 4].map((j) => 1.4 * Math.sin(i * j * 1.3 + j)));
  const y = x.map(([a, b]) => [(a as number) + 0.3 * Math.cos(7 * (b as number))]);
  const common = { runtime, loss: "meanSquaredError", batchSize: 4, seed: 1 } as const;
  const norm = (run: Run) => Math.hypot(...kernelOf(run));

  it.each([
    ["exponentialAverage", exponentialAverage({ decay: 0.9 })],
    ["stochasticWeightAveraging", stochasticWeightAveraging({ startEpoch: 2 })],
  ] as const)("%s keeps what the constraint demands: a norm of 1, and one of at least 2", async (_, averaging) => {
    const constrained = (kernelConstraint: Constraint) =>
      sequential({ inputShape: [4], layers: [dense({ units: 1, kernelConstraint })] });
    const options = { ...common, epochs: 4, averaging };
    const one = await fit(constrained(unitNorm()), { x, y }, { ...options, optimizer: sgd({ learningRate: 0.3 }) });
    expect(norm(one)).toBeCloseTo(1, 5);
    const two = constrained(minMaxNorm({ low: 2, high: 3 }));
    expect(norm(await fit(two, { x, y }, { ...options, optimizer: sgd({ learningRate: 1 }) }))).toBeGreaterThan(1.9999);
  });

  it.each([
    ["none", undefined],
    ["exponentialAverage", exponentialAverage({ decay: 0.99 })],
    ["stochasticWeightAveraging", stochasticWeightAveraging({ startEpoch: 60 })],
  ] as const)(
    "%s has zeros where the weights have: the units that group lasso took out can be pruned",
    async (_, averaging) => {
      const net = sequential({
        inputShape: [4],
        layers: [
          dense({ units: 8, activation: "relu", kernelRegularizer: groupLasso({ alpha: 0.1 }) }),
          dense({ units: 1 }),
        ],
      });
      const run = await fit(
        net,
        { x, y },
        {
          ...common,
          epochs: 100,
          optimizer: adam({ learningRate: 0.01 }),
          ...(averaging && { averaging }),
        },
      );
      const [hidden] = prune({ model: run.model, parameters: run.parameters }).units;
      expect([hidden?.before, hidden?.after]).toEqual([8, 2]);
    },
  );

  it("of each replica are those of its training alone, and without a penalty what they were: the mean itself", async () => {
    const net = (alpha: number | readonly number[]) =>
      sequential({ inputShape: [4], layers: [dense({ units: 1, kernelRegularizer: l1({ alpha }) })] });
    const options = {
      ...common,
      epochs: 30,
      optimizer: sgd({ learningRate: 0.02 }),
      averaging: exponentialAverage({ decay: 0.95 }),
    };
    const alphas = [0, 0.3];
    const runs = await fitReplicas(net(alphas), { x, y }, options);
    for (const [i, alpha] of alphas.entries()) {
      const alone = kernelOf(await fit(net(alpha), { x, y }, options));
      kernelOf(runs[i] as Run).forEach((weight, at) => {
        expect(weight).toBeCloseTo(alone[at] as number, 5);
      });
    }
    const plain = sequential({ inputShape: [4], layers: [dense({ units: 1 })] });
    const unpenalized = kernelOf(await fit(plain, { x, y }, options));
    kernelOf(runs[0] as Run).forEach((weight, at) => {
      expect(weight).toBeCloseTo(unpenalized[at] as number, 5);
    });
  });
});

describe("the largest strength of a default path", () => {
  const x = Array.from({ length: 40 }, (_, i) => [1.4 * Math.sin(i * 1.7), 1.4 * Math.cos(i * 2.9)]);
  const y = x.map(([a, b], i) => [2 * (a as number) + 0.3 * (b as number) + 0.2 * Math.sin(i)]);
  const counts = x.map(([a]) => ((a as number) > 0.7 ? 4 : (a as number) < -0.7 ? 3 : 0));
  const repeated = counts.flatMap((count, row) => new Array<number>(count).fill(row));

  it.each(["meanSquaredError", "meanAbsoluteError", "huber"] as const)(
    "takes weights of %s as rows that stand there so many times",
    async (loss) => {
      const options = {
        ...{ runtime, loss, penalty: "l1", count: 2, ratio: 0.5, folds: 2, seed: 1, batchSize: 1000, epochs: 1 },
        optimizer: sgd({ learningRate: 0.1 }),
      } as const;
      const weighted = await alphaPath(linearOf(2), { x, y }, { ...options, exampleWeights: counts });
      const whole = await alphaPath(
        linearOf(2),
        { x: repeated.map((row) => x[row] as number[]), y: repeated.map((row) => y[row] as number[]) },
        options,
      );
      const plain = await alphaPath(linearOf(2), { x, y }, options);
      expect(weighted.points.at(-1)?.alpha).toBeCloseTo(whole.points.at(-1)?.alpha as number, 4);
      expect(Math.abs((plain.points.at(-1)?.alpha as number) - (whole.points.at(-1)?.alpha as number))).toBeGreaterThan(
        0.01,
      );
    },
  );
});

it("a default path of a model without a bias ends where the pull at an output of 0, not at the mean, is the largest", async () => {
  const x = Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? 1 : 2]);
  const y = x.map(([value]) => [30 + (value as number)]);
  const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
  const options = {
    ...{ runtime, penalty: "l1", count: 2, folds: 2, seed: 1, batchSize: 20, epochs: 300 },
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: 0.1, schedule: cosineSchedule() }),
  } as const;
  const largest = (await alphaPath(model, { x, y }, options)).points[1]?.alpha as number;
  // 2/n sum x y.
  expect(largest).toBeCloseTo(31 + 2 * 32, 3);
  const { points } = await alphaPath(model, { x, y }, { ...options, alphas: [0.999 * largest, 1.001 * largest] });
  expect(points.map(({ zeroWeights }) => zeroWeights)).toEqual([0, 1]);
});

function linearOf(inputs: number) {
  return sequential({ inputShape: [inputs], layers: [dense({ units: 1 })] });
}
