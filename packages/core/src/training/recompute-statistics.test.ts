import { afterAll, describe, expect, it } from "vitest";
import {
  batchNorm,
  dense,
  exponentialAverage,
  type FitOptions,
  fit,
  recomputeStatistics,
  runOf,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 24;
const { x, y } = noisyLine(ROWS, 3);
const model = sequential({
  inputShape: [3],
  layers: [dense({ units: 4 }), batchNorm(), dense({ units: 1, activation: "linear" })],
});
const options: FitOptions = {
  ...{ runtime, loss: "meanSquaredError", epochs: 10, batchSize: ROWS, seed: 3 },
  ...{ optimizer: sgd({ learningRate: 0.3 }), averaging: exponentialAverage({ decay: 0.9 }) },
};

/** Mean and variance of each unit of the first layer over all rows, in float64. */
function statisticsBy(parameters: ReadonlyMap<string, { readonly data: Float32Array }>) {
  const [kernel, bias] = ["kernel", "bias"].map((name) => parameters.get(`dense0/${name}`)?.data) as Float32Array[];
  const outputs = [0, 1, 2, 3].map((unit) =>
    Array.from({ length: ROWS }, (_, row) =>
      [0, 1, 2].reduce(
        (sum, j) => sum + (x.data[row * 3 + j] as number) * (kernel?.[j * 4 + unit] as number),
        bias?.[unit] as number,
      ),
    ),
  );
  const means = outputs.map((own) => own.reduce((sum, value) => sum + value, 0) / ROWS);
  const variances = outputs.map(
    (own, unit) => own.reduce((sum, value) => sum + (value - (means[unit] as number)) ** 2, 0) / ROWS,
  );
  return [means, variances] as const;
}

describe("statistics of averaged weights", () => {
  it("are those of the examples under these weights, which stay as they are", async () => {
    const run = await fit(model, { x, y }, options);
    const network = await recomputeStatistics(run, x, { runtime, batchSize: ROWS });
    const right = statisticsBy(run.parameters);
    ["movingMean", "movingVariance"].forEach((name, which) => {
      const found = network.parameters.get(`batchNorm0/${name}`)?.data as Float32Array;
      const averaged = run.parameters.get(`batchNorm0/${name}`)?.data as Float32Array;
      (right[which] as number[]).forEach((value, unit) => {
        expect(found[unit]).toBeCloseTo(value, 5);
        if (which === 1) expect(Math.abs((averaged[unit] as number) / value - 1)).toBeGreaterThan(1e-3);
      });
    });
    for (const name of ["dense0/kernel", "dense0/bias", "batchNorm0/gamma", "dense1/kernel"]) {
      expect(network.parameters.get(name)).toEqual(run.parameters.get(name));
    }
    const own = runOf(network, { runtime, loss: "meanSquaredError" });
    expect((await own.evaluate({ x, y })).loss).not.toBeCloseTo((await run.evaluate({ x, y })).loss, 6);
  });

  it("over small batches are near them, and the same for the same seed", async () => {
    const run = await fit(model, { x, y }, options);
    const twice = [0, 1].map(() => recomputeStatistics(run, x, { runtime, batchSize: 8, seed: 5 }));
    const [one, other] = await Promise.all(twice);
    expect(one?.parameters).toEqual(other?.parameters);
    const means = one?.parameters.get("batchNorm0/movingMean")?.data as Float32Array;
    statisticsBy(run.parameters)[0].forEach((value, unit) => {
      expect(means[unit]).toBeCloseTo(value, 5);
    });
  });

  it("leave frozen ones as they are, and are refused where there are no others", async () => {
    const frozen = batchNorm({ trainable: false });
    const initialParameters = new Map(
      ["movingMean", "movingVariance"].map((name) => [
        `batchNorm0/${name}`,
        { shape: [3], data: Float32Array.of(2, 3, 4) },
      ]),
    );
    const mixed = sequential({ inputShape: [3], layers: [frozen, batchNorm(), dense({ units: 1 })] });
    const run = await fit(mixed, { x, y }, { ...options, initialParameters });
    const { parameters } = await recomputeStatistics(run, x, { runtime, batchSize: ROWS });
    for (const [name, { data }] of initialParameters) expect(parameters.get(name)?.data).toEqual(data);
    const columnMean = (column: number) =>
      x.data.reduce((sum, value, i) => (i % 3 === column ? sum + value : sum), 0) / ROWS;
    const means = [0, 1, 2].map((j) => (columnMean(j) - (2 + j)) / Math.sqrt(2 + j + 1e-3));
    means.forEach((value, j) => {
      expect(parameters.get("batchNorm1/movingMean")?.data[j]).toBeCloseTo(value, 5);
    });
    const still = sequential({ inputShape: [3], layers: [frozen, dense({ units: 1 })] });
    const only = await fit(still, { x, y }, { ...options, initialParameters });
    await expect(recomputeStatistics(only, x, { runtime })).rejects.toThrow(/or with a frozen one\. \(OCCAM_OPTION\)/);
  });

  it("are refused where there are none", async () => {
    const plain = sequential({ inputShape: [3], layers: [dense({ units: 1 })] });
    const run = await fit(plain, { x, y }, { runtime, loss: "meanSquaredError" });
    await expect(recomputeStatistics(run, x, { runtime })).rejects.toThrow(
      /^recomputeStatistics\.network expects a model with running statistics .*OCCAM_OPTION/,
    );
  });
});
