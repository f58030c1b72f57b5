import { afterAll, describe, expect, it } from "vitest";
import { adam, type FitOptions } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { learningCurve } from "./learning-curve.ts";
import { exactSubsets, linearModel, linearProblem } from "./least-squares.fixture.ts";
import type { RowTies } from "./row-ties.ts";
import { type TrainSubsets, trainTogether } from "./train-subsets.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const [columns, sigma2] = [4, 0.25];
const model = linearModel(columns);
const problem = linearProblem(320, columns, 0.5, 1);
const heldOut = linearProblem(2000, columns, 0.5, 2);
const options: FitOptions = { runtime, loss: "meanSquaredError" };

describe("the learning curve of least squares", () => {
  it("is sigma^2 (1 - p/n) on training rows and sigma^2 (1 + p/(n - p - 1)) on held-out rows, within 15%", async () => {
    const points = await learningCurve(model, problem, {
      ...options,
      heldOut,
      sizes: [12, 24, 48, 96],
      repeats: 200,
      trainSubsets: await exactSubsets(model, problem, runtime),
    });
    for (const { size, train, heldOut } of points) {
      expect(Math.abs(train / (sigma2 * (1 - columns / size)) - 1)).toBeLessThan(0.15);
      // The inverse Wishart mean of the held-out excess for normal columns.
      expect(Math.abs(heldOut / (sigma2 * (1 + columns / (size - columns - 1))) - 1)).toBeLessThan(0.15);
    }
  });

  it("spreads less with more rows, and reduces to the RMSE when asked", async () => {
    const trainSubsets = await exactSubsets(model, problem, runtime);
    const own = { ...options, heldOut, sizes: [10, 160], repeats: 20, trainSubsets };
    const [few, many] = await learningCurve(model, problem, { ...own, reduce: Math.sqrt });
    expect(few?.heldOutDeviation).toBeGreaterThan(5 * (many?.heldOutDeviation as number));
    expect(many?.heldOut).toBeGreaterThan(0.48);
    expect(many?.heldOut).toBeLessThan(0.54);
  });

  it("by default takes 8 sizes of equal ratio from a twentieth of the rows to all, and has no spread at full size", async () => {
    const trainSubsets = await exactSubsets(model, problem, runtime);
    const points = await learningCurve(model, problem, { ...options, heldOut, trainSubsets });
    expect(points.map(({ size }) => size)).toEqual([16, 25, 38, 58, 89, 136, 209, 320]);
    expect(points.map(({ networks }) => networks)).toEqual(points.map(() => 5));
    expect(points.at(-1)?.heldOutDeviation).toBeCloseTo(0, 6);
  });

  it("by training comes near the exact one", async () => {
    const own = { ...options, optimizer: adam({ learningRate: 0.05 }), epochs: 60, batchSize: 32, seed: 2 };
    const sizes = [40, 320];
    const trained = await learningCurve(model, problem, { ...own, heldOut, sizes, repeats: 2 });
    const trainSubsets = await exactSubsets(model, problem, runtime);
    const exact = await learningCurve(model, problem, { ...own, heldOut, sizes, repeats: 2, trainSubsets });
    trained.forEach(({ heldOut }, i) => {
      expect(Math.abs(heldOut / (exact[i]?.heldOut as number) - 1)).toBeLessThan(0.1);
    });
  });
});

describe("rows that hang together", () => {
  /** The lists of rows that a curve trains on, in the order of sizes and repeats. */
  const listsOf = async (ties: RowTies) => {
    const lists: Int32Array[] = [];
    const exact = await exactSubsets(model, problem, runtime);
    const trainSubsets: TrainSubsets = (rows) => {
      lists.push(...rows);
      return exact(rows);
    };
    await learningCurve(model, problem, { ...options, heldOut, sizes: [20, 80], repeats: 3, ties, trainSubsets });
    return lists;
  };

  it("are taken group by group: 20 rows of groups of 10 are two groups, other ones in each repeat", async () => {
    const lists = await listsOf({ groups: Int32Array.from({ length: 320 }, (_, row) => row % 32) });
    const held = lists.map((rows) => new Set(Array.from(rows, (row) => row % 32)));
    expect(held.map(({ size }) => size)).toEqual([2, 2, 2, 8, 8, 8]);
    expect(new Set(held.slice(0, 3).map((each) => [...each].join())).size).toBe(3);
  });

  it("in time are the latest ones, the same in each repeat", async () => {
    const lists = await listsOf({ times: Float64Array.from({ length: 320 }, (_, row) => -row) });
    const first = (count: number) => Int32Array.from({ length: count }, (_, row) => row);
    expect(lists).toEqual([first(20), first(20), first(20), first(80), first(80), first(80)]);
  });

  it("are refused where they are other rows", async () => {
    await expect(listsOf({ groups: [1, 2] })).rejects.toMatchObject({
      code: "OCCAM_SHAPE",
      message: "learningCurve.ties.groups expects 320 numbers, one for each row but receives 2. (OCCAM_SHAPE)",
    });
  });
});

it("sizes that do not rise, exceed the rows or are no whole numbers are refused", async () => {
  for (const sizes of [[20, 10], [10, 321], [2.5], [], [0, 10]]) {
    await expect(learningCurve(model, problem, { ...options, heldOut, sizes })).rejects.toMatchObject({
      code: "OCCAM_OPTION",
    });
  }
});

it("one-by-one training gives a list's network the weights that fit gives on those rows", async () => {
  const own = { ...options, epochs: 4, batchSize: 16, seed: 5 };
  const rows = Int32Array.from([3, 1, 4, 1, 5, 9, 2, 6]);
  const [first, second] = await trainTogether(model, problem, own)([rows, rows]);
  // Other seeds: other initial weights.
  expect(first?.parameters.get("dense0/kernel")?.data).not.toEqual(second?.parameters.get("dense0/kernel")?.data);
  // 320 rows of batches of 16 are 20 steps an epoch; 8 rows are 1 step.
  expect(first?.history).toHaveLength(80);
});
