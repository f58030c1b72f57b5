import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  batchNorm,
  cosineSchedule,
  dense,
  dropout,
  exponentialAverage,
  type FloatTensor,
  fitReplicas,
  gaussianNoise,
  groupLasso,
  l1,
  l2,
  linearSchedule,
  logLoss,
  type Model,
  maxNorm,
  mixup,
  type OpenTrainingOptions,
  openTraining,
  type ReplicaCheckpoint,
  scheduled,
  sequential,
  sgd,
  type Training,
} from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { twoClasses } from "../../testing/problems.ts";
import { largestDifference } from "../../testing/same-run.ts";

const runtime = nodeRuntime({ engine: "compiled" });
afterAll(() => runtime.close());

/** Of 70 rows in batches of 16, the fifth batch has 6. */
const train = twoClasses(70, 4);
const STEPS = 3 * 5;
const usual = { runtime, loss: "softmaxCrossEntropy", batchSize: 16, epochs: 3, seed: 5 } as const;

type Task = readonly [model: Model, options: OpenTrainingOptions];

function network(...hidden: Parameters<typeof sequential>[0]["layers"]): Model {
  return sequential({ inputShape: [4], layers: [...hidden, dense({ units: 2 })] });
}

/** None, L1, L2 and dropout: the same start and batches. */
const compared: Task = [
  network(
    dense({
      units: 6,
      activation: "tanh",
      kernelRegularizer: [l1({ alpha: [0, 0.02, 0, 0] }), l2({ alpha: [0, 0, 0.1, 0] })],
    }),
    dropout({ rate: [0, 0, 0, 0.4] }),
  ),
  { ...usual, optimizer: adam({ learningRate: 0.02, schedule: cosineSchedule() }) },
];

const TASKS: Readonly<Record<string, Task>> = {
  "none, l1, l2 and dropout": compared,
  "one network with noise, batch normalization and mixup": [
    network(dense({ units: 5 }), batchNorm(), gaussianNoise({ deviation: 0.1 }), dropout({ rate: 0.3 })),
    { ...usual, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), mixing: mixup({ alpha: 0.3 }) },
  ],
  "seeds, and averages of the weights": [
    network(dense({ units: 5, activation: "relu" }), dropout({ rate: 0.3 })),
    { ...usual, seeds: [1, 2, 3], averaging: exponentialAverage({ decay: 0.8 }) },
  ],
  "lists of rows, weights of classes and the last batch dropped": [
    network(dense({ units: 5, activation: "relu" }), dropout({ rate: 0.3 })),
    {
      ...usual,
      rows: [0, 1].map((first) => Array.from({ length: 35 }, (_, i) => first + 2 * i)),
      classWeights: "balanced",
      dropLast: true,
      epochs: 8,
    },
  ],
};

const numbersOf = (parameters: ReadonlyMap<string, { readonly data: Float32Array }>) =>
  [...parameters].map(([name, { data }]) => [name, Array.from(data)]);
const weightsOf = async (training: Training) => (await training.parameters()).map(numbersOf);

/** The weights after these calls of `advance`. */
async function advanced([model, options]: Task, pieces: readonly number[]) {
  const training = await openTraining(model, train, options);
  for (const piece of pieces) await training.advance(piece);
  const weights = await weightsOf(training);
  await training.release();
  return weights;
}

describe.each(Object.entries(TASKS))("%s", (_, task) => {
  it("are the bits of fitReplicas, whatever the pieces in which steps are taken", async () => {
    const [model, options] = task;
    const runs = await fitReplicas(model, train, options);
    const expected = runs.map(({ parameters }) => numbersOf(parameters));
    const steps = runs[0]?.progress.stepCount as number;
    const pieces = {
      ones: new Array<number>(steps).fill(1),
      sevens: [7, steps - 7],
      whole: [steps],
      none: [0, steps, 0],
    };
    for (const [name, each] of Object.entries(pieces)) expect(await advanced(task, each), name).toEqual(expected);
  });

  it("go on from a restored state to the very same bits, sent to another thread or not", async () => {
    const [model, options] = task;
    const training = await openTraining(model, train, options);
    await training.advance(4);
    const kept = structuredClone(await training.checkpoint());
    await training.advance(9);
    const [first, state] = [await weightsOf(training), await training.checkpoint()];
    await training.restore(kept);
    expect(training.position().step).toBe(4);
    await training.advance(9);
    expect(await weightsOf(training)).toEqual(first);
    expect(await training.checkpoint()).toEqual(state);
    await training.release();
  });
});

