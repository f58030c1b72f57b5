import { afterAll, describe, expect, it } from "vitest";
import {
  accuracy,
  adam,
  cosineSchedule,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  l2,
  type Optimizer,
  type Run,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";
import { expectSameRun, largestDifference } from "../testing/same-run.ts";
import {
  afterEpoch,
  type PlateauState,
  plateauStart,
  type ReduceLearningRateOnPlateau,
  toPlateauRule,
} from "./recipe/plateau.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** The rate after each epoch with these watched values, from 1. */
function ratesAfter(values: readonly number[], options: ReduceLearningRateOnPlateau): readonly number[] {
  const rule = toPlateauRule({ factor: 0.5, minDelta: 0, ...options }, []);
  let state: PlateauState = plateauStart(1);
  return values.map((value) => {
    state = afterEpoch(state, value, rule, 0);
    return state.learningRate;
  });
}

describe("the rates of reduceLearningRateOnPlateau, by hand", () => {
  const rows: readonly (readonly [string, ReduceLearningRateOnPlateau, readonly number[], readonly number[]])[] = [
    ["fall once patience is over", { patience: 2 }, [5, 4, 4, 4, 3, 4], [1, 1, 1, 0.5, 0.5, 0.5]],
    ["fall again after as many epochs", { patience: 2 }, [4, 4, 4, 4, 4], [1, 1, 0.5, 0.5, 0.25]],
    ["wait anew after an improvement", { patience: 2 }, [4, 4, 3, 3, 3], [1, 1, 1, 1, 0.5]],
    ["take a gain of minDelta for none", { patience: 1, minDelta: 0.5 }, [4, 3.5, 3.4], [1, 0.5, 0.5]],
    ["compare with the best value, not the last", { patience: 2 }, [4, 6, 5, 4.5], [1, 1, 0.5, 0.5]],
    [
      "do not count in a cooldown, whose last epoch counts",
      { patience: 1, cooldown: 2 },
      [4, 4, 4, 4, 4],
      [1, 0.5, 0.5, 0.25, 0.25],
    ],
    ["note the best value in a cooldown too", { patience: 1, cooldown: 2 }, [4, 4, 3, 3.5], [1, 0.5, 0.5, 0.25]],
    ["stop at minLearningRate", { patience: 1, minLearningRate: 0.3 }, [4, 4, 4, 4], [1, 0.5, 0.3, 0.3]],
    ["are not lifted to minLearningRate", { patience: 1, minLearningRate: 2 }, [4, 4, 4], [1, 1, 1]],
    ["fall where a value is no number", { patience: 2 }, [Number.NaN, Number.NaN], [1, 0.5]],
  ];

  it.each(rows)("%s", (_, options, values, rates) => {
    expect(ratesAfter(values, options)).toEqual(rates);
  });

  it("have the ranges that they should", () => {
    expect(() => toPlateauRule({ factor: 1 }, [])).toThrow(
      /reduceLearningRateOnPlateau\.factor.*below 1.*OCCAM_OPTION/,
    );
    expect(() => toPlateauRule({ patience: 0 }, [])).toThrow(/patience.*whole number of at least 1/);
    expect(() => toPlateauRule({ monitor: "auc" }, [accuracy])).toThrow(/monitor expects one of loss, accuracy.*"auc"/);
  });
});

const options: FitOptions = { runtime, loss: "meanSquaredError", batchSize: 8, seed: 3 };

describe("reduceLearningRateOnPlateau in training", () => {
  const alpha = 0.3;
  const epochs = 8;
  /** A loss of 0 from the start, so that no epoch but the first improves: the rate halves after epochs 3, 5 and 7. */
  const still = { x: [[0], [0]], y: [0, 0] };
  const halving = { monitor: "train.loss", factor: 0.5, patience: 2 } as const;
  const rates = [0.4, 0.4, 0.4, 0.2, 0.2, 0.1, 0.1, 0.05];
  const start = new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(2) }]]);

  async function weightAfter(optimizer: Optimizer, more: Partial<FitOptions> = {}) {
    const model = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
    const run = await fit(model, still, {
      ...options,
      optimizer,
      epochs,
      regularizer: l2({ alpha }),
      reduceLearningRateOnPlateau: halving,
      initialParameters: start,
      ...more,
    });
    return { run, weight: run.parameters.get("dense0/kernel")?.data[0] as number };
  }

  it("logs the rates that hand work gives, and shrinks by them: the product of 1 - lr alpha", async () => {
    const { run, weight } = await weightAfter(sgd({ learningRate: 0.4 }));
    expect(
      largestDifference(
        run.history.map(({ learningRate = 0 }) => learningRate),
        rates,
      ),
    ).toBeLessThan(1e-12);
    expect(weight).toBeCloseTo(
      rates.reduce((w, rate) => w * (1 - rate * alpha), 2),
      6,
    );
  });

  it("multiplies the velocity by the rate of its step, as where a schedule says the rates", async () => {
    let [w, velocity] = [2, 0];
    for (const rate of rates) {
      velocity = 0.9 * velocity + alpha * w;
      w -= rate * velocity;
    }
    expect((await weightAfter(sgd({ learningRate: 0.4, momentum: 0.9 }))).weight).toBeCloseTo(w, 5);
  });

  it("stands beside a schedule, whose factor multiplies the rate", async () => {
    const schedule = cosineSchedule();
    const { weight } = await weightAfter(sgd({ learningRate: 0.4, schedule }));
    const shrunk = rates.reduce((w, rate, step) => w * (1 - rate * schedule.factor(step, epochs) * alpha), 2);
    expect(weight).toBeCloseTo(shrunk, 6);
  });

  it("lowers decay with the rate, but not decay that has a schedule of its own", async () => {
    const decaySchedule = cosineSchedule();
    const plain = { regularizer: l2({ alpha: 0 }) };
    const followed = await weightAfter(adam({ learningRate: 0.4, weightDecay: alpha }), plain);
    const own = await weightAfter(adam({ learningRate: 0.4, weightDecay: alpha, decaySchedule }), plain);
    expect(followed.weight).toBeCloseTo(
      rates.reduce((w, rate) => w * (1 - rate * alpha), 2),
      6,
    );
    expect(own.weight).toBeCloseTo(
      rates.reduce((w, _, step) => w * (1 - 0.4 * decaySchedule.factor(step, epochs) * alpha), 2),
      6,
    );
  });

  it("decides for each replica by its own values; each is its single run, also where replicas take turns", async () => {
    const model = sequential({
      inputShape: [3],
      layers: [dense({ units: 4, activation: "tanh" }), dense({ units: 1 })],
    });
    const [train, validation] = [noisyLine(24, 3), noisyLine(16, 3, 2)];
    const [learningRate, factor, patience] = [
      [0.2, 0.1, 0.05, 0.15],
      [0.1, 0.5, 0.5, 0.3],
      [1, 2, 1, 1],
    ];
    const optionsOf = (optimizer: Optimizer, plateau: ReduceLearningRateOnPlateau) => ({
      ...options,
      optimizer,
      validation,
      epochs: 12,
      reduceLearningRateOnPlateau: { minDelta: 0.01, ...plateau },
    });
    const sweep = optionsOf(sgd({ learningRate, momentum: 0.5 }), { factor, patience });
    const together = await fitReplicas(model, train, sweep);
    const taking = await fitReplicas(model, train, { ...sweep, maxReplicas: 2 });
    for (const [i, run] of together.entries()) {
      const at = (values: readonly number[]) => values[i] as number;
      const single = optionsOf(sgd({ learningRate: at(learningRate), momentum: 0.5 }), {
        factor: at(factor),
        patience: at(patience),
      });
      const alone = await fit(model, train, single);
      for (const each of [run, taking[i] as Run]) {
        expectSameRun(each, alone);
        expect(each.history.map((log) => log.learningRate)).toEqual(alone.history.map((log) => log.learningRate));
      }
    }
    const falls = together.map(({ history }) =>
      history.findIndex((log, i) => log.learningRate !== history[0]?.learningRate && i > 0),
    );
    expect(new Set(falls).size).toBeGreaterThan(1);
  });

  it("watches a metric of which more is better", async () => {
    const model = sequential({ inputShape: [2], layers: [dense({ units: 2 })] });
    const run = await fit(model, twoClasses(40, 2), {
      ...options,
      loss: "softmaxCrossEntropy",
      metrics: [accuracy],
      epochs: 12,
      reduceLearningRateOnPlateau: { monitor: "train.accuracy", factor: 0.5, patience: 1 },
    });
    let [best, expected] = [-Infinity, 0.001];
    for (const { train, learningRate } of run.history) {
      expect(learningRate).toBeCloseTo(expected, 12);
      if ((train.accuracy as number) > best + 1e-4) best = train.accuracy as number;
      else expected /= 2;
    }
    expect(expected).toBeLessThan(0.001);
  });

  it("needs validation examples for what it watches of them, and logs no rate where it is not asked for", async () => {
    const model = sequential({ inputShape: [1], layers: [dense({ units: 1 })] });
    await expect(fit(model, still, { ...options, reduceLearningRateOnPlateau: {} })).rejects.toThrow(
      /fit\.reduceLearningRateOnPlateau expects validation examples to watch.*OCCAM_OPTION/,
    );
    expect((await fit(model, still, options)).history[0]).not.toHaveProperty("learningRate");
  });
});
