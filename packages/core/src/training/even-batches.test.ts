import { afterAll, expect, it } from "vitest";
import { batchNorm, dense, type FitOptions, fit, fitReplicas, type Run, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine } from "../testing/problems.ts";
import { expectSameRun } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const line = (rows: readonly number[]) => ({ x: rows.map((row) => [row]), y: rows.map((row) => 2 * row - 1) });
const model = sequential({ inputShape: [1], layers: [dense({ units: 1 })] });
const options: FitOptions = {
  ...{ runtime, loss: "meanSquaredError", optimizer: sgd({ learningRate: 0.05 }), batchSize: 2, seed: 5 },
  evenBatches: true,
};

it("without shuffle it is the training on one batch after another, of sizes that differ by one", async () => {
  const rows = [0.5, -1, 2, 1.5, 7, 3, -2];
  const run = await fit(model, line(rows), { ...options, shuffle: false, batchSize: 3 });
  let after: Run | undefined;
  for (const batch of [rows.slice(0, 2), rows.slice(2, 4), rows.slice(4)]) {
    after = await fit(model, line(batch), {
      ...options,
      batchSize: 3,
      ...(after && { initialParameters: after.parameters }),
    });
  }
  expectSameRun({ ...run, history: [] } as unknown as Run, { ...(after as Run), history: [] } as unknown as Run);
});

it("changes nothing where all batches are full", async () => {
  const four = line([0.5, -1, 2, 1.5]);
  const [even, plain] = [await fit(model, four, options), await fit(model, four, { ...options, evenBatches: false })];
  expect(even.parameters).toEqual(plain.parameters);
});

it("without shuffle the last row of 33 pulls no harder than the others: the constant that is learnt is the mean", async () => {
  const x = new Array<number[]>(33).fill([0]);
  const y = Array.from({ length: 33 }, (_, row) => (row === 32 ? 33 : 0));
  const learnt = async (evenBatches: boolean) => {
    const common = { ...options, evenBatches, shuffle: false, batchSize: 32, epochs: 400 };
    const run = await fit(model, { x, y }, { ...common, optimizer: sgd({ learningRate: 0.005 }) });
    return run.parameters.get("dense0/bias")?.data[0] as number;
  };
  // The mean is 1. The means of 16 and of 17 rows count alike: 33 / 17 / 2.
  expect(await learnt(true)).toBeCloseTo(33 / 34, 1);
  // Of batches of 32 and 1: 33 / 2.
  expect(await learnt(false)).toBeGreaterThan(10);
});

it("replicas of unlike numbers of rows equal single runs, with batch normalization too", async () => {
  const data = noisyLine(21, 3);
  const net = sequential({ inputShape: [3], layers: [dense({ units: 4 }), batchNorm(), dense({ units: 1 })] });
  const rows = [17, 18, 21].map((count) => Array.from({ length: count }, (_, i) => i));
  const common = { ...options, batchSize: 8, epochs: 4 };
  const together = await fitReplicas(net, data, { ...common, rows });
  for (const [i, own] of rows.entries()) {
    const [alone] = await fitReplicas(net, data, { ...common, rows: [own] });
    expectSameRun(together[i] as Run, alone as Run);
  }
});

it("beside dropLast is refused", async () => {
  await expect(fit(model, line([1, 2]), { ...options, dropLast: true })).rejects.toThrow(
    "fit.evenBatches expects no dropLast beside it but receives both: even batches have no small last one to drop. (OCCAM_OPTION)",
  );
});
