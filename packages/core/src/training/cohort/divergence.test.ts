import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  dense,
  dropout,
  type FitOptions,
  type FloatTensor,
  fit,
  fitReplicas,
  isOccamError,
  type Run,
  sequential,
  sgd,
  type Tensor,
  type TensorLike,
} from "../../index.ts";
import { sweepAt } from "../../options/sweep.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { twoClasses } from "../../testing/problems.ts";
import { compileTraining } from "../program/compile-training.ts";
import { fromPackTensors, toPackTensor } from "../program/pack-layout.ts";
import { type DivergenceCause, divergenceError } from "../recipe/history.ts";
import { epochsOf, toRecipe } from "../recipe/recipe.ts";
import { drawParameters } from "./draw-parameters.ts";
import { epochBatches } from "./epoch-batches.ts";
import { chunkFeeds, hyperparameterFeeds } from "./feeds.ts";
import { type CohortPlan, cohortsOf } from "./plan-cohorts.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** The error of a training that diverges, with its run. */
async function diverged(training: Promise<Run>): Promise<{ readonly message: string; readonly run: Run }> {
  const error: unknown = await training.catch((reason) => reason);
  if (!isOccamError(error)) throw new Error("the training did not diverge");
  expect(error.code).toBe("OCCAM_DIVERGED");
  // `fit` attaches the run to this error.
  return error as unknown as { message: string; run: Run };
}

const isAllFinite = ({ parameters }: Run) =>
  [...parameters.values()].every(({ data }) => data.every((value) => Number.isFinite(value)));

describe("one weight on its way to infinity", () => {
  // (w - 3)^2 has the gradient 2 (w - 3). With lr 10 each step multiplies w - 3 by -19, from -3 on: the 29th leaves
  // 3 * 19^29 = 3.6e37, and the 30th would leave 7e38, more than float32 holds.
  const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
  const rows = (count: number) => ({
    x: Array.from({ length: count }, () => [1]),
    y: new Array<number>(count).fill(3),
  });
  const options: FitOptions = {
    runtime,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: 10 }),
    batchSize: 1,
    initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(0) }]]),
  };

  it("fails with the epoch and step in which it arrives, and the weights from just before", async () => {
    const { message, run } = await diverged(fit(model, rows(300), options));
    expect(message).toBe(
      "Training diverged in epoch 1 at step 30: the learning rate is too high for this network: lower it, for example to a tenth. (OCCAM_DIVERGED)",
    );
    expect(run.divergence).toMatchObject({ epoch: 1, step: 30 });
    expect([run.status, run.keptEpoch, run.history.length]).toEqual(["diverged", 0, 0]);
    expect((run.parameters.get("dense0/kernel")?.data[0] as number) / (3 * 19 ** 29)).toBeCloseTo(1, 5);
  });

  it("fails at the end of an epoch whose loss is not finite though the weights are, with those weights", async () => {
    // After 20 steps the error is 3 * 19^20 = 1.1e26, whose square is more than float32 holds.
    const { run } = await diverged(fit(model, rows(10), { ...options, epochs: 5 }));
    expect(run.divergence).toMatchObject({ epoch: 2, step: 20 });
    expect([run.keptEpoch, run.history.length]).toEqual([2, 2]);
    expect(run.history[0]?.train.loss).toBeGreaterThan(1e25);
    expect((run.parameters.get("dense0/kernel")?.data[0] as number) / (-3 * 19 ** 20)).toBeCloseTo(1, 5);
  });

  it("keeps the best epoch's weights under early stopping", async () => {
    const slower = { ...options, validation: rows(1), earlyStopping: { patience: 50 } };
    // (w - 3) is multiplied by -1.5 a step: each epoch is worse than the first.
    const { run } = await diverged(
      fit(model, rows(20), { ...slower, optimizer: sgd({ learningRate: 1.25 }), epochs: 50 }),
    );
    expect(run.keptEpoch).toBe(1);
    expect((run.parameters.get("dense0/kernel")?.data[0] as number) / (3 - 3 * 1.5 ** 20)).toBeCloseTo(1, 5);
  });
});

