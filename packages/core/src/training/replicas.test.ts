import { describe, expect, it } from "vitest";
import {
  adam,
  adamW,
  dense,
  dropout,
  type EpochLog,
  elasticNet,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  type Model,
  type Run,
  type Sweep,
  sequential,
  sgd,
} from "../index.ts";
import { sweepAt } from "../options/sweep.ts";
import { ENGINES } from "../runtime/choose-engine.ts";
import { OPTIMIZERS } from "../testing/batteries.ts";
import { openEngines } from "../testing/engines.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun, largestDifference } from "../testing/same-run.ts";
import { type CohortPlan, cohortsOf } from "./cohort/plan-cohorts.ts";
import { compileTraining } from "./program/compile-training.ts";
import { toRecipe } from "./recipe/recipe.ts";

const runtimes = openEngines();
const runtime = runtimes.compiled;

/** Of 70 rows in batches of 16, the fifth batch has 6. */
const train = twoClasses(70, 6);
const validation = twoClasses(40, 6, 2);

/** A sweep as it is, or the value of one replica. */
type Pick = (values: readonly number[]) => Sweep;
interface Task {
  readonly model: Model;
  readonly options: Omit<FitOptions, "runtime" | "loss">;
}

/** All replicas together, in both engines, and each alone: the same runs. */
async function trainBothWays(count: number, makeTask: (pick: Pick) => Task, betweenEngines = 1e-5) {
  const trained = (pick: Pick) => {
    const { model, options } = makeTask(pick);
    return [model, train, { runtime, loss: "softmaxCrossEntropy", validation, ...options } as const] as const;
  };
  const alone: Run[] = [];
  for (let r = 0; r < count; r++) alone.push(await fit(...trained((values) => sweepAt(values, r))));
  const [model, data, options] = trained((values) => values);
  const together = await fitReplicas(model, data, options);
  const others = await fitReplicas(model, data, { ...options, runtime: runtimes.onnxruntime });
  expect([together, others].map((runs) => runs[0]?.engine)).toEqual(ENGINES);
  expect([together.length, others.length]).toEqual([count, count]);
  expectSame(together, alone);
  expectSame(others, alone, betweenEngines);
  return { together, alone };
}

/** Each run of a sweep against its single run. */
function expectSame(together: readonly Run[], alone: readonly Run[], tolerance?: number): void {
  together.forEach((run, r) => {
    expectSameRun(run, alone[r] as Run, tolerance);
  });
}

