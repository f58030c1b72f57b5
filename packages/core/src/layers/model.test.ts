import * as ort from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  add,
  batchNorm,
  concatenate,
  cosineSchedule,
  dense,
  dropout,
  type FitOptions,
  type FloatTensor,
  fit,
  fitReplicas,
  input,
  klSparsity,
  l1,
  type Model,
  mixup,
  model,
  type Run,
  residual,
  scheduled,
  sequential,
  sgd,
  stochasticDepth,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { takeRows } from "../tensor/tensor.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun, largestDifference } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const untrained: FitOptions = { runtime, loss: "meanSquaredError", optimizer: sgd({ learningRate: 1e-30 }) };
/** What the network gives for x with these weights; those left out are drawn. */
async function given(
  network: Model,
  x: Parameters<Run["predict"]>[0],
  weights: Readonly<Record<string, FloatTensor>>,
  rows: number,
) {
  const y = { shape: [rows, ...network.outputShape], data: new Float32Array(rows * (network.outputShape[0] ?? 1)) };
  const initialParameters = new Map(Object.entries(weights));
  const run = await fit(network, { x, y }, { ...untrained, initialParameters });
  return Array.from((await run.predict(x)).data);
}
const linear = (units: number) => dense({ units, useBias: false });

describe("a graph of layers, by hand", () => {
  const x = tensor([
    [1, 2],
    [3, -1],
  ]);

  it("add() sums its inputs, each of them as often as it is given", async () => {
    const start = input({ shape: [2] });
    const doubled = linear(2).apply(start);
    const network = model({ inputs: start, outputs: add().apply([start, doubled, start]) });
    // 2x + x [[1, 0], [2, 3]]
    const weights = {
      "dense0/kernel": tensor([
        [1, 0],
        [2, 3],
      ]),
    };
    expect(await given(network, x, weights, 2)).toEqual([2 + 5, 4 + 6, 6 + 1, -2 - 3]);
  });

  it("concatenate() joins columns, raw inputs beside computed ones", async () => {
    const start = input({ shape: [2] });
    const network = model({
      inputs: start,
      outputs: concatenate().apply([linear(1).apply(start), start, linear(1).apply(start)]),
    });
    const weights = { "dense0/kernel": tensor([[1], [1]]), "dense1/kernel": tensor([[10], [100]]) };
    expect(network.outputShape).toEqual([4]);
    expect(await given(network, x, weights, 2)).toEqual([3, 1, 2, 210, 2, 3, -1, -70]);
  });

  it("residual() is its input plus its branch; with a shortcut, the shortcut plus the branch", async () => {
    const plain = sequential({ inputShape: [2], layers: [residual({ layers: [linear(3), linear(2)] })] });
    expect(plain.parameters.map(({ name }) => name)).toEqual(["residual0/dense0/kernel", "residual0/dense1/kernel"]);
    const weights = {
      "residual0/dense0/kernel": tensor([
        [1, 0, 1],
        [0, 1, 1],
      ]),
      "residual0/dense1/kernel": tensor([
        [1, 0],
        [0, 1],
        [10, 20],
      ]),
    };
    // [1, 2] + [1, 2, 3] K = [1, 2] + [31, 62]
    expect(await given(plain, x, weights, 2)).toEqual([32, 64, 26, 38]);
    const shaped = sequential({ inputShape: [2], layers: [residual({ layers: [linear(1)], shortcut: linear(1) })] });
    const two = { "residual0/dense0/kernel": tensor([[100], [1000]]), "residual0/dense1/kernel": tensor([[1], [1]]) };
    expect((await given(shaped, x, two, 2)).sort((a, b) => a - b)).toEqual([-700 + 2, 2100 + 3]);
  });

  it("blocks inside blocks are named one behind the other", () => {
    const inner = residual({ layers: [linear(2)], name: "inner" });
    const network = sequential({ inputShape: [2], layers: [residual({ layers: [linear(2), inner, linear(2)] })] });
    expect(network.layers.map(({ name }) => name)).toEqual([
      "residual0/dense0",
      "residual0/inner/dense0",
      "residual0/inner/add0",
      "residual0/dense1",
      "residual0/add0",
    ]);
  });

  it("a layer that is applied twice is two layers, each with its own weights", async () => {
    const layer = linear(1);
    const start = input({ shape: [2] });
    const network = model({ inputs: start, outputs: concatenate().apply([layer.apply(start), layer.apply(start)]) });
    const weights = { "dense0/kernel": tensor([[1], [0]]), "dense1/kernel": tensor([[0], [1]]) };
    expect(await given(network, x, weights, 2)).toEqual([1, 2, 3, -1]);
    const named = dense({ units: 1, name: "twin" });
    expect(() => model({ inputs: start, outputs: add().apply([named.apply(start), named.apply(start)]) })).toThrow(
      'model expects a different name for each layer but receives "twin" twice. (OCCAM_OPTION)',
    );
  });

  it("a connection that feeds two layers is computed once", () => {
    const start = input({ shape: [2] });
    const shared = linear(2).apply(start);
    const network = model({ inputs: start, outputs: add().apply([linear(2).apply(shared), linear(2).apply(shared)]) });
    expect(network.layers.map(({ name }) => name)).toEqual(["dense0", "dense1", "dense2", "add0"]);
    expect(network.wiring).toEqual([[-1], [0], [0], [1, 2]]);
  });

  it("sequential is the same network as a chain of apply, to the bit", async () => {
    const layers = () =>
      [dense({ units: 4, activation: "relu" }), dropout({ rate: 0.2 }), dense({ units: 2 })] as const;
    const [a, b, c] = layers();
    const start = input({ shape: [5] });
    const chained = model({ inputs: start, outputs: c.apply(b.apply(a.apply(start))) });
    const data = twoClasses(40, 5);
    const options = { runtime, loss: "softmaxCrossEntropy", epochs: 2, seed: 6 } as const;
    const [one, other] = [
      await fit(sequential({ inputShape: [5], layers: layers() }), data, options),
      await fit(chained, data, options),
    ];
    expect(other.parameters).toEqual(one.parameters);
    expect(other.history).toEqual(one.history);
  });
});

