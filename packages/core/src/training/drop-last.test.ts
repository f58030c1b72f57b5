import { afterAll, expect, it } from "vitest";
import { batchNorm, dense, type FitOptions, fit, fitReplicas, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { expectSameRun } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const line = (rows: readonly number[]) => ({ x: rows.map((row) => [row]), y: rows.map((row) => 2 * row - 1) });
const model = sequential({ inputShape: [1], layers: [dense({ units: 1 })] });
const options: FitOptions = {
  runtime,
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 0.05, momentum: 0.5 }),
  batchSize: 2,
  epochs: 3,
  seed: 5,
};

it("without shuffle it is the training on the full batches alone", async () => {
  const five = { ...line([0.5, -1, 2, 1.5, 7]) };
  const dropped = await fit(model, five, { ...options, shuffle: false, dropLast: true });
  const four = await fit(model, line([0.5, -1, 2, 1.5]), { ...options, shuffle: false });
  expect(dropped.parameters).toEqual(four.parameters);
  expect(dropped.parameters).not.toEqual((await fit(model, five, { ...options, shuffle: false })).parameters);
  // Reported losses are those of all examples.
  expect(dropped.history.at(-1)?.train.loss).not.toEqual(four.history.at(-1)?.train.loss);
});

it("shuffled, other rows are left out in each epoch, and nothing changes where all batches are full", async () => {
  const kept = batchNorm({ momentum: 0 });
  const still = { ...options, optimizer: sgd({ learningRate: 1e-30 }), dropLast: true, batchSize: 4 };
  const mean = async (epochs: number) => {
    const run = await fit(
      sequential({ inputShape: [1], layers: [kept, dense({ units: 1 })] }),
      line([1, 10, 100, 1000, 10_000]),
      { ...still, epochs },
    );
    return 11_111 - 4 * (run.parameters.get("batchNorm0/movingMean")?.data[0] as number);
  };
  const left = new Set<number>();
  for (const epochs of [1, 2, 3, 4, 5, 6]) left.add(Math.round(await mean(epochs)));
  expect(left.size).toBeGreaterThan(2);
  expect([...left].every((row) => [1, 10, 100, 1000, 10_000].includes(row))).toBe(true);
  const four = line([0.5, -1, 2, 1.5]);
  const [with_, without] = [await fit(model, four, { ...options, dropLast: true }), await fit(model, four, options)];
  expect(with_.parameters).toEqual(without.parameters);
});

it("replicas with rows of their own equal single runs, and a set smaller than a batch is one batch", async () => {
  const data = line([0.5, -1, 2, 1.5, 7, 3, 0.25]);
  const rows = [
    [0, 1, 2, 3, 4],
    [6, 5, 4, 3, 2],
  ];
  const together = await fitReplicas(model, data, { ...options, dropLast: true, rows });
  for (const [i, own] of rows.entries()) {
    const [alone] = await fitReplicas(model, data, { ...options, dropLast: true, rows: [own] });
    expectSameRun(together[i] as never, alone as never);
  }
  const whole = { ...options, batchSize: 100 };
  expect((await fit(model, data, { ...whole, dropLast: true })).parameters).toEqual(
    (await fit(model, data, whole)).parameters,
  );
});
