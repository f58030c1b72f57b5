import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import {
  accuracy,
  adam,
  type Callback,
  dense,
  dropout,
  type EpochLog,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  type Model,
  type Run,
  type Runtime,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const train = twoClasses(70, 4);
const validation = twoClasses(30, 4, 2);
const network = sequential({
  inputShape: [4],
  layers: [
    dense({ units: 12, activation: "relu", kernelRegularizer: l1({ alpha: 1e-3 }) }),
    dropout({ rate: 0.4 }),
    dense({ units: 2 }),
  ],
});
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: adam({ learningRate: 0.01 }),
  epochs: 4,
  batchSize: 16,
  seed: 11,
};
const bitsOf = ({ parameters }: Run) => [...parameters].map(([name, { data }]) => [name, Array.from(data)]);

describe("a training is a function of its seed", () => {
  it("and gives the same bits again", async () => {
    expect(bitsOf(await fit(network, train, options))).toEqual(bitsOf(await fit(network, train, options)));
  });

  it("while another seed draws other weights, and with the same weights another order and other masks", async () => {
    const first = await fit(network, train, options);
    expect(bitsOf(await fit(network, train, { ...options, seed: 12 }))).not.toEqual(bitsOf(first));
    const from = { ...options, initialParameters: first.parameters, epochs: 1 };
    const continued = await fit(network, train, from);
    expect(bitsOf(await fit(network, train, { ...from, seed: 12 }))).not.toEqual(bitsOf(continued));
    expect(bitsOf(await fit(network, train, { ...from, shuffle: false }))).not.toEqual(bitsOf(continued));
  });

  /** The same runtime, where each chunk of steps takes longer, so that chunks get shorter; counts their steps. */
  const slowed = (delayMs: number, stepCounts: number[]): Runtime => ({
    ...runtime,
    load: async (bytes, loadOptions) => {
      const session = await runtime.load(bytes, loadOptions);
      return {
        ...session,
        begin: (inputs, outputs) => {
          const count = inputs.stepCount;
          const { held, fetched } = session.begin(inputs, outputs);
          if (count === undefined || !("data" in count)) return { held, fetched };
          stepCounts.push(Number(count.data[0]));
          return { held, fetched: fetched.then((found) => sleep(delayMs, found)) };
        },
      };
    },
  });

  it("and not of the lengths of its chunks, which depend on the clock", async () => {
    const [fast, slow]: [number[], number[]] = [[], []];
    const tiny = { ...options, batchSize: 1, epochs: 1 };
    const quick = await fit(network, train, { ...tiny, runtime: slowed(0, fast) });
    const late = await fit(network, train, { ...tiny, runtime: slowed(100, slow) });
    expect(slow).not.toEqual(fast);
    expect([fast, slow].map((counts) => counts.reduce((sum, count) => sum + count))).toEqual([70, 70]);
    expect(bitsOf(late)).toEqual(bitsOf(quick));
    expect(late.history).toEqual(quick.history);
  });
});