it("in ONNX Runtime too are the same bits, whatever the pieces", async () => {
  const onnx = nodeRuntime({ engine: "onnxruntime" });
  const [model, options] = compared;
  const task: Task = [model, { ...options, runtime: onnx }];
  const [run] = await fitReplicas(model, train, task[1]);
  const found = await advanced(task, [2, 6, 7]);
  expect(found).toEqual(await advanced(task, [15]));
  expect(found[0]).toEqual(numbersOf(run?.parameters ?? new Map()));
  await onnx.close();
});

it("a position counts steps and the epochs that are complete", async () => {
  const training = await openTraining(...([compared[0], train, compared[1]] as const));
  expect(training.position()).toEqual({ step: 0, stepsPerEpoch: 5, epoch: 0 });
  expect(await training.advance(14)).toEqual({ step: 14, stepsPerEpoch: 5, epoch: 2 });
  expect(await training.advance(1)).toEqual({ step: 15, stepsPerEpoch: 5, epoch: 3 });
  expect([training.engine, training.replicaCount]).toEqual(["compiled", 4]);
  await training.release();
});

it("schedules stay as they are in the last step when training goes on behind it", async () => {
  // (w - 3)^2 has the gradient 2 (w - 3); the rate falls from 0.1 to 0.05 in the second and last of the planned steps.
  const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
  const training = await openTraining(
    model,
    { x: [[1], [1]], y: [3, 3] },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: sgd({ learningRate: 0.1, schedule: linearSchedule() }),
      batchSize: 1,
      initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(0) }]]),
    },
  );
  await training.advance(5);
  const [weights] = await training.parameters();
  expect(weights?.get("dense0/kernel")?.data[0]).toBeCloseTo(3 - 3 * 0.8 * 0.9 ** 4, 5);
  await training.release();
});