describe("a network whose numbers explode", () => {
  const train = twoClasses(50, 4);
  const model = sequential({
    inputShape: [4],
    layers: [dense({ units: 6, activation: "relu" }), dropout({ rate: 0.3 }), dense({ units: 2 })],
  });
  const optionsFor = (learningRate: number): FitOptions => ({
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: sgd({ learningRate, momentum: 0.9 }),
    batchSize: 4,
    epochs: 6,
    seed: 2,
  });

  /** The first step that leaves a weight that is not finite, and the weights before it: the graph run step by step. */
  async function stepByStep(options: FitOptions) {
    const recipe = toRecipe(model, options);
    const [cohort] = cohortsOf(model, recipe, 50, undefined) as readonly [CohortPlan];
    const program = compileTraining(model, recipe, cohort);
    const lanes = [{ replica: 0, candidate: 0, startEpoch: 0 }];
    const session = await runtime.load(program.graph);
    const unweighted = {
      drawsInside: false,
      exampleWeights: () => undefined,
      continuesStatistics: () => false,
      streamed: undefined,
    };
    const learningRateOf = () => sweepAt(recipe.optimizer.learningRate, 0);
    const plan = { program, recipe, exampleCount: 50, ...cohort, ...unweighted, learningRateOf };
    const data = { x: train.x, targets: recipe.loss.toTargets(train.y, model.outputShape) };
    const start = drawParameters(model, recipe.seed);
    let state: readonly Tensor[] = program.state.map(({ pack, isSlot }) => {
      const tensor = toPackTensor(pack, [start], false);
      return isSlot ? { ...tensor, data: new Float32Array(tensor.data.length) } : tensor;
    });
    const outputs = program.state.map(({ output }) => output);
    for (let step = 0; step < 13 * epochsOf(recipe, 0); step++) {
      const epoch = Math.floor(step / 13);
      const feeds = {
        ...data,
        ...hyperparameterFeeds(program.hyperparameters, [0], false),
        ...chunkFeeds(plan, { epoch, first: step % 13, stepCount: 1 }, epochBatches(plan, epoch, lanes), lanes),
        ...Object.fromEntries(program.state.map(({ input }, i) => [input, state[i] as Tensor])),
      };
      const { fetched } = await session.run(feeds, { fetch: outputs });
      const next = outputs.map((name) => fetched[name] as FloatTensor);
      if (!next.every(({ data }, i) => program.state[i]?.isSlot || data.every((value) => Number.isFinite(value)))) {
        await session.release();
        // Parameters and slots are float32.
        const parameters = fromPackTensors(program.packs, state as readonly FloatTensor[], 0);
        return { step: step + 1, epoch: epoch + 1, parameters };
      }
      state = next;
    }
    throw new Error("it did not diverge");
  }

  it.each([1e30, 1e19, 1e14])("at learning rate %d diverges at the step that single steps find", async (rate) => {
    const expected = await stepByStep(optionsFor(rate));
    const { message, run } = await diverged(fit(model, train, optionsFor(rate)));
    expect(run.divergence).toMatchObject({ epoch: expected.epoch, step: expected.step });
    expect(message).toContain(`Training diverged in epoch ${expected.epoch} at step ${expected.step}: `);
    expect(isAllFinite(run)).toBe(true);
    for (const [name, { data }] of run.parameters) expect(data).toEqual(expected.parameters.get(name)?.data);
  });

  it("can still be asked for predictions and saved, and its weights are those of the model's order", async () => {
    const { run } = await diverged(fit(model, train, optionsFor(1e30)));
    expect([...run.parameters.keys()]).toEqual(["dense0/kernel", "dense0/bias", "dense1/kernel", "dense1/bias"]);
    expect((await run.predict(train.x)).shape).toEqual([50, 2]);
    expect((await run.toOnnx()).length).toBeGreaterThan(100);
  });
});

