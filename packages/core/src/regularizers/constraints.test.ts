import { afterAll, describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { adam, cosineSchedule, dense, fit, type Optimizer, rmsprop, sequential, sgd } from "../index.ts";
import { sweepAt } from "../options/sweep.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import { CONSTRAINTS } from "../testing/batteries.ts";
import { type Constraint, maxNorm, minMaxNorm, unitNorm } from "./index.ts";
import type { KernelAxes } from "./penalty.ts";

/** A dense kernel of 4 inputs and 3 units. */
const SHAPE = [4, 3];
const AXES: KernelAxes = { incoming: [0], outgoing: [1], input: 0, output: 1 };
const KERNEL = Float64Array.from(randomNormal(12, { seed: 3, stream: "kernel" }), Math.fround);
/** A thousandfold between the smallest and the largest. */
const STEPS = Float64Array.from(randomUniform(12, { seed: 3, stream: "steps" }), (u) => 10 ** (-3 * u));

function project(constraint: Constraint, weights: ArrayLike<number>, steps?: Float64Array): Float64Array {
  const weight = input("weight", "float32", SHAPE);
  const step = input("step", "float32", SHAPE);
  const names = Object.keys(constraint.hyperparameters);
  const values = names.map((name) => input(name, "float32", []));
  const h = Object.fromEntries(names.map((name, i) => [name, values[i] as Value]));
  const result = constraint.project(weight, h, AXES, steps && step);
  const numbers = names.map((name) => [name, ndArray([], [sweepAt(constraint.hyperparameters[name] ?? 0, 0)])]);
  const given = { weight: ndArray(SHAPE, Array.from(weights)), step: ndArray(SHAPE, Array.from(steps ?? STEPS)) };
  const graph = { name: "project", inputs: [weight, step, ...values], outputs: [["u", result]] } as const;
  return numbersOf(evaluate(graph, { ...given, ...Object.fromEntries(numbers) }).u as NdArray);
}

function columnOf(weights: ArrayLike<number>, unit: number): number[] {
  return [0, 1, 2, 3].map((row) => weights[row * 3 + unit] as number);
}

function norms(weights: ArrayLike<number>): number[] {
  return [0, 1, 2].map((unit) => Math.hypot(...columnOf(weights, unit)));
}

describe("in plain distance", () => {
  const [capped, unit, positive, ranged] = CONSTRAINTS as [Constraint, Constraint, Constraint, Constraint];
  const before = norms(KERNEL);

  it("maxNorm rescales only the units beyond c", () => {
    norms(project(capped, KERNEL)).forEach((norm, unit) => {
      expect(norm).toBeCloseTo(Math.min(before[unit] as number, 0.7), 12);
    });
    const small = KERNEL.map((w) => w / 100);
    expect(Array.from(project(capped, small))).toEqual(Array.from(small));
  });

  it("unitNorm gives every unit norm 1, and leaves a unit of zeros alone", () => {
    const kernel = KERNEL.map((w, i) => (i % 3 === 1 ? 0 : w));
    expect(norms(project(unit, kernel))).toEqual([1, 0, 1].map((norm) => expect.closeTo(norm, 12)));
  });

  it("nonNegative keeps positive weights and zeroes the others", () => {
    expect(Array.from(project(positive, KERNEL))).toEqual(Array.from(KERNEL, (w) => Math.max(w, 0)));
  });

  it("minMaxNorm goes half of the way at rate 0.5", () => {
    norms(project(ranged, KERNEL)).forEach((norm, unit) => {
      const own = before[unit] as number;
      expect(norm).toBeCloseTo((own + Math.min(Math.max(own, 0.4), 0.8)) / 2, 12);
    });
  });

  it("minMaxNorm refuses a range that is empty for any replica, by its place", () => {
    expect(() => minMaxNorm({ low: 0.6, high: 0.5 })).toThrow(
      /^minMaxNorm\.high expects at least low, 0\.6 but receives 0\.5/,
    );
    expect(() => minMaxNorm({ low: [0, 0.2, 0.9], high: [1, 0.5, 0.8] })).toThrow(
      /^minMaxNorm\.high\[2\] expects at least low, 0\.9 but receives 0\.8/,
    );
    expect(() => minMaxNorm({ low: [0.1, 0.7], high: 0.6 })).toThrow(
      /^minMaxNorm\.high\[1\] expects at least low, 0\.7/,
    );
    expect(() => minMaxNorm({ low: [0.1, 0.6], high: [0.1, 0.7] })).not.toThrow();
  });
});

describe("in the metric of the steps", () => {
  const makes = [
    { name: "maxNorm", make: (norm: number) => maxNorm({ c: norm, metric: "steps" }) },
    { name: "minMaxNorm", make: (norm: number) => minMaxNorm({ low: norm, high: norm, metric: "steps" }) },
    { name: "unitNorm", make: () => unitNorm({ metric: "steps" }) },
  ] as const;

  it.each(makes)("$name gives the nearest weights of the norm: (u - w) / step is a multiple of u", ({ make }) => {
    for (const scale of [0.5, 1, 3]) {
      const weights = KERNEL.map((w) => w * scale);
      const found = project(make(0.9), weights, STEPS);
      for (const unit of [0, 1, 2]) {
        const [w, u, step] = [weights, found, STEPS].map((each) => columnOf(each, unit)) as [
          number[],
          number[],
          number[],
        ];
        const wanted = make === makes[2].make ? 1 : make === makes[0].make ? Math.min(0.9, Math.hypot(...w)) : 0.9;
        expect(Math.hypot(...u)).toBeCloseTo(wanted, 12);
        const multiples = u.map((value, i) => ((w[i] as number) - value) / (step[i] as number) / value);
        const largest = Math.max(...multiples.map(Math.abs), 1e-9);
        for (const multiple of multiples) expect((multiple - (multiples[0] as number)) / largest).toBeCloseTo(0, 5);
      }
    }
  });

  it("no other weights of the norm are nearer", () => {
    const w = columnOf(KERNEL, 1);
    const step = columnOf(STEPS, 1);
    const distance = (u: readonly number[]) =>
      u.reduce((sum, value, i) => sum + (value - (w[i] as number)) ** 2 / (step[i] as number), 0);
    const found = distance(columnOf(project(unitNorm({ metric: "steps" }), KERNEL, STEPS), 1));
    const tries = randomNormal(40_000, { seed: 5, stream: "directions" });
    for (let i = 0; i < tries.length; i += 4) {
      const direction = Array.from(tries.subarray(i, i + 4));
      const norm = Math.hypot(...direction);
      expect(distance(direction.map((value) => value / norm))).toBeGreaterThanOrEqual(found);
    }
  });

  it("weights inside the ball stay to the bit, a unit of zeros and single zeros stay zero", () => {
    const small = KERNEL.map((w) => w / 100);
    expect(Array.from(project(maxNorm({ c: 0.7, metric: "steps" }), small, STEPS))).toEqual(Array.from(small));
    const sparse = KERNEL.map((w, i) => (i % 3 === 1 || i === 0 ? 0 : w));
    const found = project(unitNorm({ metric: "steps" }), sparse, STEPS);
    expect(found.map((u) => Number(u !== 0))).toEqual(sparse.map((w) => Number(w !== 0)));
    expect(norms(found)).toEqual([1, 0, 1].map((norm) => expect.closeTo(norm, 12)));
  });

  it("equal steps rescale, and so do constraints that are given none", () => {
    const equal = new Float64Array(12).fill(0.01);
    for (const [i, { make }] of makes.entries()) {
      const plain = project(
        [maxNorm({ c: 0.9 }), minMaxNorm({ low: 0.9, high: 0.9 }), unitNorm()][i] as Constraint,
        KERNEL,
      );
      expect(Array.from(project(make(0.9), KERNEL))).toEqual(Array.from(plain));
      project(make(0.9), KERNEL, equal).forEach((u, at) => {
        expect(u).toBeCloseTo(plain[at] as number, 12);
      });
    }
  });

  it("another name is refused", () => {
    expect(() => maxNorm({ c: 1, metric: "plain" as "steps" })).toThrow(
      /maxNorm\.metric expects "euclidean" or "steps" but receives "plain".*OCCAM_OPTION/,
    );
  });
});

describe("the end of a training with orthonormal columns, where the best weights of norm 1 are z / norm(z)", () => {
  const runtime = nodeRuntime();
  afterAll(() => runtime.close());
  const z = [2, 1, 0.2];
  const best = z.map((value) => value / Math.hypot(...z));
  const x = [
    [1, 1, 1],
    [1, -1, -1],
    [-1, 1, -1],
    [-1, -1, 1],
  ];
  const y = x.map((row) => row.reduce((sum, value, j) => sum + value * (z[j] as number), 0));
  const schedule = cosineSchedule();
  const trained = async (kernelConstraint: Constraint, optimizer: Optimizer): Promise<number[]> => {
    const model = sequential({ inputShape: [3], layers: [dense({ units: 1, useBias: false, kernelConstraint })] });
    const options = { runtime, loss: "meanSquaredError", epochs: 2000, batchSize: 4, shuffle: false } as const;
    const run = await fit(model, { x, y }, { ...options, optimizer });
    return Array.from(run.parameters.get("dense0/kernel")?.data ?? []);
  };
  const lossOf = (w: readonly number[]) => w.reduce((sum, value, j) => sum + (value - (z[j] as number)) ** 2, 0);
  const adaptive = [adam({ learningRate: 0.01, schedule }), rmsprop({ learningRate: 0.01, schedule })];
  const even = [sgd({ learningRate: 0.1, schedule }), sgd({ learningRate: 0.05, momentum: 0.9, schedule })];

  it.each(
    [...even, ...adaptive].flatMap((optimizer, i) =>
      [maxNorm({ c: 1, metric: "steps" }), unitNorm({ metric: "steps" })].map((set) => ({ set, optimizer, i })),
    ),
  )("$set.name in the metric of the steps of $optimizer.name ($i) ends there", async ({ set, optimizer }) => {
    for (const [i, w] of (await trained(set, optimizer)).entries()) expect(w).toBeCloseTo(best[i] as number, 3);
  });

  it.each(adaptive)("in plain distance $name ends elsewhere, at a higher loss", async (optimizer) => {
    for (const set of [maxNorm({ c: 1 }), unitNorm()]) {
      const w = await trained(set, optimizer);
      expect(Math.hypot(...w)).toBeCloseTo(1, 5);
      expect(lossOf(w)).toBeGreaterThan(lossOf(best) + 0.1);
    }
  });
});
