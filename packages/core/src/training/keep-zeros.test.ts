import { afterAll, describe, expect, it } from "vitest";
import {
  clipGlobalNorm,
  dense,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  maxNorm,
  type Optimizer,
  type Run,
  sequential,
  zeros,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { OPTIMIZERS } from "../testing/batteries.ts";
import { noisyLine } from "../testing/problems.ts";
import { expectSameRun, largestDifference } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 24;
const problem = noisyLine(ROWS, 4);
const options: FitOptions = { runtime, loss: "meanSquaredError", epochs: 8, batchSize: 8, seed: 3 };
const kernelOf = ({ parameters }: Pick<Run, "parameters">) => parameters.get("dense0/kernel") as FloatTensor;
const startAt = (weights: readonly number[], units = 1) =>
  new Map([["dense0/kernel", { shape: [weights.length / units, units], data: Float32Array.from(weights) }]]);
const line = (columns: number, more: object = {}) =>
  sequential({ inputShape: [columns], layers: [dense({ units: 1, ...more })] });

/** The columns of x that a sparse model uses. */
const USED = [0, 2];
const usedColumns: FloatTensor = {
  shape: [ROWS, USED.length],
  data: Float32Array.from({ length: ROWS * USED.length }, (_, i) => {
    const [row, k] = [Math.floor(i / USED.length), i % USED.length];
    return problem.x.data[row * 4 + (USED[k] as number)] as number;
  }),
};

describe("keepZeros", () => {
  const ways: readonly (readonly [string, Partial<FitOptions>])[] = [
    ["plainly", {}],
    ["with a bound on all gradients together", { gradientClipping: clipGlobalNorm({ limit: 0.2 }) }],
    ["under l1", { regularizer: l1({ alpha: 0.05 }) }],
    ["averaged", { averaging: exponentialAverage({ decay: 0.7 }) }],
  ];
  const cases = OPTIMIZERS.flatMap((optimizer, i) =>
    ways.map(([name, way]) => [`${optimizer.name}${i}, ${name}`, { ...optimizer, weightDecay: 0.1 }, way] as const),
  );

  it.each(cases)("trains a linear model as one without the columns: %s", async (_, given: Optimizer, way) => {
    const shared = { ...options, optimizer: { ...given, learningRate: 0.05 }, ...way };
    const constraint = { kernelConstraint: maxNorm({ c: 1 }) };
    const sparse = await fit(line(4, constraint), problem, {
      ...shared,
      keepZeros: true,
      initialParameters: startAt([0.5, 0, -0.3, 0]),
    });
    const small = await fit(
      line(2, constraint),
      { x: usedColumns, y: problem.y },
      { ...shared, initialParameters: startAt([0.5, -0.3]) },
    );
    const { data } = kernelOf(sparse);
    expect([data[1], data[3]]).toEqual([0, 0]);
    expect(
      largestDifference(
        USED.map((j) => data[j] as number),
        kernelOf(small).data,
      ),
    ).toBeLessThan(1e-5);
    expect(sparse.parameters.get("dense0/bias")?.data[0]).toBeCloseTo(
      small.parameters.get("dense0/bias")?.data[0] as number,
      5,
    );
  });

  it("holds each replica's own zeros, which each has as in its single run, one after the other", async () => {
    const starts = [
      [0, 1, 1, 1],
      [1, 0, 0, 1],
      [0.5, 0.5, 0.5, 0],
    ].map((weights) => startAt(weights));
    const model = line(4);
    const runs = await fitReplicas(model, problem, {
      ...options,
      keepZeros: true,
      initialParameterSets: starts,
      epochs: [2, 8, 5],
      maxReplicas: 2,
    });
    for (const [i, run] of runs.entries()) {
      const own = { ...options, keepZeros: true, epochs: [2, 8, 5][i] as number };
      expectSameRun(
        run,
        await fit(model, problem, { ...own, initialParameters: starts[i] as ReturnType<typeof startAt> }),
      );
      const zeroPlaces = (values: ArrayLike<number>) => Array.from(values, (w) => w === 0);
      expect(zeroPlaces(kernelOf(run).data)).toEqual(zeroPlaces(starts[i]?.get("dense0/kernel")?.data ?? []));
    }
  });

  it("leaves zeros alone that are no given kernel's: those of an initializer, of biases, and those that l1 makes", async () => {
    const model = sequential({
      inputShape: [4],
      layers: [dense({ units: 3 }), dense({ units: 1, kernelInitializer: zeros() })],
    });
    const bias = { shape: [3], data: new Float32Array(3) };
    const initialParameters = new Map([...startAt([1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 3), ["dense0/bias", bias]]);
    const run = await fit(model, problem, { ...options, keepZeros: true, initialParameters });
    expect(Array.from(kernelOf(run).data, Number).filter((w) => w === 0)).toHaveLength(1);
    expect(run.parameters.get("dense1/kernel")?.data.every((w) => w !== 0)).toBe(true);
    expect(run.parameters.get("dense0/bias")?.data.every((b) => b !== 0)).toBe(true);
  });

  it("off, lets zeros learn; without starting values it is refused", async () => {
    const free = await fit(line(4), problem, { ...options, initialParameters: startAt([0, 0, 0, 0]) });
    expect(kernelOf(free).data.every((w) => w !== 0)).toBe(true);
    await expect(fit(line(4), problem, { ...options, keepZeros: true })).rejects.toThrow(
      "fit.keepZeros expects initialParameters beside it, whose zeros are kept, but receives none: give fit initialParameters, or leave keepZeros out. (OCCAM_OPTION)",
    );
  });
});
