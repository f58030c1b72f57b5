import { afterAll, describe, expect, it } from "vitest";
import { dense, fit, type Run, sequential, sgd, stepSchedule } from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** y = w x through one weight, from `start`, on the given rows. */
const oneWeight = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
const startingAt = (start: number) => new Map([["dense0/kernel", { shape: [1, 1], data: Float32Array.of(start) }]]);
const weightOf = ({ parameters }: Run) => parameters.get("dense0/kernel")?.data[0] as number;

describe("a batch", () => {
  const rows = { x: [[1], [2], [4]], y: [3, 5, 10] };

  it("that is partly filled counts as the mean over its rows", async () => {
    // From w = 0 with lr 0.01 and d/dw (w x - y)^2 = 2 x (w x - y):
    // rows 1 and 2: -(3 + 10) = -13, w = 0.13; row 3 alone: 8 (0.52 - 10) = -75.84, w = 0.8884.
    const run = await fit(oneWeight, rows, {
      runtime,
      loss: "meanSquaredError",
      optimizer: sgd({ learningRate: 0.01 }),
      batchSize: 2,
      shuffle: false,
      initialParameters: startingAt(0),
    });
    expect(weightOf(run)).toBeCloseTo(0.8884, 6);
  });

  it("larger than the table is the table", async () => {
    const of = (batchSize: number) =>
      fit(oneWeight, rows, { runtime, loss: "meanSquaredError", batchSize, seed: 1, epochs: 3 });
    expect((await of(100)).parameters).toEqual((await of(3)).parameters);
  });

  it("takes every row once in an epoch, each time in another order unless told not to", async () => {
    // Each row pulls a weight of its own by the step's learning rate, which halves: so the weights tell the order.
    const size = 7;
    const own = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
    const model = sequential({ inputShape: [size], layers: [dense({ units: 1, useBias: false })] });
    const pulled = async (epochs: number, shuffle: boolean) => {
      const run = await fit(
        model,
        { x: own, y: new Array<number>(size).fill(1e6) },
        {
          runtime,
          loss: "meanAbsoluteError",
          optimizer: sgd({ learningRate: 1, schedule: stepSchedule({ every: 1, factor: 0.5 }) }),
          batchSize: 1,
          epochs,
          shuffle,
          initialParameters: new Map([["dense0/kernel", { shape: [size, 1], data: new Float32Array(size) }]]),
        },
      );
      return Array.from(run.parameters.get("dense0/kernel")?.data ?? []);
    };
    const ordersOf = async (shuffle: boolean) => {
      const [once, twice] = [await pulled(1, shuffle), await pulled(2, shuffle)];
      return [once, twice.map((pull, i) => pull - (once[i] as number))].map((pulls, epoch) =>
        pulls.map((pull) => -Math.log2(pull) - size * epoch + 0),
      );
    };
    const inOrder = Array.from({ length: size }, (_, i) => i);
    expect(await ordersOf(false)).toEqual([inOrder, inOrder]);
    const [first, second] = await ordersOf(true);
    expect([...(first ?? [])].sort()).toEqual(inOrder);
    expect([...(second ?? [])].sort()).toEqual(inOrder);
    expect(second).not.toEqual(first);
    expect(first).not.toEqual(inOrder);
  });
});
