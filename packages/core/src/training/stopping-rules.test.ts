import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  dense,
  type EarlyStopping,
  type FitOptions,
  fit,
  fitReplicas,
  generalizationLoss,
  logLoss,
  progressQuotient,
  type Run,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectSameRun } from "../testing/same-run.ts";
import { toEarlyStopping } from "./recipe/early-stopping.ts";
import { watchedValue } from "./recipe/monitor.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** The epoch after which a rule ends a training with these losses, from 1; 0 where it does not. */
function endOf(
  rule: ReturnType<typeof generalizationLoss>,
  watched: readonly number[],
  train: readonly number[] = watched,
): number {
  const epochs = watched.map((_, i) => i + 1);
  return epochs.find((epoch) => rule.isOver(watched.slice(0, epoch), train.slice(0, epoch))) ?? 0;
}

describe("generalizationLoss, by hand", () => {
  const watched = [10, 8, 8.3, 7.5, 7.8, 7.9];
  // In percent of the lowest so far: 0, 0, 3.75, 0, 4, 5.33.
  it.each([
    [3, 3],
    [3.9, 5],
    [5, 6],
    [6, 0],
  ])("of alpha %d ends after epoch %d", (alpha, epoch) => {
    expect(endOf(generalizationLoss({ alpha }), watched)).toBe(epoch);
  });

  it("never ends a training whose watched loss only falls, and always one that rises by more than alpha percent", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (losses) => {
          const falling = [...losses].sort((a, b) => b - a);
          expect(endOf(generalizationLoss(), falling)).toBe(0);
          expect(endOf(generalizationLoss(), [...falling, (falling.at(-1) as number) * 1.06])).toBe(falling.length + 1);
        },
      ),
    );
  });
});

describe("progressQuotient, by hand", () => {
  // Strips of two epochs: their means over their lowest are 1.5 and 1.25, the progress 500 and 250.
  const train = [4, 2, 1.5, 1];
  it.each([
    // 20 % of generalization loss after the first strip: 20 / 500.
    [[1, 1.2, 1.2, 1.2], 0.039, 2],
    // 40 % after the second: 40 / 250 = 0.16; after the first 0.
    [[1, 1, 1.2, 1.4], 0.159, 4],
    [[1, 1, 1.2, 1.4], 0.161, 0],
    // A rise within a strip is not looked at.
    [[1, 1, 9, 1], 0.001, 0],
  ] as const)("watched %j at alpha %d ends after epoch %d", (watched, alpha, epoch) => {
    expect(endOf(progressQuotient({ alpha, strip: 2 }), watched, train)).toBe(epoch);
  });

  it("without any progress ends a training whose watched loss has risen, and only such", () => {
    expect(endOf(progressQuotient({ strip: 2 }), [1, 1.01], [3, 3])).toBe(2);
    expect(endOf(progressQuotient({ strip: 2 }), [1, 1], [3, 3])).toBe(0);
  });
});