describe("numbers that change on the way", () => {
  const layers = (alpha: number | readonly number[], rate: number | readonly number[] = 0.25) =>
    network(dense({ units: 6, activation: "tanh", kernelRegularizer: l1({ alpha }) }), dropout({ rate }));
  const options = { ...usual, optimizer: adam({ learningRate: 0.02 }) };
  const AT = 6;
  const twiceFrom = (step: number) => ({ name: "twice", factor: (at: number) => (at < step ? 1 : 2) });

  /** The weights at the end of a training whose numbers change after some steps. */
  async function changed(before: Task, after: Task) {
    const training = await openTraining(before[0], train, before[1]);
    await training.advance(AT);
    await training.change(...after);
    await training.advance(STEPS - AT);
    const weights = await weightsOf(training);
    await training.release();
    return weights;
  }

  it("a strength is that of a schedule which says the same", async () => {
    const strengths = [0.01, 0.03];
    const twice = network(
      dense({
        units: 6,
        activation: "tanh",
        kernelRegularizer: scheduled(l1({ alpha: strengths }), twiceFrom(AT)),
      }),
      dropout({ rate: 0.25 }),
    );
    const expected = await advanced([twice, options], [STEPS]);
    const doubled = strengths.map((alpha) => 2 * alpha);
    expect(await changed([layers(strengths), options], [layers(doubled), options])).toEqual(expected);
    expect(await advanced([layers(strengths), options], [STEPS])).not.toEqual(expected);
  });

  it.each([
    ["one network", 1, 2],
    ["replicas", [1, 1], [2, 1]],
  ])("a learning rate likewise: %s", async (_, one, other) => {
    const times = (factor: number | readonly number[]) =>
      typeof factor === "number" ? 0.02 * factor : factor.map((each) => 0.02 * each);
    const withRate = (factor: number | readonly number[]) => ({
      ...usual,
      optimizer: sgd({ learningRate: times(factor), momentum: 0.5 }),
    });
    const found = await changed([layers(0), withRate(one)], [layers(0), withRate(other)]);
    const schedule = twiceFrom(AT);
    const [expected] = await advanced(
      [layers(0), { ...usual, optimizer: sgd({ learningRate: 0.02, momentum: 0.5, schedule }) }],
      [STEPS],
    );
    // A velocity that holds lr v is scaled with the rate: the last bit is another.
    found[0]?.forEach(([name, numbers], i) => {
      expect(largestDifference(numbers as number[], expected?.[i]?.[1] as number[]), String(name)).toBeLessThan(1e-6);
    });
    expect(found).toHaveLength(typeof one === "number" ? 1 : 2);
  });

  it("a velocity goes on under a rate to which it was restored as one that had this rate", async () => {
    const withRate = (learningRate: number) => ({ ...usual, optimizer: sgd({ learningRate, momentum: 0.5 }) });
    const expected = await changed([layers(0), withRate(0.02)], [layers(0), withRate(0.04)]);
    const training = await openTraining(layers(0), train, withRate(0.02));
    await training.advance(AT);
    const state = await training.checkpoint();
    await training.change(layers(0), withRate(0.04));
    await training.advance(3);
    await training.restore(state);
    await training.advance(STEPS - AT);
    expect(await weightsOf(training)).toEqual(expected);
    await training.release();
  });

  it("a dropout rate takes the masks that it would have had from the start", async () => {
    const rates = { name: "rates", factor: (at: number) => (at < AT ? 1 : 2) };
    const expected = await advanced(
      [network(dense({ units: 6, activation: "tanh" }), dropout({ rate: 0.25, schedule: rates })), options],
      [STEPS],
    );
    const plain = (rate: number) => network(dense({ units: 6, activation: "tanh" }), dropout({ rate }));
    expect(await changed([plain(0.25), options], [plain(0.5), options])).toEqual(expected);
  });

  it("a penalty that was not there makes another graph of the same state", async () => {
    const late = { name: "late", factor: (at: number) => (at < AT ? 0 : 1) };
    const hidden = (regularizer?: Parameters<typeof dense>[0]["kernelRegularizer"]) =>
      network(dense({ units: 6, activation: "tanh", ...(regularizer && { kernelRegularizer: regularizer }) }));
    for (const penalty of [l1({ alpha: 0.05 }), groupLasso({ alpha: 0.05 })]) {
      const expected = await advanced([hidden(scheduled(penalty, late)), options], [STEPS]);
      expect(await changed([hidden(), options], [hidden(penalty), options])).toEqual(expected);
    }
  });

  it("a constraint and larger batches need no new start either", async () => {
    const bound = network(dense({ units: 6, kernelConstraint: maxNorm({ c: 0.1 }) }));
    const training = await openTraining(network(dense({ units: 6 })), train, options);
    await training.advance(AT);
    await training.change(bound, { ...options, batchSize: 35 });
    expect(await training.advance(2)).toEqual({ step: 8, stepsPerEpoch: 2, epoch: 4 });
    const kernel = (await training.parameters())[0]?.get("dense0/kernel")?.data as Float32Array;
    for (let unit = 0; unit < 6; unit++) {
      const incoming = Array.from(kernel.filter((_, i) => i % 6 === unit));
      expect(Math.hypot(...incoming)).toBeLessThanOrEqual(0.1 + 1e-6);
    }
    await training.release();
  });

  it("another network, another optimizer and another number of replicas are refused by name, and training goes on as it was", async () => {
    const expected = await advanced([layers(0.01), options], [STEPS]);
    const training = await openTraining(layers(0.01), train, options);
    await training.advance(AT);
    const wider = network(dense({ units: 7, kernelRegularizer: l1({ alpha: 0.01 }) }), dropout({ rate: 0.25 }));
    await expect(training.change(wider, options)).rejects.toThrow(
      /^change: dense0\/kernel expects \[4, 6\] but receives \[4, 7\]: .*initialParameterSets.*\(OCCAM_SHAPE\)$/,
    );
    await expect(
      training.change(layers(0.01), { ...options, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) }),
    ).rejects.toThrow("change: dense0/kernel/mean expects [4, 6] but receives nothing");
    await expect(training.change(layers([0.01, 0.02]), options)).rejects.toThrow(
      "change expects 1 replica, as the training has, but receives 2",
    );
    await training.advance(STEPS - AT);
    expect(await weightsOf(training)).toEqual(expected);
    await training.release();
  });
});