/** Two flat inputs and an image of which the second goes in as numbers too. */
function threeInputs(rate: number | readonly number[] = 0.2, alpha: number | readonly number[] = 0.001): Model {
  const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [3], name: "b" })];
  const hidden = dense({ units: 4, activation: "tanh", kernelRegularizer: l1({ alpha }) }).apply(a);
  const joined = concatenate().apply([a, dropout({ rate }).apply(hidden), b]);
  const normed = batchNorm().apply(joined);
  return model({ inputs: [a, b], outputs: dense({ units: 2 }).apply(normed) });
}

describe("a network of several inputs", () => {
  const { x, y } = twoClasses(40, 5);
  const column = (start: number, end: number): FloatTensor => ({
    shape: [40, end - start],
    data: x.data.filter((_, i) => i % 5 >= start && i % 5 < end),
  });
  const feed = { a: column(0, 2), b: column(2, 5) };
  const options: FitOptions = { runtime, loss: "softmaxCrossEntropy", epochs: 3, batchSize: 16 };

  it("takes each by its name, by hand", async () => {
    const [a, b] = [input({ shape: [1], name: "a" }), input({ shape: [2], name: "b" })];
    const network = model({ inputs: [a, b], outputs: concatenate().apply([linear(1).apply(b), a]) });
    const weights = { "dense0/kernel": tensor([[10], [100]]) };
    const fed = {
      b: tensor([
        [1, 2],
        [3, 4],
      ]),
      a: tensor([[5], [6]]),
    };
    expect(await given(network, fed, weights, 2)).toEqual([210, 5, 430, 6]);
  });

  it("is the network of one input that is cut in two, to the bit, in fit, evaluate and predict", async () => {
    const run = await fit(threeInputs(), { x: feed, y }, { ...options, validation: { x: feed, y } });
    expect((await run.evaluate({ x: feed, y })).loss).toBe(run.history.at(-1)?.train.loss);
    expect(run.history.at(-1)?.validation?.loss).toBe(run.history.at(-1)?.train.loss);
    const some = { a: takeRows(feed.a, [4, 9]), b: takeRows(feed.b, [4, 9]) };
    const all = (await run.predict(feed)).data;
    const few = (await run.predict(some)).data;
    expect(
      largestDifference(
        few,
        [4, 9].flatMap((row) => [...all.slice(2 * row, 2 * row + 2)]),
      ),
    ).toBeLessThan(1e-6);
  });

  it("is exported with its inputs by name, and gives what predict gives", async () => {
    const run = await fit(threeInputs(), { x: feed, y }, options);
    const session = await ort.InferenceSession.create(await run.toOnnx(), { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual(["a", "b"]);
    const results = await session.run({
      a: new ort.Tensor("float32", feed.a.data, [40, 2]),
      b: new ort.Tensor("float32", feed.b.data, [40, 3]),
    });
    await session.release();
    const found = results.probabilities?.data as Float32Array;
    expect(largestDifference(found, (await run.predict(feed)).data)).toBeLessThan(1e-6);
  });

  it.each(["value", "label", "probabilities", ""])("none of which is called %j, as an exported output is", (name) => {
    expect(() => input({ shape: [1], name })).toThrow(`input.name expects a name, but none of`);
  });

  it("replicas equal single runs (1e-5) where they share raw inputs beside their own activations", async () => {
    const [rates, alphas] = [
      [0, 0.2, 0.5],
      [0.01, 0.001, 0],
    ] as const;
    const own = { ...options, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) };
    const together = await fitReplicas(threeInputs(rates, alphas), { x: feed, y }, own);
    for (const [r, run] of together.entries()) {
      expectSameRun(run, await fit(threeInputs(rates[r] as number, alphas[r] as number), { x: feed, y }, own));
    }
    expectAllDifferent(together);
  });

  it("takes mixup, which blends all inputs alike", async () => {
    const run = await fit(threeInputs(), { x: feed, y }, { ...options, mixing: mixup() });
    expect(run.status).toBe("completed");
  });

  it.each<[string, unknown, string]>([
    [
      "one tensor that is not as wide as all inputs side by side",
      tensor([[1, 2, 3, 4]]),
      "training examples: x expects [n, 5] with n of at least 1 but receives [1, 4].",
    ],
    ["a missing input", { a: [[1, 2]] }, 'training examples: x expects an entry "b" but receives a.'],
    [
      "another width",
      { a: [[1, 2]], b: [[1, 2]] },
      "training examples: x.b expects [n, 3] with n of at least 1 but receives [1, 2].",
    ],
    [
      "other row counts",
      {
        a: [
          [1, 2],
          [1, 2],
        ],
        b: [[1, 2, 3]],
      },
      "training examples: x.b expects 2 rows, as x.a has but receives 1.",
    ],
    [
      "an unknown input",
      { a: [[1, 2]], b: [[1, 2, 3]], c: [[1]] },
      'training examples: x expects entries "a", "b" but receives "c" too.',
    ],
  ])("refuses %s", async (_, bad, message) => {
    const examples = { x: bad as typeof feed, y: [0] };
    await expect(fit(threeInputs(), examples, options)).rejects.toThrow(message);
  });
});

it("a model without parameters has nothing to train", async () => {
  const network = sequential({ inputShape: [1], layers: [dropout({ rate: 0.5 })] });
  await expect(fit(network, { x: [[1]], y: [[1]] }, untrained)).rejects.toThrow(
    "fit expects a model with parameters to train but receives one without. (OCCAM_OPTION)",
  );
});

describe("what does not make a network is refused", () => {
  const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [2], name: "b" })];
  const [c, d] = [dense({ units: 2 }).apply(a), dense({ units: 3 }).apply(b)];

  it.each<[string, () => unknown, string]>([
    [
      "an input that nothing uses",
      () => model({ inputs: [a, b], outputs: c }),
      'model.inputs expects inputs that the output depends on but receives "b", which nothing uses',
    ],
    [
      "an input that is not given",
      () => model({ inputs: a, outputs: add().apply([a, b]) }),
      'model.inputs expects every input that the output depends on but receives not the one "b" of shape [2]',
    ],
    [
      "doubled inputs",
      () => model({ inputs: [a, input({ shape: [1], name: "a" })], outputs: c }),
      'model.inputs expects a different name for each input but receives "a" twice',
    ],
    [
      "several outputs",
      () => model({ inputs: [a, b], outputs: [c, d] }),
      "model.outputs expects one output but receives 2: join outputs with concatenate()",
    ],
    ["no output", () => model({ inputs: a, outputs: [] }), "model.outputs expects one output but receives 0"],
    ["no input", () => model({ inputs: [], outputs: c }), "model.inputs expects at least one input but receives none"],
    [
      "a layer for an input",
      () => model({ inputs: c, outputs: c }),
      "model.inputs expects what input() gives but receives a dense layer",
    ],
    ["no layer", () => model({ inputs: a, outputs: a }), "model expects a layer between input and output"],
    [
      "a sum of two shapes",
      () => model({ inputs: [a, b], outputs: add().apply([c, d]) }),
      "add0 expects inputs of one shape, [*, 2] as the first but receives [*, 3]",
    ],
    [
      "images of other sizes side by side",
      () => {
        const [big, small] = [input({ shape: [1, 4, 4] }), input({ shape: [1, 2, 4] })];
        return model({ inputs: [big, small], outputs: concatenate().apply([big, small]) });
      },
      "concatenate0 expects inputs [*, n, 4, 4], as the first but receives [*, 1, 2, 4]",
    ],
    [
      "a branch of another shape",
      () => sequential({ inputShape: [2], layers: [residual({ layers: [linear(3)] })] }),
      "residual0/add0 expects inputs of one shape, [*, 2]",
    ],
    ["an empty branch", () => residual({ layers: [] }), "residual.layers expects at least one layer but receives none"],
    [
      "two inputs of a dense layer",
      () => dense({ units: 1 }).apply([a, b]),
      "dense.apply expects one input but receives 2: join them with add() or concatenate() first",
    ],
    [
      "nothing to add",
      () => add().apply([]),
      "add.apply expects what input() or another layer's apply gives but receives nothing",
    ],
    [
      "a layer that was not applied",
      () => dense({ units: 1 }).apply(dense({ units: 2 }) as never),
      "dense.apply expects what input() or another layer's apply gives",
    ],
    [
      "two blocks of one name",
      () =>
        sequential({
          inputShape: [2],
          layers: [residual({ layers: [linear(2)], name: "r" }), residual({ layers: [linear(2)], name: "r" })],
        }),
      'sequential.layers expects a different name for each layer but receives "r" twice',
    ],
    [
      "a wrong dimension",
      () => input({ shape: [2, 0] }),
      "input.shape[1] expects a whole number of at least 1 but receives 0",
    ],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe("stochasticDepth", () => {
  const ROWS = 4000;
  /** The sums of branch values that a step takes: ones in, and targets so far below that each row pulls by its own output. */
  const weightsAfterOneStep = async (rate: number, shape: readonly number[] = [3]) => {
    const network = sequential({ inputShape: shape, layers: [stochasticDepth({ rate }), linear(1)] });
    const width = shape[0] as number;
    const run = await fit(
      network,
      {
        x: { shape: [ROWS, width], data: new Float32Array(ROWS * width).fill(1) },
        y: new Array<number>(ROWS).fill(-1e6),
      },
      {
        runtime,
        loss: "meanAbsoluteError",
        optimizer: sgd({ learningRate: 1 }),
        batchSize: ROWS,
        initialParameters: new Map([["dense0/kernel", { shape: [width, 1], data: new Float32Array(width) }]]),
      },
    );
    return Array.from(run.parameters.get("dense0/kernel")?.data ?? [], (weight) => -weight);
  };

  it("turns whole examples off and keeps the mean (five standard errors)", async () => {
    const rate = 0.4;
    const means = await weightsAfterOneStep(rate);
    // Every unit of an example shares its draw, so that all means are the same number.
    expect(new Set(means).size).toBe(1);
    const standardError = Math.sqrt(rate / (1 - rate) / ROWS);
    expect(Math.abs((means[0] as number) - 1)).toBeLessThan(5 * standardError);
    expect(means[0]).not.toBe(1);
  });

  it("differs from example to example", async () => {
    const one = sequential({ inputShape: [2], layers: [stochasticDepth({ rate: 0.5 }), linear(1)] });
    // With batches of one example each step is a whole example: 0 or 2 in both units.
    const seen = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const run = await fit(
        one,
        { x: [[1, 1]], y: [-1e6] },
        {
          runtime,
          loss: "meanAbsoluteError",
          optimizer: sgd({ learningRate: 1 }),
          seed,
          initialParameters: new Map([["dense0/kernel", tensor([[0], [0]])]]),
        },
      );
      seen.add(Array.from(run.parameters.get("dense0/kernel")?.data ?? [], (w) => 0 - w).join());
    }
    expect(seen).toEqual(new Set(["0,0", "2,2"]));
  });

  const data = twoClasses(40, 4);
  const block = (rate: number | readonly number[]) =>
    sequential({
      inputShape: [4],
      layers: [
        residual({ layers: [dense({ units: 4, activation: "relu" })], stochasticDepth: rate }),
        dense({ units: 2 }),
      ],
    });
  const options: FitOptions = {
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: adam({ learningRate: 0.02 }),
    epochs: 2,
    batchSize: 16,
  };

  it("of 0 in a residual block is none, to the bit; another rate is not", async () => {
    const without = sequential({
      inputShape: [4],
      layers: [residual({ layers: [dense({ units: 4, activation: "relu" })] }), dense({ units: 2 })],
    });
    const run = await fit(block(0), data, options);
    expect(run.parameters).toEqual((await fit(without, data, options)).parameters);
    expect((await fit(block(0.5), data, options)).parameters).not.toEqual(run.parameters);
  });

  it("replicas with their own rates equal single runs (1e-5)", async () => {
    const rates = [0, 0.3, 0.7];
    const own = { ...options, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) };
    const together = await fitReplicas(block(rates), data, own);
    for (const [r, rate] of rates.entries()) expectSameRun(together[r] as Run, await fit(block(rate), data, own));
    expectAllDifferent(together);
  });

  it.each([-0.1, 1])("a rate of %d is refused by name", (rate) => {
    expect(() => block(rate)).toThrow("stochasticDepth");
  });
});

it("summary() names what feeds a layer where that is not the layer before, and regularizers with their schedules", () => {
  const [a, b] = [input({ shape: [2], name: "age" }), input({ shape: [3] })];
  const kernelRegularizer = scheduled(l1({ alpha: 0.01 }), cosineSchedule());
  const hidden = dense({
    units: 4,
    activation: "sigmoid",
    kernelRegularizer,
    activityRegularizer: klSparsity({ alpha: 0.1 }),
  }).apply(a);
  const joined = concatenate().apply([hidden, b]);
  const network = model({ inputs: [a, b], outputs: residual({ layers: [linear(7)] }).apply(joined) });
  expect(network.summary()).toMatchInlineSnapshot(`
    "layer                   output shape  parameters  regularization
    age (input)             [*, 2]
    input1 (input)          [*, 3]
    dense0                  [*, 4]                12  of age
                                                      kernel: l1 0.01 (cosine)
                                                      activity: klSparsity alpha 0.1
                                                      rho 0.05
    concatenate0            [*, 7]                 0  of dense0, input1
    residual0/dense0 (den…  [*, 7]                49  of concatenate0
    residual0/add0 (add)    [*, 7]                 0  of concatenate0,
                                                      residual0/dense0
    total                                         61"
  `);
});