describe("the history", () => {
  it("logs data losses in evaluation mode, without the penalty, and the penalty beside them", async () => {
    const strong = sequential({
      inputShape: [4],
      layers: [
        dense({ units: 12, activation: "relu", kernelRegularizer: l1({ alpha: 0.2 }) }),
        dropout({ rate: 0.9 }),
        dense({ units: 2, kernelRegularizer: l2({ alpha: 3 }) }),
      ],
    });
    const run = await fit(strong, train, { ...options, validation, epochs: 3, metrics: [accuracy] });
    const last = run.history.at(-1);
    for (const [examples, log] of [
      [train, last?.train],
      [validation, last?.validation],
    ] as const) {
      const classes = Array.from(examples.y.data as Int32Array);
      const { data } = await run.predict(examples.x);
      const surprises = classes.map((label, row) => -Math.log(data[2 * row + label] as number));
      expect(log?.loss).toBeCloseTo(surprises.reduce((sum, value) => sum + value) / classes.length, 6);
      const right = classes.filter((label, row) => (data[2 * row + label] as number) > 0.5).length;
      expect(log?.accuracy).toBeCloseTo(right / classes.length, 12);
      expect(await run.evaluate(examples)).toEqual({ ...log, penalty: last?.penalty });
      expect(Array.from(await run.lossPerExample(examples))).toHaveLength(classes.length);
    }
    const sumOver = (name: string, part: (weight: number) => number) =>
      Array.from(run.parameters.get(name)?.data ?? []).reduce((sum, weight) => sum + part(weight), 0);
    const penalty = 0.2 * sumOver("dense0/kernel", Math.abs) + 1.5 * sumOver("dense1/kernel", (w) => w * w);
    expect(last?.penalty).toBeCloseTo(penalty, 5);
    expect(penalty).toBeGreaterThan(1);
  });

  it("has the mean loss of all examples where they are looked at in several blocks", async () => {
    // 40 000 units let no more than 64 rows into a block.
    const wide = sequential({ inputShape: [1], layers: [dense({ units: 40_000 }), dense({ units: 1 })] });
    const line = noisyLine(150, 1);
    const run = await fit(wide, line, { ...options, loss: "meanSquaredError", epochs: 1, batchSize: 150 });
    const { data } = await run.predict(line.x);
    expect(data.length).toBe(150);
    const slopes = data.map(
      (value, row) => (value - (data[0] as number)) / ((line.x.data[row] as number) - (line.x.data[0] as number)),
    );
    slopes.slice(2).forEach((slope) => {
      expect(slope).toBeCloseTo(slopes[1] as number, 2);
    });
    const squares = data.map((value, row) => (value - ((line.y.data as Float32Array)[row] as number)) ** 2);
    const mean = squares.reduce((sum, value) => sum + value, 0) / 150;
    expect((run.history[0]?.train.loss as number) / mean).toBeCloseTo(1, 5);
  });

  it("has one entry for each epoch, counted from 1, and falls while a line is learnt", async () => {
    const line = noisyLine(64, 3);
    const model = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
    const run = await fit(model, line, { ...options, loss: "meanSquaredError", epochs: 30 });
    expect(run.history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect([run.status, run.keptEpoch]).toEqual(["completed", 30]);
    expect(run.history[29]?.train.loss).toBeLessThan(0.5 * (run.history[0]?.train.loss as number));
    expect(run.history[0]?.validation).toBeUndefined();
  });

  it("is typed: the loss is a number, a metric may be missing", () => {
    expectTypeOf<EpochLog["train"]["loss"]>().toEqualTypeOf<number>();
    expectTypeOf<EpochLog["train"]["accuracy"]>().toEqualTypeOf<number>();
    expectTypeOf<Awaited<ReturnType<Run["evaluate"]>>["penalty"]>().toEqualTypeOf<number>();
  });
});

describe("initialParameters", () => {
  it("start the training, and those left out are drawn as without", async () => {
    const fives = { shape: [12, 2], data: new Float32Array(24).fill(5) };
    const first = await fit(network, train, { ...options, optimizer: sgd({ learningRate: 1e-30 }), epochs: 1 });
    const second = await fit(network, train, {
      ...options,
      optimizer: sgd({ learningRate: 1e-30 }),
      epochs: 1,
      initialParameters: new Map([["dense1/kernel", fives]]),
    });
    expect(second.parameters.get("dense1/kernel")).toEqual(fives);
    expect(second.parameters.get("dense0/kernel")).toEqual(first.parameters.get("dense0/kernel"));
    expect(first.parameters.get("dense1/kernel")).not.toEqual(fives);
    expect([...second.parameters.keys()]).toEqual(["dense0/kernel", "dense0/bias", "dense1/kernel", "dense1/bias"]);
  });

  it("of an unknown name or another shape are refused", async () => {
    const given = (name: string, shape: readonly number[]) =>
      fit(network, train, {
        ...options,
        initialParameters: new Map([[name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) }]]),
      });
    await expect(given("dense9/kernel", [2])).rejects.toMatchObject({
      code: "OCCAM_DATA",
      message:
        "initialParameters expects names among dense0/kernel, dense0/bias, dense1/kernel, dense1/bias but receives dense9/kernel. (OCCAM_DATA)",
    });
    await expect(given("dense1/kernel", [2, 12])).rejects.toMatchObject({
      code: "OCCAM_SHAPE",
      message: "initialParameters dense1/kernel expects [12, 2] but receives [2, 12]. (OCCAM_SHAPE)",
    });
  });
});