describe("in fit", () => {
  // The weight is 0.25, 0.5, 0.75, 1, 1.25, 1.5, ... after each epoch; its error to 1.1 is 0.1 after epoch 4, then 0.15, 0.4, 0.65.
  const climbing = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
  const options: FitOptions = {
    runtime,
    loss: "meanAbsoluteError",
    optimizer: sgd({ learningRate: 0.25 }),
    epochs: 12,
    batchSize: 1,
    initialParameters: new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(0) }]]),
  };
  const validated = { validation: { x: [[1]], y: [1.1] } };
  const climbed = async (earlyStopping: EarlyStopping, changes: Partial<FitOptions> = validated) => {
    const run = await fit(climbing, { x: [[1]], y: [100] }, { ...options, earlyStopping, ...changes });
    return [run.history.length, run.keptEpoch, run.status, run.parameters.get("dense0/kernel")?.data[0]];
  };

  it("generalizationLoss ends at 50 % or 300 %, whatever the patience, with the best weights or the last", async () => {
    expect(await climbed({ rule: generalizationLoss({ alpha: 40 }), patience: 1 })).toEqual([5, 4, "stopped", 1]);
    expect(await climbed({ rule: generalizationLoss({ alpha: 60 }), patience: 1 })).toEqual([6, 4, "stopped", 1]);
    expect(await climbed({ rule: generalizationLoss({ alpha: 60 }), restoreBestWeights: false })).toEqual([
      6,
      6,
      "stopped",
      1.5,
    ]);
    expect(await climbed({ rule: generalizationLoss({ alpha: 1e6 }) })).toEqual([12, 4, "completed", 1]);
  });

  it("progressQuotient looks after each strip alone", async () => {
    // The training loss hardly moves (100 - w): the progress of a strip is about 2.5, the loss 50, 300, 550 %.
    expect(await climbed({ rule: progressQuotient({ alpha: 1, strip: 3 }) })).toEqual([6, 4, "stopped", 1]);
    expect(await climbed({ rule: progressQuotient({ alpha: 1, strip: 7 }) })).toEqual([7, 4, "stopped", 1]);
  });

  it("a training loss may be watched, and needs no validation", async () => {
    const watched = await climbed({ monitor: "train.loss", patience: 1 }, {});
    expect(watched).toEqual([12, 12, "completed", 3]);
  });

  const [train, validation] = [twoClasses(60, 4), twoClasses(60, 4, 2)];
  const network = sequential({
    inputShape: [4],
    layers: [dense({ units: 12, activation: "relu" }), dense({ units: 2 })],
  });
  const classify: FitOptions = {
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: adam({ learningRate: 0.05 }),
    metrics: [accuracy, logLoss],
    epochs: 25,
    validation,
  };

  it.each<[EarlyStopping, "validation" | "train", string, number]>([
    [{ monitor: "accuracy" }, "validation", "accuracy", 1],
    [{ monitor: "train.accuracy" }, "train", "accuracy", 1],
    [{ monitor: "logLoss" }, "validation", "logLoss", -1],
    [{ monitor: "accuracy", mode: "min" }, "validation", "accuracy", -1],
    [{ monitor: "train.loss", mode: "max" }, "train", "loss", 1],
  ])("%j keeps the first epoch that is best, and ends patience epochs after it", async (stopping, part, name, sign) => {
    const run = await fit(network, train, { ...classify, earlyStopping: { ...stopping, patience: 4 } });
    const values = run.history.map((log) => sign * (log[part]?.[name] as number));
    expect(run.keptEpoch).toBe(values.indexOf(Math.max(...values)) + 1);
    if (run.status === "stopped") expect(run.history.length).toBe(run.keptEpoch + 4);
    else expect(run.history.length).toBe(25);
  });

  it("replicas under a rule equal single runs (1e-5); one of patience Infinity trains to the end", async () => {
    const rates = [0.05, 0.2, 0.1];
    const patience = [1, 1, Number.POSITIVE_INFINITY];
    const task = { ...classify, epochs: 15, batchSize: 8 };
    const together = await fitReplicas(network, train, {
      ...task,
      optimizer: sgd({ learningRate: rates, momentum: 0.9 }),
      earlyStopping: { rule: generalizationLoss({ alpha: 0.5 }), patience },
    });
    for (const [r, learningRate] of rates.entries()) {
      const alone = await fit(network, train, {
        ...task,
        optimizer: sgd({ learningRate, momentum: 0.9 }),
        earlyStopping: { rule: generalizationLoss({ alpha: 0.5 }), patience: patience[r] as number },
      });
      expectSameRun(together[r] as Run, alone);
    }
    expect(together.some(({ status }) => status === "stopped")).toBe(true);
    expect([together[2]?.status, together[2]?.keptEpoch]).toEqual(["completed", 15]);
  });

  it("what cannot be watched is refused", async () => {
    const refused = async (earlyStopping: EarlyStopping, message: string) =>
      expect(fit(network, train, { ...classify, earlyStopping })).rejects.toThrow(message);
    await refused(
      { monitor: "auc" },
      'earlyStopping.monitor expects one of loss, accuracy, logLoss, or one of them behind "train." but receives "auc"',
    );
    await refused({ mode: "best" as "min" }, 'earlyStopping.mode expects "min" or "max" but receives "best"');
    await refused(
      { monitor: "accuracy", rule: generalizationLoss() },
      "earlyStopping.rule: generalizationLoss expects a loss to watch",
    );
    const { validation: _, ...alone } = classify;
    await expect(fit(network, train, { ...alone, earlyStopping: {} })).rejects.toThrow(
      "fit.earlyStopping expects validation examples to watch",
    );
    expect(() => generalizationLoss({ alpha: 0 })).toThrow("generalizationLoss.alpha expects");
    expect(() => progressQuotient({ strip: 0 })).toThrow("progressQuotient.strip expects");
  });
});

it("the watched value is one of which less is better", () => {
  const log = { epoch: 1, train: { loss: 1, accuracy: 0.7 }, validation: { loss: 2, accuracy: 0.6 }, penalty: 0 };
  const watched = (options: EarlyStopping) => watchedValue(toEarlyStopping(options, [accuracy]), log);
  expect([watched({}), watched({ monitor: "accuracy" }), watched({ monitor: "train.accuracy" })]).toEqual([
    2, -0.6, -0.7,
  ]);
  expect([watched({ monitor: "train.loss", mode: "max" }), watched({ monitor: "accuracy", mode: "min" })]).toEqual([
    -1, 0.6,
  ]);
});
