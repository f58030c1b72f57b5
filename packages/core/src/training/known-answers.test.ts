import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { add, constant, input, log, mul, reduceMean, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import {
  adam,
  adamW,
  cosineSchedule,
  dense,
  dropout,
  type FitOptions,
  fit,
  fitReplicas,
  l1,
  l2,
  linearSchedule,
  type Model,
  maxNorm,
  type Penalty,
  type Run,
  type Schedule,
  type StructuredPenalty,
  type Sweep,
  scheduled,
  sequential,
  sgd,
  stepSchedule,
  warmUpSchedule,
} from "../index.ts";
import { meanSquaredError } from "../losses/mean-squared-error.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun, largestDifference } from "../testing/same-run.ts";
import { forward } from "./program/forward.ts";
import { createInputs } from "./program/graph-inputs.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const weightsOf = ({ parameters }: Run, name = "dense0/kernel") => Array.from(parameters.get(name)?.data ?? []);
const line = (columns: number) => sequential({ inputShape: [columns], layers: [dense({ units: 1, useBias: false })] });
const startAt = (weights: readonly number[]) =>
  new Map([["dense0/kernel", { shape: [weights.length, 1], data: Float32Array.from(weights) }]]);

describe("l2 under sgd", () => {
  const STEPS = 24;
  const schedules: readonly (readonly [string, Schedule | undefined])[] = [
    ["without a schedule", undefined],
    ["growing along a line", linearSchedule({ start: 0, end: 1 })],
    ["fading along a cosine", cosineSchedule()],
    ["in steps", stepSchedule({ every: 5, factor: 0.5 })],
    ["after a warm-up", warmUpSchedule({ steps: 7 })],
  ];

  it.each(schedules)(
    "is the shrinkage (1 - lr alpha factor) at every step, to float rounding: %s",
    async (_, schedule) => {
      const [rate, alpha, start] = [0.1, 0.5, 3];
      // Inputs of 0: the data do not pull. Each replica stops after another step, and keeps the weight of that step.
      const regularizer = schedule ? scheduled(l2({ alpha }), schedule) : l2({ alpha });
      const seeds = new Array<number>(STEPS).fill(0);
      const runs = await fitReplicas(
        line(1),
        { x: [[0]], y: [0] },
        {
          runtime,
          loss: "meanSquaredError",
          optimizer: sgd({ learningRate: rate }),
          regularizer,
          epochs: STEPS,
          seeds,
          initialParameters: startAt([start]),
          callbacks: [{ onEpochEnd: (epoch) => [epoch - 1] }],
        },
      );
      let expected = start;
      runs.forEach((run, step) => {
        expected *= 1 - rate * alpha * (schedule?.factor(step, STEPS) ?? 1);
        expect(run.history.length).toBe(step + 1);
        // Half a unit in the last place a rounding, of which a step has four.
        expect(Math.abs((weightsOf(run)[0] as number) / expected - 1)).toBeLessThan((step + 1) * 4 * 2 ** -24);
      });
    },
  );

  it("with data is (1 - lr alpha) w - lr dL/dw, step by step", async () => {
    const [rate, alpha] = [0.05, 0.3];
    const rows = [
      [1, 2],
      [-1, 0.5],
    ];
    const y = [3, -2];
    let w = [0.5, -1];
    for (let steps = 1; steps <= 4; steps++) {
      const gradient = [0, 1].map((j) =>
        rows.reduce((sum, row, i) => {
          const error =
            (row[0] as number) * (w[0] as number) + (row[1] as number) * (w[1] as number) - (y[i] as number);
          return sum + error * (row[j] as number);
        }, 0),
      );
      w = w.map((weight, j) => (1 - rate * alpha) * weight - rate * (gradient[j] as number));
      const run = await fit(
        line(2),
        { x: rows, y },
        {
          runtime,
          loss: "meanSquaredError",
          optimizer: sgd({ learningRate: rate }),
          regularizer: l2({ alpha }),
          epochs: steps,
          initialParameters: startAt([0.5, -1]),
        },
      );
      expect(largestDifference(weightsOf(run), w)).toBeLessThan(1e-6);
    }
  });
});

it("one step of adam by hand: l2 joins the gradient, whose size adam forgets; weight decay stands beside it", async () => {
  const [rate, strength] = [0.1, 0.5];
  // f = w on one row of 1 with the target 1: the gradient is 2 (w - 1) = 4 at w = 3.
  const stepped = async (optimizer: FitOptions["optimizer"], regularizer: Penalty) =>
    weightsOf(
      await fit(
        line(1),
        { x: [[1]], y: [1] },
        {
          runtime,
          loss: "meanSquaredError",
          ...(optimizer && { optimizer }),
          regularizer,
          initialParameters: startAt([3]),
        },
      ),
    )[0] as number;
  // The first step is lr g / (|g| + epsilon), for g = 4 as for g = 4 + 1.5.
  expect(await stepped(adam({ learningRate: rate }), l2({ alpha: strength }))).toBeCloseTo(3 - 0.1, 6);
  expect(await stepped(adamW({ learningRate: rate, weightDecay: strength }), l2({ alpha: 0 }))).toBeCloseTo(
    3 - 0.1 - 0.1 * 0.5 * 3,
    6,
  );
});

describe("lasso", () => {
  it("on an orthonormal design is soft thresholding of least squares", async () => {
    // Columns of a Hadamard matrix: X'X = 8 I, so that the objective is sum (w - b)^2 + alpha |w| with b = X'y / 8.
    const bit = (value: number) => (value.toString(2).replaceAll("0", "").length % 2 === 0 ? 1 : -1);
    const rows = Array.from({ length: 8 }, (_, i) => [1, 2, 4, 3, 7].map((j) => bit(i & j)));
    const y = [3, -1, 0.4, 2, -2.5, 1, 0.2, -0.7];
    const b = [0, 1, 2, 3, 4].map(
      (j) => rows.reduce((sum, row, i) => sum + (row[j] as number) * (y[i] as number), 0) / 8,
    );
    const alphas = [0, 0.5, 1, 2];
    const runs = await fitReplicas(
      line(5),
      { x: rows, y },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: sgd({ learningRate: 0.2 }),
        regularizer: l1({ alpha: alphas }),
        epochs: 60,
      },
    );
    alphas.forEach((alpha, r) => {
      const expected = b.map((each) => Math.sign(each) * Math.max(0, Math.abs(each) - alpha / 2));
      const found = weightsOf(runs[r] as Run);
      expect(largestDifference(found, expected)).toBeLessThan(1e-6);
      found.forEach((weight, j) => {
        expect(weight === 0).toBe(expected[j] === 0);
      });
    });
    expect(weightsOf(runs[2] as Run).filter((weight) => weight === 0).length).toBeGreaterThan(0);
  });

  it("in a network under adam lands on |dL/dw| <= alpha at zero weights and dL/dw = -alpha sign(w) elsewhere (1e-3)", async () => {
    const [rows, columns, alpha] = [40, 4, 0.02];
    const { x, y } = noisyLine(rows, columns);
    const network = sequential({
      inputShape: [columns],
      layers: [dense({ units: 5, activation: "tanh" }), dense({ units: 1 })],
    });
    // The table many times over, unshuffled: every step sees all of it.
    const times = 250;
    const tiled = (data: Float32Array) =>
      Float32Array.from({ length: data.length * times }, (_, i) => data[i % data.length] as number);
    const run = await fit(
      network,
      {
        x: { shape: [rows * times, columns], data: tiled(x.data) },
        y: { shape: [rows * times], data: tiled(y.data as Float32Array) },
      },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: adam({ learningRate: 0.03, schedule: cosineSchedule() }),
        regularizer: l1({ alpha }),
        batchSize: rows,
        shuffle: false,
        epochs: 40,
        seed: 1,
      },
    );
    const gradients = gradientsAt(network, run, x.data, y.data as Float32Array);
    let [zeros, others] = [0, 0];
    for (const name of ["dense0/kernel", "dense1/kernel"]) {
      weightsOf(run, name).forEach((weight, i) => {
        const gradient = gradients.get(name)?.[i] as number;
        if (weight === 0) {
          zeros++;
          expect(Math.abs(gradient)).toBeLessThanOrEqual(alpha + 1e-3);
        } else {
          others++;
          expect(Math.abs(gradient + alpha * Math.sign(weight))).toBeLessThan(1e-3);
        }
      });
    }
    expect(zeros).toBeGreaterThan(3);
    expect(others).toBeGreaterThan(3);
    for (const name of ["dense0/bias", "dense1/bias"]) {
      for (const gradient of gradients.get(name) ?? []) expect(Math.abs(gradient)).toBeLessThan(1e-3);
    }
  });
});