describe("the cause", () => {
  const model = sequential({ inputShape: [3], layers: [dense({ units: 4, activation: "relu" }), dense({ units: 1 })] });
  const table = () => Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(2 * i)]);
  const causeOf = async (x: TensorLike, y: TensorLike, learningRate = 0.01) => {
    const options: FitOptions = { runtime, loss: "meanSquaredError", optimizer: sgd({ learningRate }), epochs: 3 };
    return (await diverged(fit(model, { x, y }, { ...options, batchSize: 4 }))).run.divergence?.cause;
  };
  const targets = () => new Array<number>(20).fill(1);

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39])(
    "is named by row and column where an input is %d",
    async (value) => {
      const x = table();
      (x[13] as number[])[2] = value;
      expect(await causeOf(x, targets())).toEqual({
        code: "inputNotFinite",
        row: 13,
        column: 2,
        value: String(Math.fround(value)),
      });
    },
  );

  it("is named by row where a target is not a number", async () => {
    const y = targets();
    y[0] = Number.NaN;
    expect(await causeOf(table(), y)).toEqual({ code: "targetNotFinite", row: 0, value: "NaN" });
  });

  it("is the missing number where there is a large one too", async () => {
    const [x, y] = [table(), targets()];
    (x[3] as number[])[1] = 1e30;
    y[9] = Number.NaN;
    expect(await causeOf(x, y)).toEqual({ code: "targetNotFinite", row: 9, value: "NaN" });
  });

  it("is refused at once in the validation examples, whose loss would never be a number", async () => {
    const x = table();
    (x[4] as number[])[1] = Number.NaN;
    const options: FitOptions = {
      runtime,
      loss: "meanSquaredError",
      validation: { x, y: targets() },
      earlyStopping: { patience: 2 },
    };
    await expect(fit(model, { x: table(), y: targets() }, options)).rejects.toMatchObject({
      code: "OCCAM_DATA",
      message:
        "In the validation examples input column 1 of row 4 is NaN: fill or drop missing values first. (OCCAM_DATA)",
    });
  });

  it("is named by column where inputs are not scaled", async () => {
    const x = table();
    (x[7] as number[])[1] = -1e20;
    expect(await causeOf(x, targets())).toEqual({ code: "largeInput", column: 1, value: Math.fround(-1e20) });
  });

  it("is the target where that is not scaled, and else the learning rate", async () => {
    const y = targets();
    y[5] = 1e6;
    expect(await causeOf(table(), y, 1e3)).toEqual({ code: "largeTarget", value: 1e6 });
    expect(await causeOf(table(), targets(), 1e30)).toEqual({ code: "learningRate" });
  });

  it.each<[DivergenceCause, string]>([
    [
      { code: "inputNotFinite", row: 13, column: 2, value: "Infinity" },
      "input column 2 of row 13 is Infinity: fill or drop missing values first.",
    ],
    [
      { code: "targetNotFinite", row: 9, value: "NaN" },
      "the target of row 9 is NaN: fill or drop missing values first.",
    ],
    [
      { code: "largeInput", column: 1, value: -5000 },
      "input column 1 reaches -5000: scale the inputs to about 1, or lower the learning rate.",
    ],
    [{ code: "largeTarget", value: 1e6 }, "the target reaches 1000000: standardize it, or lower the learning rate."],
    [{ code: "learningRate" }, "the learning rate is too high for this network: lower it, for example to a tenth."],
  ])("%j is said in the error, with what to do", (cause, said) => {
    expect(divergenceError({ epoch: 2, step: 7, cause }).message).toBe(
      `Training diverged in epoch 2 at step 7: ${said} (OCCAM_DIVERGED)`,
    );
  });

  it("is the same for every replica where an input is missing, and none of them throws", async () => {
    const x = table();
    (x[2] as number[])[0] = Number.NaN;
    const runs = await fitReplicas(
      model,
      { x, y: targets() },
      { runtime, loss: "meanSquaredError", optimizer: adam({ learningRate: [0.1, 0.2] }) },
    );
    expect(runs.map(({ status, divergence }) => [status, divergence?.cause])).toEqual(
      new Array(2).fill(["diverged", { code: "inputNotFinite", row: 2, column: 0, value: "NaN" }]),
    );
    expect(runs.every(isAllFinite)).toBe(true);
  });
});
