import { afterAll, describe, expect, it } from "vitest";
import { randomNormal, randomUniform } from "../data/index.ts";
import { adam, dense, type Examples, sequential } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { twoClasses } from "../testing/problems.ts";
import { biasVariance } from "./bias-variance.ts";
import { exactSubsets, linearModel, linearProblem } from "./least-squares.fixture.ts";
import type { RowTies } from "./row-ties.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

describe("least squares with 5 columns on 200 rows, noise of variance 0.25", () => {
  const [columns, rows, sigma2] = [5, 200, 0.25];
  const model = linearModel(columns);
  const problem = linearProblem(rows, columns, 0.5, 1);
  const points = linearProblem(400, columns, 0.5, 2);

  it("has variance sigma^2 p/n within 20%, bias 0 and noise sigma^2 where the truth is known", async () => {
    const found = await biasVariance(model, problem, {
      runtime,
      loss: "meanSquaredError",
      points,
      truth: points.truth,
      replicas: 300,
      trainSubsets: await exactSubsets(model, problem, runtime),
    });
    const expected = (sigma2 * columns) / rows;
    expect(Math.abs(found.variance / expected - 1)).toBeLessThan(0.2);
    // The mean of the replicas is the fit of the one sample: its bias^2 is of the size of its variance, no larger.
    expect(found.bias2).toBeLessThan(3 * expected);
    expect(found.bias2).toBeGreaterThan(-expected);
    expect(Math.abs(found.noise / sigma2 - 1)).toBeLessThan(0.15);
    expect(found.noiseFrom).toBe("truth");
    expect(found.bias2 + found.variance + found.noise).toBeCloseTo(found.error, 12);
  });

  it("has an error that is the mean over replicas of their squared errors", async () => {
    const found = await biasVariance(model, problem, {
      runtime,
      loss: "meanSquaredError",
      points,
      replicas: 7,
      trainSubsets: await exactSubsets(model, problem, runtime),
    });
    const squares = found.predictions.map(({ data }) =>
      data.reduce((sum, value, row) => sum + (value - (points.y.data[row] as number)) ** 2 / 400, 0),
    );
    expect(found.error).toBeCloseTo(squares.reduce((sum, square) => sum + square, 0) / 7, 6);
    expect(found.bias2 + found.variance + found.noise).toBeCloseTo(found.error, 12);
    expect(found.noiseFrom).toBe("neighbours");
  });
});

describe("40 rows that stand five times each", () => {
  const [columns, sigma2] = [5, 0.25];
  const model = linearModel(columns);
  const points = linearProblem(400, columns, 0.5, 2);
  const [once, groups] = [linearProblem(40, columns, 0.5, 1), Int32Array.from({ length: 200 }, (_, row) => row % 40)];
  const five = <Tensor extends { readonly data: Float32Array }>({ data }: Tensor, width: number) => ({
    shape: [200, width],
    data: Float32Array.from({ length: 200 * width }, (_, i) => data[i % (40 * width)] as number),
  });
  const problem = { x: five(once.x, columns), y: five(once.y, 1), truth: five(once.truth, 1) };
  const varianceBy = async (ties: RowTies | undefined) => {
    const own = { runtime, loss: "meanSquaredError", points, truth: points.truth, replicas: 300 } as const;
    const trainSubsets = await exactSubsets(model, problem, runtime);
    return (await biasVariance(model, problem, { ...own, ...(ties && { ties }), trainSubsets })).variance;
  };

  it("have the variance of 40 rows, sigma^2 p/(n - p - 1) within 30%, and not that of 200", async () => {
    const expected = (sigma2 * columns) / (40 - columns - 1);
    expect(Math.abs((await varianceBy({ groups })) / expected - 1)).toBeLessThan(0.3);
    expect(await varianceBy(undefined)).toBeLessThan(0.4 * expected);
  });

  it("are refused where they are other rows, and so are groups of other points", async () => {
    const own = { runtime, loss: "meanSquaredError", points } as const;
    const shape = { code: "OCCAM_SHAPE" };
    await expect(biasVariance(model, problem, { ...own, ties: { times: [1] } })).rejects.toMatchObject(shape);
    await expect(biasVariance(model, problem, { ...own, pointGroups: [1] })).rejects.toMatchObject(shape);
  });
});

