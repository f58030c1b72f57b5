import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { adam, dense, type EarlyStopping, type FitOptions, fit, fitReplicas, sequential, sgd } from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { twoClasses } from "../../testing/problems.ts";
import { advance, hasRunOut, START, toEarlyStopping } from "./early-stopping.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** Epochs that a training takes whose validation losses would be these, and the best of them. */
function stopped(losses: readonly number[], patience: number, minDelta = 0): { epochs: number; best: number } {
  let progress = START;
  for (const loss of losses) {
    progress = advance(progress, loss, minDelta);
    if (hasRunOut(progress, patience)) break;
  }
  return { epochs: progress.epoch, best: progress.bestEpoch };
}

describe("patience", () => {
  it.each([
    [1, { epochs: 4, best: 3 }],
    [2, { epochs: 5, best: 3 }],
    [3, { epochs: 9, best: 6 }],
    [4, { epochs: 10, best: 6 }],
  ])("of %d epochs without a new best loss", (patience, expected) => {
    expect(stopped([5, 4, 3, 3.5, 3.2, 2, 2, 2.1, 2.2, 2.3], patience)).toEqual(expected);
  });

  it("runs on where each gain exceeds minDelta, and out where none does", () => {
    expect(stopped([5, 4.5, 4, 3.5, 3], 2, 0.4)).toEqual({ epochs: 5, best: 5 });
    expect(stopped([5, 4.5, 4, 3.5, 3], 2, 0.6)).toEqual({ epochs: 5, best: 5 });
    expect(stopped([5, 4.9, 4.8, 4.7, 4.6], 2, 0.4)).toEqual({ epochs: 3, best: 1 });
  });

  it("ends exactly `patience` epochs after the best so far, wherever it ends before the last epoch", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (losses, patience) => {
          const { epochs, best } = stopped(losses, patience);
          if (epochs < losses.length) expect(epochs - best).toBe(patience);
          expect(losses[best - 1]).toBe(Math.min(...losses.slice(0, epochs)));
        },
      ),
    );
  });

  it("is 10 by default, with any gain counting and the best weights restored", () => {
    expect(toEarlyStopping({}, [])).toEqual({
      monitor: "loss",
      mode: "min",
      patience: 10,
      minDelta: 0,
      restoreBestWeights: true,
      rule: undefined,
    });
  });

  it.each<[string, EarlyStopping]>([
    ["earlyStopping.patience", { patience: 0 }],
    ["earlyStopping.patience[1]", { patience: [2, 0.5] }],
    ["earlyStopping.minDelta", { minDelta: -1 }],
  ])("%s out of range is refused", (where, options) => {
    expect(() => toEarlyStopping(options, [])).toThrow(RangeError);
    expect(() => toEarlyStopping(options, [])).toThrow(`${where} expects a number of at least`);
  });
});

describe("a training with early stopping", () => {
  // The mean absolute error to a far target pulls the weight by 1 a step: w is 0.25, 0.5, 0.75, 1, 1.25, ...
  // after each epoch, and its error to the validation target 1.1 is smallest after epoch 4.
  const climbing = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
  const options: FitOptions = {
    runtime,
    loss: "meanAbsoluteError",
    optimizer: sgd({ learningRate: 0.25 }),
    epochs: 12,
    batchSize: 1,
    validation: { x: [[1]], y: [1.1] },
    initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(0) }]]),
  };
  const climbed = async (earlyStopping: EarlyStopping) => {
    const run = await fit(climbing, { x: [[1]], y: [100] }, { ...options, earlyStopping });
    const weight = run.parameters.get("dense0/kernel")?.data[0];
    return { weight, epochs: run.history.length, kept: run.keptEpoch, status: run.status };
  };

  it.each([1, 2, 3])(
    "of patience %d ends that many epochs after the best, whose weights it keeps",
    async (patience) => {
      expect(await climbed({ patience })).toEqual({ weight: 1, epochs: 4 + patience, kept: 4, status: "stopped" });
    },
  );

  it("keeps the last weights where the best are not wanted", async () => {
    expect(await climbed({ patience: 2, restoreBestWeights: false })).toEqual({
      weight: 1.5,
      epochs: 6,
      kept: 6,
      status: "stopped",
    });
  });

  it("takes gains of at most minDelta for none", async () => {
    // After the first epoch the error falls by 0.25 at most.
    expect(await climbed({ patience: 1, minDelta: 0.3 })).toEqual({
      weight: 0.25,
      epochs: 2,
      kept: 1,
      status: "stopped",
    });
  });

  it("completes where patience does not run out, and keeps the best weights all the same", async () => {
    expect(await climbed({ patience: 10 })).toEqual({ weight: 1, epochs: 12, kept: 4, status: "completed" });
    expect(await climbed({ patience: Number.POSITIVE_INFINITY })).toEqual({
      weight: 3,
      epochs: 12,
      kept: 12,
      status: "completed",
    });
  });

  it("ends with weights whose validation loss is the best that was logged", async () => {
    const [train, validation] = [twoClasses(60, 5), twoClasses(60, 5, 2)];
    const model = sequential({
      inputShape: [5],
      layers: [dense({ units: 40, activation: "relu" }), dense({ units: 2 })],
    });
    const runs = await fitReplicas(model, train, {
      runtime,
      loss: "softmaxCrossEntropy",
      optimizer: adam({ learningRate: [0.01, 0.03, 0.1] }),
      epochs: 60,
      batchSize: 16,
      validation,
      earlyStopping: { patience: 5 },
    });
    for (const run of runs) {
      const losses = run.history.map((log) => log.validation?.loss as number);
      expect(run.history.length).toBe(run.keptEpoch + 5);
      expect(losses.indexOf(Math.min(...losses))).toBe(run.keptEpoch - 1);
      expect((await run.evaluate(validation)).loss).toBeCloseTo(Math.min(...losses), 6);
      expect(losses.at(-1)).toBeGreaterThan(Math.min(...losses));
    }
  });
});
