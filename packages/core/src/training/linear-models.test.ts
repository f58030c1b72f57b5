import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  cosineSchedule,
  dense,
  dropout,
  elasticNet,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  type Regularizer,
  type Run,
  sequential,
  sgd,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import {
  columns,
  dot,
  lassoSolution,
  ROWS,
  repeated,
  ridgeSolution,
  sum,
  target,
  toAlpha,
} from "../testing/diabetes.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const STEPS = 100;
const examples = repeated(STEPS);

const model = sequential({ inputShape: [10], layers: [dense({ units: 1, useBias: false })] });
const options = (steps: number, regularizer: Regularizer): FitOptions => ({
  runtime,
  loss: "meanSquaredError",
  optimizer: sgd({ learningRate: 100, momentum: 0.9 }),
  epochs: steps / STEPS,
  batchSize: ROWS,
  shuffle: false,
  regularizer,
});
const weightsOf = (run: Run | undefined) => Array.from(run?.parameters.get("dense0/kernel")?.data ?? []);
const activeOf = (weights: readonly number[]) => weights.flatMap((weight, i) => (weight === 0 ? [] : [i + 1]));

/** Every weight within 1e-4 of its size. */
function expectWeights(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((weight, i) => {
    const exact = expected[i] as number;
    expect(Math.abs(weight - exact)).toBeLessThanOrEqual(1e-4 * Math.abs(exact));
  });
}

describe("the references of this file", () => {
  // Published for the columns as first standardized; those of the table are rounded, which shows in the sixth digit.
  it("least squares on the diabetes table has RSS 1263983.156 and norm1 3460.005 within 1e-5", () => {
    const w = ridgeSolution(0);
    const residuals = target.map(
      (y, row) => y - sum(columns.map((column, j) => (column[row] as number) * (w[j] as number))),
    );
    expect(Math.abs(dot(residuals, residuals) / 1263983.156 - 1)).toBeLessThan(1e-5);
    expect(Math.abs(sum(w.map(Math.abs)) / 3460.005 - 1)).toBeLessThan(1e-5);
  });

  it("coordinate descent without a penalty is least squares, and with one of squares the ridge", () => {
    for (const ridge of [0, 0.5]) {
      lassoSolution(0, ridge).forEach((weight, j) => {
        expect(weight).toBeCloseTo(ridgeSolution(ridge)[j] as number, 6);
      });
    }
  });
});

describe("ridge", () => {
  it("equals its closed form (X'X + n alpha/2 I)^-1 X'y at every strength", async () => {
    const alpha = [1e-5, 1e-4, 1e-3, 3e-3, 1e-2];
    const runs = await fitReplicas(model, examples, options(1500, l2({ alpha })));
    alpha.forEach((strength, r) => {
      expectWeights(weightsOf(runs[r]), ridgeSolution((ROWS * strength) / 2));
    });
  });

  it("without a penalty is least squares", async () => {
    const run = await fit(model, examples, options(1500, []));
    expect(((run.history.at(-1)?.train.loss as number) * ROWS) / 1263983.156).toBeCloseTo(1, 5);
    expect(sum(weightsOf(run).map(Math.abs)) / 3460.005).toBeCloseTo(1, 3);
  });
});

/** Knots of the lasso on this table: where lambda falls below, the column enters the active set (or leaves it). */
const KNOTS: readonly (readonly [lambda: number, column: number, change: "enters" | "leaves"])[] = [
  [949.43526, 3, "enters"],
  [889.315991, 9, "enters"],
  [452.900969, 4, "enters"],
  [316.074053, 7, "enters"],
  [130.130851, 2, "enters"],
  [88.78243, 10, "enters"],
  [68.965221, 5, "enters"],
  [19.981255, 8, "enters"],
  [5.477473, 6, "enters"],
  [5.089179, 1, "enters"],
  [2.18225, 7, "leaves"],
  [1.310435, 7, "enters"],
];

/** The active set below the first `count` knots. */
function activeBelow(count: number): readonly number[] {
  const active = new Set<number>();
  for (const [, column, change] of KNOTS.slice(0, count)) {
    if (change === "enters") active.add(column);
    else active.delete(column);
  }
  return [...active].sort((a, b) => a - b);
}