describe("looking at a training", () => {
  it("finds what the runs of fitReplicas find: loss, penalty apart, metrics, predictions", async () => {
    const [model, options] = compared;
    const metrics = [accuracy, logLoss];
    const runs = await fitReplicas(model, train, { ...options, metrics });
    const training = await openTraining(model, train, { ...options, metrics });
    await training.advance(STEPS);
    const other = { ...twoClasses(300, 4, 2), weights: Float64Array.from({ length: 300 }, (_, i) => i % 3) };
    const [found, predictions] = [await training.evaluate(other), await training.predict(other.x)];
    for (const [i, run] of runs.entries()) {
      const { penalty, ...measures } = await run.evaluate(other);
      expect(found[i]?.measures).toEqual(measures);
      expect(found[i]?.penalty).toBeCloseTo(penalty, 6);
      const expected = await run.predict(other.x);
      expect(predictions[i]?.shape).toEqual(expected.shape);
      expect(predictions[i]?.data).toEqual(expected.data);
      expect(found[i]?.predictions.shape).toEqual([200, 2]);
    }
    expect(found[0]?.penalty).toBe(0);
    expect(found[1]?.penalty).toBeGreaterThan(0.1);
    await training.release();
  });

  const given = new Map([
    ["dense0/kernel", { shape: [2, 2], data: Float32Array.of(1, -1, 2, 1) }],
    ["dense0/bias", { shape: [2], data: Float32Array.of(0.5, 0) }],
    ["dense1/kernel", { shape: [2, 1], data: Float32Array.of(2, -1) }],
    ["dense1/bias", { shape: [1], data: Float32Array.of(1) }],
  ]);

  it.each([
    ["replicas", [0.5, 0.5], 2],
    ["one network", 0.5, 1],
  ])("shows what each layer gives, dropout being nothing in evaluation mode: %s", async (_, rate, count) => {
    const model = sequential({
      inputShape: [2],
      layers: [dropout({ rate }), dense({ units: 2, activation: "relu" }), dropout({ rate: 0.5 }), dense({ units: 1 })],
    });
    const training = await openTraining(
      model,
      { x: [[1, 1]], y: [0] },
      { runtime, loss: "meanSquaredError", initialParameters: given },
    );
    const found = await training.activations([
      [1, 2],
      [-1, 0],
    ]);
    expect(found).toHaveLength(count);
    for (const layers of found) {
      expect(layers.map(({ data }) => Array.from(data))).toEqual([
        [1, 2, -1, 0],
        [5.5, 1, 0, 1],
        [5.5, 1, 0, 1],
        [11, 0],
      ]);
      expect(layers.map(({ shape }) => shape.join())).toEqual(["2,2", "2,2", "2,2", "2,1"]);
    }
    await training.release();
  });

  it.each([
    ["replicas of two rates", [0.3, 0.6]],
    ["one network", 0.5],
  ])("draws the batches and masks that the steps take: %s", async (_, rate) => {
    // One row of ones a batch: the gradient of a weight is 0 where its input is dropped, and only there.
    const width = 40;
    const model = sequential({ inputShape: [width], layers: [dropout({ rate }), dense({ units: 1 })] });
    const examples = { x: Array.from({ length: 3 }, () => new Array<number>(width).fill(1)), y: [10, 20, 30] };
    const options = {
      runtime,
      loss: "meanSquaredError",
      optimizer: sgd({ learningRate: 0.01 }),
      batchSize: 1,
      seed: 4,
    } as const;
    const training = await openTraining(model, examples, options);
    for (let step = 0; step < 5; step++) {
      const draws = training.draws();
      const before = await training.parameters();
      await training.advance(1);
      expect(training.draws(step)).toEqual(draws);
      (await training.parameters()).forEach((after, replica) => {
        const { masks, rows } = draws[replica] as (typeof draws)[number];
        const moved = after
          .get("dense0/kernel")
          ?.data.map((w, i) => Number(w !== before[replica]?.get("dense0/kernel")?.data[i]));
        expect(Array.from(masks.get("dropout0")?.data ?? [])).toEqual(Array.from(moved ?? []));
        expect(masks.get("dropout0")?.shape).toEqual([1, width]);
        // The bias moves by 2 (y - prediction) times the rate.
        const kept = Number(Array.isArray(rate) ? rate[replica] : rate);
        const output = Array.from(masks.get("dropout0")?.data ?? []).reduce(
          (sum, mask, i) => sum + (mask * (before[replica]?.get("dense0/kernel")?.data[i] as number)) / (1 - kept),
          before[replica]?.get("dense0/bias")?.data[0] as number,
        );
        const shift =
          (after.get("dense0/bias")?.data[0] as number) - (before[replica]?.get("dense0/bias")?.data[0] as number);
        expect(shift).toBeCloseTo(0.02 * ((examples.y[rows[0] as number] as number) - output), 4);
      });
    }
    const total = training
      .draws(2)
      .map(({ masks }) => masks.get("dropout0")?.data.reduce((sum, mask) => sum + mask, 0) as number);
    if (total.length === 2) expect(total[0]).toBeGreaterThan(total[1] as number);
    await training.release();
  });

  it.each([
    ["replicas of two deviations", [0.5, 2]],
    ["one network", 0.5],
  ])("draws the normal noise that the steps take: %s", async (_, deviation) => {
    // One row a batch: the weights of an input move by (x + deviation z) times what the bias moves by.
    const model = sequential({ inputShape: [3], layers: [gaussianNoise({ deviation }), dense({ units: 1 })] });
    const x = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const options = {
      runtime,
      loss: "meanSquaredError",
      optimizer: sgd({ learningRate: 0.01 }),
      batchSize: 1,
      seed: 5,
    } as const;
    const training = await openTraining(model, { x, y: [100, 200] }, options);
    for (let step = 0; step < 3; step++) {
      const draws = training.draws();
      const before = await training.parameters();
      await training.advance(1);
      (await training.parameters()).forEach((after, replica) => {
        const { normals, rows } = draws[replica] as (typeof draws)[number];
        const shifts = ["dense0/kernel", "dense0/bias"].flatMap((name) =>
          Array.from(after.get(name)?.data ?? [], (w, i) => w - (before[replica]?.get(name)?.data[i] as number)),
        );
        const own = Array.isArray(deviation) ? (deviation[replica] as number) : (deviation as number);
        const { shape, data } = normals.get("gaussianNoise0") as FloatTensor;
        expect(shape).toEqual([1, 3]);
        const disturbed = (x[rows[0] as number] as number[]).map((value, i) => value + own * (data[i] as number));
        disturbed.forEach((value, i) => {
          expect((shifts[i] as number) / (shifts[3] as number)).toBeCloseTo(value, 4);
        });
      });
    }
    await training.release();
  });

  it("answers in the order of asking", async () => {
    const [model, options] = compared;
    const training = await openTraining(model, train, options);
    const asked = [training.advance(3), training.evaluate(train), training.advance(4), training.checkpoint()] as const;
    const [, , last, { step }] = await Promise.all(asked);
    expect([last.step, step]).toEqual([7, 7]);
    expect((await asked[1])[0]?.measures).not.toEqual((await training.evaluate(train))[0]?.measures);
    await training.release();
  });
});

