import { afterAll, describe, expect, it } from "vitest";
import { kFold } from "../data/index.ts";
import { adam, dense, sequential } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { mean } from "../statistics/mean.ts";
import { randomNormal } from "../tensor/random.ts";
import { type EarlyStopping, toEarlyStopping } from "../training/recipe/early-stopping.ts";
import { type FoldNetwork, foldsApart, scoredLogs } from "./fold-scores.ts";
import { crossValidate } from "./index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** A network with these validation losses, which keeps the lowest. */
function network(losses: readonly number[], hasDiverged = false): FoldNetwork {
  const history = losses.map((loss, i) => ({ epoch: i + 1, train: { loss: -loss }, validation: { loss }, penalty: 0 }));
  return { history, keptEpoch: losses.indexOf(Math.min(...losses)) + 1, hasDiverged };
}

/** Epochs at which folds of one network each, or of several, are scored. */
function epochsOf(
  folds: readonly (readonly FoldNetwork[])[],
  options: EarlyStopping | undefined = {},
  apart = foldsApart(folds.map(() => undefined)),
) {
  const stopping = options && toEarlyStopping(options, []);
  const trainings = folds.map((networks) => ({ networks, stopping, candidate: 0 }));
  return scoredLogs(trainings, apart).map((logs) => logs.map((log) => log?.epoch));
}

describe("a fold", () => {
  const [early, middle, late] = [network([1, 2, 3, 4]), network([4, 1, 2, 9]), network([9, 6, 1, 5])];
  const folds = [[early], [middle], [late]];

  it("is scored at the best epoch of the others' mean: of 13, 7, 3, 14; of 10, 8, 4, 9; and of 5, 3, 5, 13", () => {
    expect(epochsOf(folds)).toEqual([[3], [3], [2]]);
  });

  it("is scored at its own kept epoch where no best weights are restored by validation rows, or there are no others", () => {
    const own = [[1], [2], [3]];
    for (const options of [
      { restoreBestWeights: false },
      { patience: Infinity },
      { monitor: "train.loss", mode: "max" },
    ] as const) {
      expect(epochsOf(folds, options)).toEqual(own);
    }
    const trainings = folds.map((networks) => ({ networks, stopping: undefined, candidate: 0 }));
    expect(
      scoredLogs(trainings, foldsApart([undefined, undefined, undefined]))
        .flat()
        .map((log) => log?.epoch),
    ).toEqual([1, 2, 3]);
    expect(epochsOf([[middle]])).toEqual([[2]]);
    expect(epochsOf(folds, {}, [[], [], [0]])).toEqual([[1], [2], [1]]);
  });

  it("minds mode and minDelta of the rule", () => {
    expect(epochsOf(folds, { mode: "max" })).toEqual([[4], [1], [4]]);
    // From 6.5 to 3.5 and on to 1.5; from 5 to 4 and on to 2; from 2.5 to 1.5.
    expect(epochsOf(folds, { minDelta: 2.5 })).toEqual([[2], [3], [1]]);
  });

  it("whose network ended before stands with its last epoch, among the others and by itself", () => {
    // Sums of the others: 13, 13, 12, lowest in epoch 3, which the first never saw; 9, 8; and 14, 11, 10.
    const [short, long, other] = [network([5, 3]), network([9, 8, 7]), network([4, 5])];
    expect(epochsOf([[short], [long], [other]])).toEqual([[2], [2], [2]]);
    expect(epochsOf([[long], [short], [other]])).toEqual([[2], [2], [2]]);
  });

  it("has one epoch for all seeds; a network that diverged has none and no say", () => {
    const far = network([0, 9, 9], true);
    expect(epochsOf([[early, network([8, 7, 6, 5])], [middle, far], [late]])).toEqual([[3, 3], [3, undefined], [2]]);
  });
});

it("folds apart are those without a row in common: of two deals of four rows, the other fold of the same deal", () => {
  expect(
    foldsApart(
      [
        [0, 1],
        [2, 3],
        [0, 2],
        [1, 3],
      ].map((rows) => Int32Array.from(rows)),
    ),
  ).toEqual([[1], [0], [3], [2]]);
  expect(foldsApart([undefined, undefined])).toEqual([[1], [0]]);
});

it("of pure noise cross-validation reports no less than its variance, which the kept epochs seem to beat", async () => {
  const [rowCount, columns] = [40, 12];
  const tables = await Promise.all(
    Array.from({ length: 8 }, async (_, seed) => {
      const x = Float32Array.from(randomNormal(rowCount * columns, { seed, stream: "x" }));
      const drawn = randomNormal(rowCount, { seed, stream: "y" });
      const centre = mean(drawn);
      const deviation = Math.sqrt(mean(drawn.map((value) => (value - centre) ** 2)));
      const y = Float32Array.from(drawn, (value) => (value - centre) / deviation);
      const [found] = await crossValidate(
        sequential({ inputShape: [columns], layers: [dense({ units: 6, activation: "tanh" }), dense({ units: 1 })] }),
        { x: { shape: [rowCount, columns], data: x }, y: { shape: [rowCount], data: y } },
        {
          ...{ runtime, loss: "meanSquaredError", optimizer: adam({ learningRate: 0.03 }), epochs: 40, batchSize: 16 },
          ...{ earlyStopping: { patience: 8 }, folds: kFold({ rowCount, folds: 8, seed }) },
        },
      );
      const kept =
        found?.runs.map(({ history, keptEpoch }) => history[keptEpoch - 1]?.validation?.loss as number) ?? [];
      return { kept: mean(kept), reported: found?.mean as number };
    }),
  );
  expect(mean(tables.map(({ kept }) => kept))).toBeLessThan(1);
  for (const { reported } of tables) expect(reported).toBeGreaterThan(1);
});