describe("replicas equal their single runs", () => {
  it("with l1, l2, elastic net, dropout of inputs and units, and learning rates that differ", async () => {
    const { together } = await trainBothWays(5, (pick) => ({
      model: sequential({
        inputShape: [6],
        layers: [
          dropout({ rate: pick([0, 0.1, 0.2, 0, 0.4]) }),
          dense({ units: 8, activation: "relu", kernelRegularizer: l1({ alpha: pick([0, 0.01, 0.02, 0.03, 0.1]) }) }),
          dropout({ rate: pick([0.5, 0, 0.3, 0.25, 0.9]) }),
          dense({
            units: 5,
            activation: "tanh",
            kernelRegularizer: elasticNet({ alpha: 0.01, mix: pick([0, 0.2, 0.4, 0.6, 1]) }),
            biasRegularizer: l2({ alpha: 0.1 }),
          }),
          dense({ units: 2 }),
        ],
      }),
      options: {
        optimizer: adam({ learningRate: pick([0.001, 0.003, 0.01, 0.02, 0.03]) }),
        regularizer: l2({ alpha: pick([0.1, 0.03, 0.01, 0.001, 0]) }),
        epochs: 4,
        batchSize: 16,
        seed: 3,
      },
    }));
    expectAllDifferent(together);
    for (const run of together) {
      const { train: logged, penalty } = run.history.at(-1) as EpochLog;
      const found = await run.evaluate(train);
      expect(largestDifference([found.loss, found.penalty], [logged.loss, penalty])).toBeLessThan(1e-5);
    }
  });

  it.each(OPTIMIZERS.map((optimizer, i) => [`${optimizer.name} (${i})`, optimizer] as const))(
    "under %s",
    async (_, optimizer) => {
      const { together } = await trainBothWays(3, (pick) => ({
        model: sequential({ inputShape: [6], layers: [dense({ units: 7, activation: "tanh" }), dense({ units: 2 })] }),
        options: {
          optimizer: { ...optimizer, learningRate: pick([0.001, 0.01, 0.02]) },
          regularizer: l1({ alpha: pick([0.1, 0.01, 0]) }),
          epochs: 3,
          batchSize: 16,
        },
      }));
      expectAllDifferent(together);
    },
  );

  it("with weight decays that differ, on biases too", async () => {
    const { together } = await trainBothWays(3, (pick) => ({
      model: sequential({ inputShape: [6], layers: [dense({ units: 7, activation: "relu" }), dense({ units: 2 })] }),
      options: {
        optimizer: adamW({ learningRate: 0.01, weightDecay: pick([0, 0.1, 2]), decayBiases: true }),
        epochs: 3,
        batchSize: 16,
      },
    }));
    expectAllDifferent(together);
  });

  it("where parameters are packed otherwise: alone together, together alone", async () => {
    const makeModel = (pick: Pick) =>
      sequential({
        inputShape: [6],
        layers: [
          dense({ units: 800, activation: "relu", kernelRegularizer: l1({ alpha: pick([0, 1e-3, 3e-3, 1e-2]) }) }),
          dropout({ rate: pick([0.5, 0, 0.1, 0.2]) }),
          dense({ units: 25, activation: "relu", kernelRegularizer: l2({ alpha: pick([1e-2, 1e-3, 0, 1e-4]) }) }),
          dense({ units: 2 }),
        ],
      });
    const packsOf = (pick: Pick) => {
      const model = makeModel(pick);
      const recipe = toRecipe(model, { runtime, loss: "softmaxCrossEntropy" });
      const [cohort] = cohortsOf(model, recipe, 70, undefined) as readonly [CohortPlan];
      return compileTraining(model, recipe, cohort).packs.map(({ name, members }) => [name, members.length]);
    };
    // The kernels have 4800 and 20000 weights: the first is large only fourfold.
    expect(packsOf((values) => values)).toEqual([
      ["small", 4],
      ["dense0/kernel", 1],
      ["dense1/kernel", 1],
    ]);
    expect(packsOf((values) => sweepAt(values, 0))).toEqual([
      ["small", 5],
      ["dense1/kernel", 1],
    ]);
    const { together } = await trainBothWays(4, (pick) => ({
      model: makeModel(pick),
      options: { optimizer: sgd({ learningRate: 0.02, momentum: 0.9 }), epochs: 3, batchSize: 32 },
    }));
    expectAllDifferent(together);
  });

  it("with a single small parameter, which is a pack of its own", async () => {
    const { together } = await trainBothWays(3, (pick) => ({
      model: sequential({ inputShape: [6], layers: [dense({ units: 2, useBias: false })] }),
      options: { optimizer: sgd({ learningRate: pick([0.1, 0.2, 0.3]) }), epochs: 2, batchSize: 16 },
    }));
    expectAllDifferent(together);
  });

  it("when early stopping ends them at different epochs and the rest is compacted", async () => {
    const makeTask = (pick: Pick) => ({
      model: sequential({
        inputShape: [6],
        layers: [
          dense({ units: 24, activation: "relu" }),
          dropout({ rate: pick([0, 0, 0.2, 0.1, 0.3, 0.5]) }),
          dense({ units: 2 }),
        ],
      }),
      options: {
        optimizer: adam({ learningRate: pick([0.1, 0.03, 0.05, 0.02, 0.02, 0.01]) }),
        regularizer: l1({ alpha: pick([0, 1e-3, 0, 2e-3, 1e-3, 3e-3]) }),
        epochs: 40,
        batchSize: 16,
        earlyStopping: { patience: pick([1, 2, 3, 4, 6, Number.POSITIVE_INFINITY]) },
      },
    });
    // Adam at a rate of 0.1 makes ten times as much of a last bit as at 0.01.
    const { together } = await trainBothWays(6, makeTask, 1e-4);
    const lengths = together.map(({ history }) => history.length);
    expect(new Set(lengths).size).toBeGreaterThanOrEqual(4);
    // Half of them have ended well before the last: the state was rewritten.
    expect([...lengths].sort((a, b) => a - b)[2]).toBeLessThan(35);
    const last = together[5] as Run;
    expect([last.status, last.keptEpoch, last.history.length]).toEqual(["completed", 40, 40]);
  });
});

