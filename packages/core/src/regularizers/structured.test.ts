import { describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { sweepAt } from "../options/sweep.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import { STRUCTURED_PENALTIES } from "../testing/batteries.ts";
import { finiteDifferences } from "../testing/op-samples.ts";
import { groupLasso, orthogonal, spectralNorm } from "./index.ts";
import type { HyperparameterValues, KernelAxes, StructuredPenalty } from "./penalty.ts";

/** A dense kernel of 4 inputs and 3 units. */
const SHAPE = [4, 3];
const AXES: KernelAxes = { incoming: [0], outgoing: [1], input: 0, output: 1 };
const KERNEL = Float64Array.from(randomNormal(12, { seed: 3, stream: "kernel" }), Math.fround);
/** The same with a unit that stands out, so that power iterations find the largest singular value. */
const SEPARATED = KERNEL.map((w, i) => (i % 3 === 0 ? 3 * w : w));
const STEPS = Float64Array.from(randomUniform(12, { seed: 3, stream: "steps" }), (u) => Math.fround(0.1 + u));

type Part = "smooth" | "rough" | "prox";

function graphOf({ structured, hyperparameters }: StructuredPenalty, part: Part, stepShape: readonly number[]): Graph {
  const weight = input("weight", "float32", SHAPE);
  const step = input("step", "float32", stepShape);
  const names = Object.keys(hyperparameters);
  const values = names.map((name) => input(name, "float32", []));
  const h = Object.fromEntries(names.map((name, i) => [name, values[i]])) as HyperparameterValues;
  const result = part === "prox" ? structured.prox?.(weight, step, h, AXES) : structured[part]?.(weight, h, AXES);
  return { name: part, inputs: [weight, step, ...values], outputs: result === undefined ? [] : [["result", result]] };
}

function run(
  penalty: StructuredPenalty,
  part: Part,
  weight: ArrayLike<number>,
  steps?: ArrayLike<number>,
): Float64Array | undefined {
  const stepShape = steps !== undefined && steps.length > 1 ? SHAPE : [];
  const graph = graphOf(penalty, part, stepShape);
  if (graph.outputs.length === 0) return undefined;
  return numbersOf(evaluate(graph, feeds(penalty, weight, stepShape, steps)).result as NdArray);
}

function feeds(
  penalty: StructuredPenalty,
  weight: ArrayLike<number>,
  stepShape: readonly number[],
  steps: ArrayLike<number> = [1],
) {
  const numbers = Object.entries(penalty.hyperparameters).map(([name, value]) => [
    name,
    ndArray([], [sweepAt(value, 0)]),
  ]);
  return {
    weight: ndArray(SHAPE, Array.from(weight)),
    step: ndArray(stepShape, Array.from(steps)),
    ...Object.fromEntries(numbers),
  };
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

/** sum (u - w)^2 / (2 step) + rough(u). */
function proximalCost(
  penalty: StructuredPenalty,
  u: ArrayLike<number>,
  w: ArrayLike<number>,
  steps: ArrayLike<number>,
): number {
  const distance = Array.from(u, (x, i) => (x - (w[i] as number)) ** 2 / (2 * (steps[i] as number)));
  return sum(distance) + sum(run(penalty, "rough", u) as Float64Array);
}

const cases = STRUCTURED_PENALTIES.map((make, i) => ({ name: `${make(1).name} (${i})`, make }));
const proximal = cases.filter(({ make }) => make(1).structured.prox !== undefined);
const smooth = cases.filter(({ make }) => make(1).structured.smooth !== undefined);

describe("the gradient of the smooth part equals central differences (1e-5 relative)", () => {
  it.each(smooth)("$name", ({ make }) => {
    const penalty = make(0.7);
    const graph = graphOf(penalty, "smooth", []);
    const [weight] = graph.inputs as [Value];
    const loss = reduceSum(graph.outputs[0]?.[1] as Value);
    const gradient = differentiate(loss, [weight])[0] as Value;
    const inputs = feeds(penalty, SEPARATED, []);
    const found = numbersOf(evaluate({ ...graph, outputs: [["g", gradient]] }, inputs).g as NdArray);
    finiteDifferences({ ...graph, outputs: [["loss", loss]] }, inputs, "weight").forEach((difference, at) => {
      expect(Math.abs((found[at] as number) - difference)).toBeLessThan(1e-5 * Math.max(1, Math.abs(difference)));
    });
  });
});

describe("the proximal map is the minimizer of distance plus penalty", () => {
  for (const [steps, words] of [
    [new Float64Array(12).fill(0.4), "one step size"],
    [STEPS, "a step size of each weight, as under Adam"],
  ] as const) {
    it.each(proximal)(`$name, ${words}`, ({ make }) => {
      for (const alpha of [0, 0.05, 0.3, 0.8, 3]) {
        const penalty = make(alpha);
        const single = words.startsWith("one") ? [0.4] : steps;
        const u = run(penalty, "prox", KERNEL, single) as Float64Array;
        const cost = proximalCost(penalty, u, KERNEL, steps);
        for (let trial = 0; trial < 60; trial++) {
          const direction = randomNormal(12, { seed: 5, stream: "direction", position: trial });
          for (const size of [1e-3, 1e-2, 0.1]) {
            const moved = u.map((x, i) => x + size * (direction[i] as number));
            expect(proximalCost(penalty, moved, KERNEL, steps)).toBeGreaterThanOrEqual(cost - 1e-9);
          }
          const towardsZero = u.map((x, i) => (i % 3 === trial % 3 ? 0 : x));
          expect(proximalCost(penalty, towardsZero, KERNEL, steps)).toBeGreaterThanOrEqual(cost - 1e-9);
        }
      }
    });
  }

  it.each(proximal)("$name at alpha 0 changes nothing", ({ make }) => {
    expect(Array.from(run(make(0), "prox", KERNEL, STEPS) as Float64Array)).toEqual(
      Array.from(KERNEL, (x) => expect.closeTo(x, 12)),
    );
    expect(sum(run(make(0), "rough", KERNEL) as Float64Array)).toBe(0);
  });
});

it("a group lasso takes whole units to exactly zero, and the last only when alpha * sqrt(4) reaches the norm / step", () => {
  const kernel = [3, 0.1, 0, 4, 0.1, 0, 0, 0.1, 0, 0, 0.1, 0];
  // Norms of the units: 5, 0.2, 0. With step 1 and alpha 0.5 the threshold is 1: the first shrinks to 4/5 of itself.
  const u = Array.from(run(groupLasso({ alpha: 0.5 }), "prox", kernel, [1]) as Float64Array);
  expect(u).toEqual([2.4, 0, 0, 3.2, 0, 0, 0, 0, 0, 0, 0, 0].map((x) => expect.closeTo(x, 12)));
  expect(u.filter((x) => x === 0).length).toBe(10);
});

it("orthonormal columns have no orthogonality penalty; doubled ones have alpha/2 * 3 * 3^2", () => {
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];
  expect(sum(run(orthogonal({ alpha: 2 }), "smooth", identity) as Float64Array)).toBe(0);
  expect(
    sum(
      run(
        orthogonal({ alpha: 2 }),
        "smooth",
        identity.map((x) => 2 * x),
      ) as Float64Array,
    ),
  ).toBeCloseTo(27, 12);
});

it("the spectral norm of a diagonal kernel is its largest entry: alpha/2 * 3^2", () => {
  const diagonal = [3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0];
  expect(sum(run(spectralNorm({ alpha: 2 }), "smooth", diagonal) as Float64Array)).toBeCloseTo(9, 6);
});

describe("the spectral norm of kernels with near-equal singular values", () => {
  const [rows, columns] = [16, 12];
  /** Those of `spectralNorm`: as the bounds of its docstring count on. */
  const iterations = 24;
  const start = randomNormal(columns, { seed: 0, stream: "spectralNorm" });
  const weight = input("weight", "float32", [rows, columns]);
  const strength = input("alpha", "float32", []);
  const { structured } = spectralNorm({ alpha: 1 });
  const penalty = structured.smooth?.(weight, { alpha: strength }, AXES) as Value;
  const graph: Graph = { name: "norm", inputs: [weight, strength], outputs: [["penalty", penalty]] };
  const estimateOf = (kernel: Float64Array) => {
    const found = evaluate(graph, { weight: ndArray([rows, columns], Array.from(kernel)), alpha: ndArray([], [2]) });
    return numbersOf(found.penalty as NdArray)[0] as number;
  };

  /** Orthonormal rows by Gram and Schmidt: uniform over all such. */
  function orthonormal(count: number, size: number, position: number, stream: string): readonly Float64Array[] {
    const made: Float64Array[] = [];
    for (let k = 0; k < count; k++) {
      const own = Float64Array.from(randomNormal(size, { seed: 9, stream: `${stream}${k}`, position }));
      for (let again = 0; again < 2; again++) {
        for (const other of made) {
          const along = sum(own.map((value, i) => value * (other[i] as number)));
          own.forEach((value, i) => {
            own[i] = value - along * (other[i] as number);
          });
        }
      }
      const norm = Math.hypot(...own);
      made.push(own.map((value) => value / norm));
    }
    return made;
  }

  /** Relative error of s^2 for singular values `s`, of which the first is the largest, and the squared cosine of the start. */
  function errorFor(s: readonly number[], position: number) {
    const [left, right] = [
      orthonormal(columns, rows, position, "left"),
      orthonormal(columns, columns, position, "right"),
    ];
    const kernel = new Float64Array(rows * columns);
    s.forEach((value, k) => {
      kernel.forEach((weight, i) => {
        const u = left[k]?.[Math.floor(i / columns)] as number;
        kernel[i] = weight + value * u * (right[k]?.[i % columns] as number);
      });
    });
    const first = s.flatMap((value, k) => (value === s[0] ? [right[k] as Float64Array] : []));
    const along = first.map((v) => sum(v.map((value, i) => value * (start[i] as number))) ** 2);
    return {
      error: 1 - estimateOf(kernel) / (s[0] as number) ** 2,
      cosine2: sum(along) / sum(start.map((z) => z * z)),
    };
  }

  const others = (value: number) => [1, ...new Array<number>(columns - 1).fill(value)];
  it.each([
    ["all others 1% below the first", others(0.99)],
    ["all others 3% below, where twenty-four iterations err most", others(0.97)],
    ["all others 6% below", others(0.94)],
    ["falling by 1% each", Array.from({ length: columns }, (_, k) => 1 - 0.01 * k)],
    ["two equal and the others close behind", [1, 1, ...new Array<number>(columns - 2).fill(0.98)]],
    ["two that stand out", [3, 2.9, ...new Array<number>(columns - 2).fill(1)]],
    ["one that stands out", [2, ...new Array<number>(columns - 1).fill(1)]],
  ])("keeps its bounds over 60 random kernels: %s", (_, s) => {
    const found = Array.from({ length: 60 }, (_, position) => errorFor(s, position));
    const second = s.find((value) => value < (s[0] as number)) as number;
    for (const { error, cosine2 } of found) {
      expect(error).toBeGreaterThan(-1e-12);
      expect(error).toBeLessThanOrEqual(Math.log(1 / cosine2) / (2 * iterations + 1) + 1e-12);
      const byGap = (1 / cosine2 - 1) * (second / (s[0] as number)) ** (4 * iterations);
      expect(error).toBeLessThanOrEqual(byGap + 1e-12);
    }
    const mean = sum(found.map(({ error }) => error)) / found.length;
    expect(mean).toBeLessThanOrEqual((0.871 * Math.log(columns)) / iterations);
  });

  it("is never wrong by more than all others' distance, and by next to nothing where they are equal", () => {
    expect(errorFor(others(1), 0).error).toBeCloseTo(0, 12);
    expect(errorFor(others(0.99), 1).error).toBeLessThan(1 - 0.99 ** 2);
  });

  it.each([1e-25, 1e-12, 1e12])("is on the scale of the kernel, times %d, and of one so small is zero", (size) => {
    const kernel = SEPARATED.map((w) => w * size);
    const [found, plain] = [kernel, SEPARATED].map((own) => sum(run(spectralNorm({ alpha: 1 }), "smooth", own) ?? []));
    expect(found).toBeGreaterThanOrEqual(0);
    if (size > 1e-18) expect((found as number) / size ** 2).toBeCloseTo(plain as number, 5);
    else expect(found).toBeLessThan(1e-40);
  });
});