describe("lasso", () => {
  it("has exactly the listed columns between any two knots, and coordinate descent's coefficients", async () => {
    const lambdas = KNOTS.map(([lambda], i) => Math.sqrt(lambda * (KNOTS[i + 1]?.[0] ?? 0.5)));
    const runs = await fitReplicas(model, examples, options(2000, l1({ alpha: lambdas.map(toAlpha) })));
    lambdas.forEach((lambda, r) => {
      expect(activeOf(weightsOf(runs[r]))).toEqual(activeBelow(r + 1));
      expectWeights(weightsOf(runs[r]), lassoSolution(lambda));
    });
  });

  it("changes at each knot: 0.3 % above it the column is still out (or in), 0.3 % below it is in (or out)", async () => {
    const lambdas = KNOTS.flatMap(([lambda]) => [lambda * 1.003, lambda * 0.997]);
    const runs = await fitReplicas(model, examples, options(3000, l1({ alpha: lambdas.map(toAlpha) })));
    KNOTS.forEach((_, knot) => {
      expect(activeOf(weightsOf(runs[2 * knot]))).toEqual(activeBelow(knot));
      expect(activeOf(weightsOf(runs[2 * knot + 1]))).toEqual(activeBelow(knot + 1));
    });
  });

  it("at alpha = 2a is scikit-learn's Lasso(a), under adam as under momentum", async () => {
    // Lasso(a) minimizes |y - Xw|^2 / (2n) + a |w|, so its lambda is n a.
    const a = 0.5;
    const run = await fit(model, examples, {
      ...options(3000, l1({ alpha: 2 * a })),
      optimizer: adam({ learningRate: 2 }),
    });
    expectWeights(weightsOf(run), lassoSolution(ROWS * a));
  });

  it("mixed with the ridge is the elastic net", async () => {
    const [alpha, mix] = [0.4, 0.99];
    const run = await fit(model, examples, options(1500, elasticNet({ alpha, mix })));
    const expected = lassoSolution((ROWS * alpha * mix) / 2, (ROWS * alpha * (1 - mix)) / 2);
    expect(expected.filter((weight) => weight === 0).length).toBeGreaterThan(0);
    expectWeights(weightsOf(run), expected);
  });

  it("reports the penalty alpha |w| beside the data loss, not in it", async () => {
    const run = await fit(model, examples, options(1000, l1({ alpha: toAlpha(200) })));
    const w = weightsOf(run);
    const residuals = target.map(
      (y, row) => y - sum(columns.map((column, j) => (column[row] as number) * (w[j] as number))),
    );
    const last = run.history.at(-1);
    expect((last?.train.loss as number) / (dot(residuals, residuals) / ROWS)).toBeCloseTo(1, 6);
    expect((last?.penalty as number) / (toAlpha(200) * sum(w.map(Math.abs)))).toBeCloseTo(1, 6);
  });

  it("by subgradient stays near the same coefficients and never lands on 0", async () => {
    const [lambda, rate] = [200, 1];
    const expected = lassoSolution(lambda);
    const run = await fit(model, examples, {
      ...options(4000, l1({ alpha: toAlpha(lambda), method: "subgradient" })),
      optimizer: sgd({ learningRate: rate, momentum: 0.9 }),
    });
    expect(expected.filter((weight) => weight === 0)).toHaveLength(6);
    expect(weightsOf(run).filter((weight) => weight === 0)).toEqual([]);
    weightsOf(run).forEach((weight, j) => {
      expect(Math.abs(weight - (expected[j] as number))).toBeLessThan(20);
    });
  });

  it("brings coefficients back from exactly 0 when it goes on with a weaker penalty", async () => {
    const strong = await fit(model, examples, options(500, l1({ alpha: toAlpha(1000) })));
    expect(weightsOf(strong)).toEqual(new Array(10).fill(0));
    const weak = await fit(model, examples, {
      ...options(2000, l1({ alpha: toAlpha(50) })),
      initialParameters: strong.parameters,
    });
    expectWeights(weightsOf(weak), lassoSolution(50));
    const between = await fit(model, examples, {
      ...options(2000, l1({ alpha: toAlpha(400) })),
      initialParameters: weak.parameters,
    });
    expectWeights(weightsOf(between), lassoSolution(400));
  });
});

describe("dropout of inputs", () => {
  it("is the ridge of strength rate / (1 - rate) in the mean over masks", async () => {
    // E |y - X M w|^2 = |y - Xw|^2 + rate / (1 - rate) sum of x_j'x_j w_j^2, with x_j'x_j = 1.
    const rate = 0.3;
    const dropped = sequential({ inputShape: [10], layers: [dropout({ rate }), dense({ units: 1, useBias: false })] });
    const run = await fit(dropped, examples, {
      ...options(0, []),
      optimizer: sgd({ learningRate: 40, momentum: 0.9, schedule: cosineSchedule() }),
      epochs: 40,
      batchSize: ROWS * 10,
    });
    const expected = ridgeSolution(rate / (1 - rate));
    weightsOf(run).forEach((weight, j) => {
      expect(Math.abs(weight - (expected[j] as number))).toBeLessThan(10);
    });
  });
});