describe("a sine with noise on 40 rows", () => {
  const wave = (count: number, seed: number): Examples & { truth: { shape: number[]; data: Float32Array } } => {
    const x = Float32Array.from(randomUniform(count, { seed, stream: "x" }), (u) => 2 * u - 1);
    const truth = x.map((value) => Math.sin(Math.PI * value));
    const z = randomNormal(count, { seed, stream: "noise" });
    return {
      x: { shape: [count, 1], data: x },
      y: { shape: [count, 1], data: truth.map((value, row) => value + 0.3 * (z[row] as number)) },
      truth: { shape: [count, 1], data: truth },
    };
  };
  const [train, points] = [wave(40, 1), wave(200, 2)];
  const decompose = (units: number, epochs: number) =>
    biasVariance(
      sequential({
        inputShape: [1],
        layers: units === 0 ? [dense({ units: 1 })] : [dense({ units, activation: "tanh" }), dense({ units: 1 })],
      }),
      train,
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: adam({ learningRate: 0.05 }),
        epochs,
        batchSize: 40,
        points,
        truth: points.truth,
        replicas: 8,
        seed: 3,
      },
    );

  it("is all bias for a line and mostly variance for a large network, on noise of 0.09", async () => {
    const [line, large] = [await decompose(0, 150), await decompose(60, 600)];
    expect(line.bias2).toBeGreaterThan(3 * line.variance);
    expect(large.variance).toBeGreaterThan(large.bias2);
    expect(large.bias2).toBeLessThan(line.bias2 / 3);
    expect(large.variance).toBeGreaterThan(2 * line.variance);
    expect(line.noise).toBeGreaterThan(0.06);
    expect(line.noise).toBeLessThan(0.12);
  });
});

it("of a classifier is that of its probabilities: sums of squares below 2, and exact in sum", async () => {
  const [train, points] = [twoClasses(60, 2), twoClasses(80, 2, 2)];
  const model = sequential({ inputShape: [2], layers: [dense({ units: 2 })] });
  const found = await biasVariance(model, train, {
    runtime,
    loss: "softmaxCrossEntropy",
    epochs: 20,
    optimizer: adam({ learningRate: 0.05 }),
    points,
    replicas: 4,
  });
  const brier = found.predictions.map(
    ({ data }) =>
      data.reduce((sum, p, i) => sum + (p - Number((points.y.data[i >> 1] as number) === i % 2)) ** 2, 0) / 80,
  );
  expect(found.error).toBeCloseTo(brier.reduce((sum, each) => sum + each, 0) / 4, 6);
  expect(found.error).toBeLessThan(0.5);
  expect(found.points).toHaveLength(80);
});

it("refuses a single replica, and before anything is trained a truth of another shape", async () => {
  const model = linearModel(2);
  const problem = linearProblem(20, 2, 1, 1);
  const options = { runtime, loss: "meanSquaredError", points: problem } as const;
  await expect(biasVariance(model, problem, { ...options, replicas: 1 })).rejects.toMatchObject({
    code: "OCCAM_OPTION",
  });
  const refused = (shape: readonly number[], length: number) =>
    expect(
      biasVariance(model, problem, {
        ...options,
        replicas: 2,
        truth: { shape, data: new Float32Array(length) },
        trainSubsets: () => Promise.reject(new Error("trained")),
      }),
    ).rejects.toMatchObject({
      code: "OCCAM_SHAPE",
      message: `biasVariance.truth expects [20, 1], as the predictions but receives [${shape.join(", ")}]. (OCCAM_SHAPE)`,
    });
  await refused([3], 3);
  // As many numbers, of another shape.
  await refused([1, 20], 20);
  await refused([20], 20);
});

it("stops while it estimates the noise, as its signal says", async () => {
  const [model, problem] = [linearModel(2), linearProblem(20, 2, 1, 1)];
  const stopped = { runtime, loss: "meanSquaredError", points: problem, signal: AbortSignal.abort() } as const;
  const trainSubsets = await exactSubsets(model, problem, runtime);
  await expect(biasVariance(model, problem, { ...stopped, trainSubsets })).rejects.toMatchObject({
    code: "OCCAM_ABORTED",
    message: "The estimate of the noise was stopped. (OCCAM_ABORTED)",
  });
  // With the truth there is nothing to estimate.
  const found = await biasVariance(model, problem, { ...stopped, trainSubsets, truth: problem.truth });
  expect(found.noiseFrom).toBe("truth");
});