describe.each(ENGINES)("a replica that diverges in the engine %s", (engine) => {
  const runtime = runtimes[engine];

  it("is the only one that does; the others equal their single runs", async () => {
    const learningRate = [0.01, 1e30, 0.1, 0.05];
    const task = (rate: Sweep) => {
      const model = sequential({
        inputShape: [6],
        layers: [dense({ units: 8, activation: "relu" }), dropout({ rate: 0.2 }), dense({ units: 2 })],
      });
      const optimizer = sgd({ learningRate: rate, momentum: 0.5 });
      return [
        model,
        train,
        { runtime, loss: "softmaxCrossEntropy", optimizer, epochs: 4, batchSize: 16, validation } as const,
      ] as const;
    };
    const runs = await fitReplicas(...task(learningRate));
    expect(runs.map(({ status }) => status)).toEqual(["completed", "diverged", "completed", "completed"]);
    for (const r of [0, 2, 3]) expectSame([runs[r] as Run], [await fit(...task(learningRate[r] as number))]);
    const error: unknown = await fit(...task(1e30)).catch((reason) => reason);
    expect(error).toMatchObject({ code: "OCCAM_DIVERGED", run: { divergence: runs[1]?.divergence } });
    const weights = [...(runs[1] as Run).parameters.values()].flatMap(({ data }) => Array.from(data));
    expect(weights.filter((weight) => !Number.isFinite(weight))).toEqual([]);
  });

  it("leaves the others alone when it is most of them, and the rest is compacted", async () => {
    const { alone } = await trainBothWays(2, (pick) => ({
      model: sequential({ inputShape: [6], layers: [dense({ units: 8, activation: "tanh" }), dense({ units: 2 })] }),
      options: { optimizer: adam({ learningRate: pick([0.01, 0.02]) }), epochs: 4, batchSize: 16 },
    }));
    const model = sequential({
      inputShape: [6],
      layers: [dense({ units: 8, activation: "tanh" }), dense({ units: 2 })],
    });
    const runs = await fitReplicas(model, train, {
      runtime,
      loss: "softmaxCrossEntropy",
      validation,
      optimizer: adam({ learningRate: [1e38, 0.01, 1e38, 1e38, 1e38, 0.02, 1e38] }),
      epochs: 4,
      batchSize: 16,
    });
    expect(runs.filter(({ status }) => status === "diverged")).toHaveLength(5);
    expectSame([runs[1] as Run, runs[5] as Run], alone);
  });
});

it("callbacks see the logs of those replicas that still train, by index", async () => {
  const seen: (readonly number[])[] = [];
  await fitReplicas(sequential({ inputShape: [6], layers: [dense({ units: 2 })] }), train, {
    runtime,
    loss: "softmaxCrossEntropy",
    validation,
    optimizer: adam({ learningRate: [0.1, 1e38, 0.2] }),
    epochs: 2,
    callbacks: [{ onEpochEnd: (_, logs) => seen.push([...logs.keys()]) > 0 }],
  });
  expect(seen).toEqual([
    [0, 2],
    [0, 2],
  ]);
});

it("sweeps of different lengths are refused with both names", async () => {
  const model = sequential({ inputShape: [6], layers: [dropout({ rate: [0, 0.5] }), dense({ units: 2 })] });
  const options = { runtime, loss: "softmaxCrossEntropy", regularizer: l2({ alpha: [1, 2, 3] }) } as const;
  await expect(fitReplicas(model, train, options)).rejects.toThrow(
    "dropout0.rate expects one value, or 3 as l2.alpha has (one for each replica) but receives 2 values. (OCCAM_OPTION)",
  );
});