/** Derivatives of the mean squared error by every parameter, in float64. */
function gradientsAt(
  network: Model,
  run: Run,
  x: Float32Array,
  y: Float32Array,
): ReadonlyMap<string, readonly number[]> {
  const parameters = new Map(network.parameters.map(({ name, shape }) => [name, input(name, "float32", shape)]));
  const features = constant(x, [y.length, ...network.inputShape], "float32");
  const { outputs } = forward(network, features, { mode: "inference", parameters, inputs: createInputs(false) });
  const losses = meanSquaredError.perExample(outputs, constant(y, [y.length, 1], "float32"));
  const loss = reduceMean(losses, [0]);
  const gradients = differentiate(loss, [...parameters.values()]) as readonly Value[];
  const graph: Graph = {
    name: "gradients",
    inputs: [...parameters.values()],
    outputs: gradients.map((gradient, i) => [`${i}`, gradient] as const),
  };
  const feeds = [...run.parameters].map(([name, { shape, data }]) => [name, ndArray(shape, Array.from(data))] as const);
  const found = evaluate(graph, Object.fromEntries(feeds));
  return new Map([...parameters.keys()].map((name, i) => [name, Array.from(numbersOf(found[i] as NdArray))]));
}

describe("dropout", () => {
  const ROWS = 60;
  const { x, y } = noisyLine(ROWS, 3);

  it("of inputs has, in the mean over masks, the gradient of a ridge of (1 - p)/p x_j'x_j (five standard errors)", async () => {
    const [rate, learningRate, seedCount] = [0.4, 0.01, 200];
    const w = [0.7, -0.4, 1.1];
    const model = sequential({ inputShape: [3], layers: [dropout({ rate }), dense({ units: 1, useBias: false })] });
    const runs = await fitReplicas(
      model,
      { x, y },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: sgd({ learningRate }),
        batchSize: ROWS,
        seeds: Array.from({ length: seedCount }, (_, seed) => seed),
        initialParameters: startAt(w),
      },
    );
    const column = (j: number) => Array.from({ length: ROWS }, (_, i) => x.data[3 * i + j] as number);
    const errors = Array.from(
      { length: ROWS },
      (_, i) => w.reduce((sum, each, j) => sum + each * (x.data[3 * i + j] as number), 0) - (y.data[i] as number),
    );
    for (let j = 0; j < 3; j++) {
      const own = column(j);
      const squares = own.reduce((sum, value) => sum + value ** 2, 0);
      const data = own.reduce((sum, value, i) => sum + value * (errors[i] as number), 0);
      const expected = (2 / ROWS) * (data + (rate / (1 - rate)) * squares * (w[j] as number));
      const found = runs.map((run) => (Math.fround(w[j] as number) - (weightsOf(run)[j] as number)) / learningRate);
      const mean = found.reduce((sum, g) => sum + g, 0) / seedCount;
      const standardError = Math.sqrt(found.reduce((sum, g) => sum + (g - mean) ** 2, 0) / (seedCount - 1) / seedCount);
      // From 0.03 to 0.05; without the ridge the gradients differ by 0.5 and more.
      expect(standardError).toBeLessThan(0.06);
      expect(Math.abs(mean - expected)).toBeLessThan(5 * standardError);
      expect(Math.abs(mean - (2 / ROWS) * data)).toBeGreaterThan(5 * standardError);
    }
  });

  it("keeps the mean of a unit (five standard errors), at rates that change over the steps", async () => {
    const units = 20_000;
    const factors = [0, 1, 0.5];
    const rate = 0.6;
    const model = sequential({
      inputShape: [units],
      layers: [
        dropout({ rate, schedule: { name: "three", factor: (step) => factors[step] ?? 1 } }),
        dense({ units: 1, useBias: false }),
      ],
    });
    // The mean absolute error to a far target takes the step's mask from the weights.
    const after = async (rows: number) =>
      weightsOf(
        await fit(
          model,
          {
            x: { shape: [rows, units], data: new Float32Array(rows * units).fill(1) },
            y: new Array<number>(rows).fill(-1e9),
          },
          {
            runtime,
            loss: "meanAbsoluteError",
            optimizer: sgd({ learningRate: 1 }),
            batchSize: 1,
            shuffle: false,
            initialParameters: startAt(new Array<number>(units).fill(0)),
          },
        ),
      );
    let before = new Array<number>(units).fill(0);
    for (const [step, factor] of factors.entries()) {
      const weights = await after(step + 1);
      const mask = weights.map((weight, i) => (before[i] as number) - weight);
      before = weights;
      const now = rate * factor;
      const off = mask.filter((value) => Math.abs(value) < 1e-3).length / units;
      expect(Math.abs(off - now)).toBeLessThanOrEqual(5 * Math.sqrt((now * (1 - now)) / units));
      const mean = mask.reduce((sum, value) => sum + value, 0) / units;
      expect(Math.abs(mean - 1)).toBeLessThanOrEqual(5 * Math.sqrt(now / (1 - now) / units) + 1e-6);
      for (const value of mask) if (Math.abs(value) > 1e-3) expect(value).toBeCloseTo(1 / (1 - now), 4);
    }
  });
});