describe("a training ends early", () => {
  const endAfter = (last: number): Callback => ({ onEpochEnd: (epoch) => epoch < last });

  it("when a callback returns false, and keeps the weights of that epoch", async () => {
    const stopped = await fit(network, train, { ...options, callbacks: [{}, endAfter(2)] });
    expect([stopped.status, stopped.keptEpoch, stopped.history.length]).toEqual(["stopped", 2, 2]);
    expect(bitsOf(stopped)).toEqual(bitsOf(await fit(network, train, { ...options, epochs: 2 })));
    for (const run of await fitReplicas(network, train, {
      ...options,
      optimizer: sgd({ learningRate: [0.1, 0.2] }),
      callbacks: [endAfter(1)],
    })) {
      expect([run.status, run.keptEpoch]).toEqual(["stopped", 1]);
    }
  });

  it("with OCCAM_ABORTED when its signal says so, and leaves nothing in the runtime", async () => {
    const own = nodeRuntime();
    const controller = new AbortController();
    const stopAt2: Callback = {
      onEpochEnd: (epoch) => {
        if (epoch === 2) controller.abort();
        return true;
      },
    };
    const aborted = { ...options, runtime: own, validation, callbacks: [stopAt2], signal: controller.signal };
    await expect(fit(network, train, aborted)).rejects.toMatchObject({
      code: "OCCAM_ABORTED",
      message: "Training was stopped in epoch 3. (OCCAM_ABORTED)",
    });
    await expect(fit(network, train, aborted)).rejects.toThrow("Training was stopped in epoch 1.");
    for (let held = 1; held < 200; held++) await expect(own.read({ held })).rejects.toThrow("was freed or never held");
    expect((await fit(network, train, { ...options, runtime: own })).status).toBe("completed");
    await own.close();
  });
});

describe("what does not fit is refused before any training", () => {
  const never: Callback = {
    onEpochEnd: () => {
      throw new Error("it trained");
    },
  };
  const refused = (changes: Partial<FitOptions>, examples = train, model: Model = network) =>
    expect(fit(model, examples, { ...options, callbacks: [never], ...changes })).rejects;

  it.each<[string, Partial<FitOptions>, string]>([
    ["no epochs", { epochs: 0 }, "fit.epochs expects a whole number of at least 1 but receives 0."],
    ["half a row", { batchSize: 1.5 }, "fit.batchSize expects a whole number of at least 1 but receives 1.5."],
    ["a negative seed", { seed: -1 }, "fit.seed expects a whole number of at least 0 but receives -1."],
    [
      "early stopping without validation",
      { earlyStopping: {} },
      "fit.earlyStopping expects validation examples to watch but receives none",
    ],
    [
      "a sweep",
      { optimizer: sgd({ learningRate: [0.1, 0.2, 0.3] }) },
      "fit expects one value for every hyperparameter but receives 3: use fitReplicas to train a sweep.",
    ],
    // What a caller without types may give.
    ["no runtime", { runtime: undefined as unknown as Runtime }, "fit.runtime expects a runtime but receives nothing"],
  ])("%s", async (_, changes, message) => {
    await refused(changes).toThrow(RangeError);
    await refused(changes).toThrow(message);
  });

  it("examples of another width, none at all, or more rows than targets", async () => {
    await refused({}, twoClasses(10, 5)).toMatchObject({
      code: "OCCAM_SHAPE",
      message: "training examples: x expects [n, 4] with n of at least 1 but receives [10, 5]. (OCCAM_SHAPE)",
    });
    await refused({}, twoClasses(0, 4)).toThrow("expects [n, 4] with n of at least 1 but receives [0, 4]");
    await refused({}, { ...train, y: validation.y }).toThrow(
      "training examples expects as many targets as the 70 rows of x but receives 30. (OCCAM_SHAPE)",
    );
    await refused({ validation: twoClasses(10, 5) }).toThrow("validation examples: x expects [n, 4]");
  });
});