describe("numbers that stop being finite", () => {
  // (w - 3)^2 has the gradient 2 (w - 3). With lr 10 each step multiplies w - 3 by -19, from -3 on: the 29th leaves
  // 3 * 19^29 = 3.6e37, and the 30th would leave 7e38, more than float32 holds. At 0.125 it is multiplied by 3/4.
  const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
  const rows = { x: Array.from({ length: 7 }, () => [1]), y: new Array<number>(7).fill(3) };
  const optionsFor = (learningRate: number | readonly number[]): OpenTrainingOptions => ({
    runtime,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate }),
    batchSize: 1,
    initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(0) }]]),
  });
  const weightsIn = async (training: Training) =>
    (await training.parameters()).map((each) => each.get("dense0/kernel")?.data[0] as number);

  it.each([[100], [30], [7]])(
    "stop their replica at its last good step, in pieces of %i steps, and no other",
    async (piece) => {
      const training = await openTraining(model, rows, optionsFor([0.125, 10, 0.0625]));
      while (training.position().step < 35) await training.advance(Math.min(piece, 35 - training.position().step));
      expect(training.divergences()).toEqual([
        undefined,
        { epoch: 5, step: 30, cause: { code: "learningRate" } },
        undefined,
      ]);
      const [slow, kept, slower] = await weightsIn(training);
      expect((kept as number) / (3 * 19 ** 29)).toBeCloseTo(1, 5);
      expect(slow).toBeCloseTo(3 - 3 * 0.75 ** 35, 5);
      expect(slower).toBeCloseTo(3 - 3 * 0.875 ** 35, 5);
      expect((await training.checkpoint()).replicas.map(({ divergence }) => divergence?.step)).toEqual([
        undefined,
        30,
        undefined,
      ]);
      await training.release();
    },
  );

  it("of a loss alone, when it is seen, take the replica back to where it was last finite", async () => {
    const training = await openTraining(model, rows, optionsFor([0.125, 10]));
    await training.advance(10);
    const [, before] = await training.evaluate(rows);
    // After 20 steps the error is 3 * 19^20 = 1.1e26, whose square is more than float32 holds.
    await training.advance(12);
    const [good, kept] = await training.evaluate(rows);
    expect(kept).toEqual(before);
    expect(good?.measures.loss).toBeCloseTo((3 * 0.75 ** 22) ** 2, 6);
    expect(training.divergences()[1]).toEqual({ epoch: 4, step: 22, cause: { code: "learningRate" } });
    expect((await training.predict([[1]])).every(({ data }) => Number.isFinite(data[0]))).toBe(true);
    await training.release();
  });

  it("of one replica forget nothing of what was last finite in the others", async () => {
    // At 5 each step multiplies w - 3 by -9: the loss is more than float32 holds after 20 steps, the weight after 40.
    const training = await openTraining(model, rows, optionsFor([5, 10]));
    await training.advance(10);
    const [before] = await training.evaluate(rows);
    await training.advance(22);
    expect(training.divergences().map((each) => each?.step)).toEqual([undefined, 30]);
    expect((await training.evaluate(rows))[0]).toEqual(before);
    expect(training.divergences().map((each) => each?.step)).toEqual([32, 30]);
    await training.release();
  });

  it("of the only network stop the clock, until a good state is restored and the rate lowered", async () => {
    const training = await openTraining(model, rows, optionsFor(10));
    await training.advance(3);
    const good = await training.checkpoint();
    expect((await training.advance(50)).step).toBe(29);
    expect((await training.advance(50)).step).toBe(29);
    expect(training.divergences()[0]?.step).toBe(30);
    // Its loss is more than float32 holds long before the weight is: what is looked at is where the loss last was finite.
    expect((await weightsIn(training))[0] as number).toBeGreaterThan(1e37);
    expect((await training.evaluate(rows))[0]?.measures.loss).toBe(9);
    expect(await weightsIn(training)).toEqual([0]);
    await training.restore(good);
    await training.change(model, optionsFor(0.125));
    expect(training.divergences()).toEqual([undefined]);
    await training.advance(40);
    expect((await weightsIn(training))[0] as number).toBeCloseTo(3 + 3 * 19 ** 3 * 0.75 ** 40, 1);
    await training.release();
  });

  it("in examples to look at are refused, and those to train on stop every replica before its first step", async () => {
    const training = await openTraining(model, { x: [[1], [Number.NaN]], y: [3, 3] }, optionsFor([0.125, 0.25]));
    await training.advance(2);
    const cause = { code: "inputNotFinite", row: 1, column: 0, value: "NaN" };
    expect(training.divergences().map((each) => each?.cause)).toEqual([cause, cause]);
    expect((await weightsIn(training)).every(Number.isFinite)).toBe(true);
    await expect(training.evaluate({ x: [[Number.NaN]], y: [3] })).rejects.toThrow(
      "In the examples to evaluate input column 0 of row 0 is NaN",
    );
    await training.release();
  });
});