it("maxNorm holds after every one of 24 steps, though each pushes beyond it", async () => {
  const STEPS = 24;
  const c = 0.6;
  const model = sequential({
    inputShape: [6],
    layers: [dense({ units: 8, activation: "relu", kernelConstraint: maxNorm({ c }) }), dense({ units: 2 })],
  });
  const runs = await fitReplicas(model, twoClasses(50, 6), {
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
    epochs: STEPS,
    batchSize: 50,
    seeds: new Array<number>(STEPS).fill(4),
    callbacks: [{ onEpochEnd: (epoch) => [epoch - 1] }],
  });
  runs.forEach((run, step) => {
    expect(run.keptEpoch).toBe(step + 1);
    const kernel = weightsOf(run);
    const norms = Array.from({ length: 8 }, (_, unit) => Math.hypot(...kernel.filter((_, i) => i % 8 === unit)));
    expect(Math.max(...norms)).toBeLessThanOrEqual(c * (1 + 1e-6));
    expect(Math.max(...norms)).toBeGreaterThan(c * (1 - 1e-6));
  });
});

describe("a penalty of one's own is a plain function of graph values", () => {
  /** alpha log(1 + w^2): its derivative is 2 alpha w / (1 + w^2). */
  const cauchy = (alpha: Sweep): Penalty => ({
    name: "cauchy",
    hyperparameters: { alpha },
    smooth: (weight, h) => mul(h.alpha, log(add(scalar(1), mul(weight, weight)))),
  });

  it("whose gradient acts and whose value is reported", async () => {
    const run = await fit(
      line(2),
      { x: [[0, 0]], y: [0] },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: sgd({ learningRate: 0.1 }),
        regularizer: cauchy(0.5),
        initialParameters: startAt([2, -0.5]),
      },
    );
    const expected = [2 - (0.1 * 2 * 0.5 * 2) / 5, -0.5 + (0.1 * 2 * 0.5 * 0.5) / 1.25];
    expect(largestDifference(weightsOf(run), expected)).toBeLessThan(1e-6);
    const penalty = expected.reduce((sum, w) => sum + 0.5 * Math.log(1 + w ** 2), 0);
    expect(run.history[0]?.penalty).toBeCloseTo(penalty, 6);
  });

  it("and may be swept, scheduled, put on a layer, and see a whole kernel", async () => {
    /** alpha/2 (sum of a unit's incoming weights)^2. */
    const balanced = (alpha: Sweep): StructuredPenalty => ({
      name: "balanced",
      hyperparameters: { alpha },
      structured: {
        smooth: (kernel, h, { incoming }) => {
          const mean = reduceMean(kernel, incoming, true);
          const size = incoming.reduce((total, axis) => total * Number(kernel.shape[axis]), 1);
          return mul(mul(h.alpha, scalar(size ** 2 / 2)), mul(mean, mean));
        },
      },
    });
    const model = (first: Sweep, second: Sweep) =>
      sequential({
        inputShape: [4],
        layers: [
          dense({ units: 3, activation: "tanh", kernelRegularizer: scheduled(cauchy(first), linearSchedule()) }),
          dense({ units: 2, kernelRegularizer: balanced(second) }),
        ],
      });
    const [first, second] = [
      [0, 0.1, 1],
      [1, 0.1, 0],
    ] as const;
    const options: FitOptions = {
      runtime,
      loss: "softmaxCrossEntropy",
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 5,
    };
    const data = twoClasses(40, 4);
    const together = await fitReplicas(model(first, second), data, options);
    for (const [r, run] of together.entries()) {
      expectSameRun(run, await fit(model(first[r] as number, second[r] as number), data, options));
    }
    expectAllDifferent(together);
    const sums = [0, 1].map((unit) =>
      weightsOf(together[0] as Run, "dense1/kernel").reduce((sum, w, i) => sum + (i % 2 === unit ? w : 0), 0),
    );
    const free = [0, 1].map((unit) =>
      weightsOf(together[2] as Run, "dense1/kernel").reduce((sum, w, i) => sum + (i % 2 === unit ? w : 0), 0),
    );
    expect(Math.hypot(...sums)).toBeLessThan(Math.hypot(...free));
  });
});