describe("what cannot be", () => {
  const [model, options] = compared;

  it("options that somebody else would have to look at are refused", async () => {
    const given = { ...options, validation: train } as OpenTrainingOptions;
    await expect(openTraining(model, train, given)).rejects.toThrow(
      /openTraining expects options among .* "validation"/,
    );
  });

  it("replicas that do not fit on one clock are refused", async () => {
    const rows = [[0, 1, 2], Array.from({ length: 40 }, (_, i) => i)];
    const one = network(dense({ units: 3 }));
    await expect(openTraining(one, train, { ...usual, rows })).rejects.toThrow(/^openTraining.rows expects/);
  });

  it("states of another training, or with numbers that are not finite, are not restored", async () => {
    const [training, other] = [
      await openTraining(model, train, options),
      await openTraining(network(dense({ units: 3 })), train, usual),
    ];
    const state = await training.checkpoint();
    await expect(training.restore(await other.checkpoint())).rejects.toThrow("restore expects 4 replicas");
    await expect(training.restore({ ...state, step: -1 })).rejects.toThrow("restore.step expects a whole number");
    const [first, ...rest] = state.replicas as readonly [ReplicaCheckpoint, ...ReplicaCheckpoint[]];
    const bad = new Map(first.tensors).set("dense0/bias", { shape: [6], data: new Float32Array(6).fill(Number.NaN) });
    await expect(training.restore({ ...state, replicas: [{ ...first, tensors: bad }, ...rest] })).rejects.toThrow(
      "restore: dense0/bias of replica 0 holds a number that is not finite",
    );
    await expect(training.advance(-1)).rejects.toThrow("advance.stepCount expects a whole number of at least 0");
    await Promise.all([training.release(), other.release()]);
  });
});
