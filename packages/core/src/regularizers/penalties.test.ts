import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import { sweepAt } from "../options/sweep.ts";
import { PENALTIES } from "../testing/batteries.ts";
import { finiteDifferences } from "../testing/op-samples.ts";
import { elasticNet, l1, l2 } from "./index.ts";
import type { HyperparameterValues, Penalty } from "./penalty.ts";

type Part = "smooth" | "rough" | "prox";

/** A graph of one part of a penalty for `size` weights. Its inputs are weight, step and the hyperparameters. */
function partGraph(penalty: Penalty, part: Part, size: number): Graph & { readonly weight: Value } {
  const weight = input("weight", "float32", [size]);
  const step = input("step", "float32", []);
  const names = Object.keys(penalty.hyperparameters);
  const values = names.map((name) => input(name, "float32", []));
  // Every penalty has an alpha among its hyperparameters.
  const h = Object.fromEntries(names.map((name, i) => [name, values[i]])) as HyperparameterValues;
  const result = part === "prox" ? penalty.prox?.(weight, step, h) : penalty[part]?.(weight, h);
  return {
    name: part,
    inputs: [weight, step, ...values],
    outputs: result === undefined ? [] : [["result", result]],
    weight,
  };
}

function feeds(penalty: Penalty, weights: readonly number[], step = 1): Record<string, NdArray> {
  const numbers = Object.entries(penalty.hyperparameters).map(([name, value]) => [
    name,
    ndArray([], [sweepAt(value, 0)]),
  ]);
  return { weight: ndArray([weights.length], weights), step: ndArray([], [step]), ...Object.fromEntries(numbers) };
}

/** The part at each weight; undefined where the penalty has no such part. */
function partAt(penalty: Penalty, part: Part, weights: readonly number[], step = 1): readonly number[] | undefined {
  const { result } = evaluate(partGraph(penalty, part, weights.length), feeds(penalty, weights, step));
  return result && Array.from(numbersOf(result));
}

/** The penalty's value at each weight. */
function valueAt(penalty: Penalty, weights: readonly number[]): readonly number[] {
  const none = weights.map(() => 0);
  const smooth = partAt(penalty, "smooth", weights) ?? none;
  const rough = partAt(penalty, "rough", weights) ?? none;
  return smooth.map((value, i) => value + (rough[i] as number));
}

/** The gradient of `smooth`, and its finite differences. */
function slopesAt(penalty: Penalty, weights: readonly number[]) {
  const { weight, ...graph } = partGraph(penalty, "smooth", weights.length);
  const loss = reduceSum(graph.outputs[0]?.[1] as Value);
  const gradient = differentiate(loss, [weight])[0] as Value;
  const inputs = feeds(penalty, weights);
  return {
    gradient: Array.from(numbersOf(evaluate({ ...graph, outputs: [["result", gradient]] }, inputs).result as NdArray)),
    differences: finiteDifferences({ ...graph, outputs: [["loss", loss]] }, inputs, "weight"),
  };
}

/** argmin over u of (u - weight)^2 / (2 step) + rough(u), by a grid that closes in on the best point. */
function minimized(penalty: Penalty, weight: number, step: number): number {
  let [center, radius] = [0, Math.abs(weight) + 1];
  for (let round = 0; round < 9; round++) {
    const grid = Array.from({ length: 81 }, (_, i) => center + (radius * (i - 40)) / 40);
    const costs = (partAt(penalty, "rough", grid) ?? []).map(
      (rough, i) => ((grid[i] as number) - weight) ** 2 / (2 * step) + rough,
    );
    center = grid[costs.indexOf(Math.min(...costs))] as number;
    radius /= 12;
  }
  return center;
}

const cases = PENALTIES.map((make, i) => ({ name: `${make(1).name} (${i})`, make }));
const alphas = fc.double({ min: 0, max: 5, noNaN: true });
const weightsAwayFromKinks = fc.array(
  fc.double({ min: -3, max: 3, noNaN: true }).filter((w) => Math.abs(w) > 0.01),
  { minLength: 1, maxLength: 6 },
);

describe("known values", () => {
  const weights = [-2, -0.5, 0, 0.25, 3];
  it.each<[string, Penalty, readonly number[]]>([
    ["l1 is alpha |w|", l1({ alpha: 2 }), [4, 1, 0, 0.5, 6]],
    ["l1 by subgradient has the same value", l1({ alpha: 2, method: "subgradient" }), [4, 1, 0, 0.5, 6]],
    ["l2 is alpha/2 w^2, not alpha w^2", l2({ alpha: 2 }), [4, 0.25, 0, 0.0625, 9]],
    [
      "elasticNet is alpha (mix |w| + (1 - mix)/2 w^2)",
      elasticNet({ alpha: 4, mix: 0.25 }),
      [8, 0.875, 0, 0.34375, 16.5],
    ],
  ])("%s", (_, penalty, expected) => {
    valueAt(penalty, weights).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 12);
    });
  });

  it("the gradient of l2 is alpha w, and that of l1 by subgradient alpha sign(w), 0 at 0", () => {
    expect(slopesAt(l2({ alpha: 3 }), [-2, 0, 0.5]).gradient).toEqual([-6, 0, 1.5]);
    expect(slopesAt(l1({ alpha: 3, method: "subgradient" }), [-2, 0, 0.5]).gradient).toEqual([-3, 0, 3]);
  });

  it("the proximal map of l1 moves a weight by step * alpha towards 0, and to exactly 0 within that reach", () => {
    const prox = partAt(l1({ alpha: 2 }), "prox", [-3, -1, -0.25, 0, 0.5, 1, 1.5], 0.5);
    expect(prox).toEqual([-2, 0, 0, 0, 0, 0, 0.5]);
  });
});

describe.each(cases)("$name", ({ make }) => {
  it("has the gradient of its smooth part", () => {
    if (make(1).smooth === undefined) return expect(make(1).rough).toBeDefined();
    fc.assert(
      fc.property(alphas, weightsAwayFromKinks, (alpha, weights) => {
        const { gradient, differences } = slopesAt(make(alpha), weights);
        differences.forEach((difference, i) => {
          expect(gradient[i]).toBeCloseTo(difference, 6);
        });
      }),
      { numRuns: 50 },
    );
  });

  it("has a proximal map if and only if it has a rough part", () => {
    expect(make(1).prox === undefined).toBe(make(1).rough === undefined);
  });

  it("has the proximal map that numeric minimization finds", () => {
    if (make(1).prox === undefined) return expect(make(1).smooth).toBeDefined();
    const steps = fc.double({ min: 0.001, max: 3, noNaN: true });
    const weights = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(alphas, steps, weights, (alpha, step, ws) => {
        const mapped = partAt(make(alpha), "prox", ws, step) ?? [];
        ws.forEach((w, i) => {
          expect(mapped[i]).toBeCloseTo(minimized(make(alpha), w, step), 5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("changes nothing at alpha 0", () => {
    const weights = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(weights, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (given, step) => {
        // -0 and 0 are one weight.
        const ws = given.map((w) => w + 0);
        const none = make(0);
        expect(valueAt(none, ws)).toEqual(ws.map(() => 0));
        if (none.prox) expect(partAt(none, "prox", ws, step)).toEqual(ws);
        if (none.smooth) expect(slopesAt(none, ws).gradient.map(Math.abs)).toEqual(ws.map(() => 0));
      }),
      { numRuns: 50 },
    );
  });

  it("has its strength as the hyperparameter alpha, for one replica or many", () => {
    expect(make(0.5).hyperparameters.alpha).toBe(0.5);
    expect(make([0.1, 0.2]).hyperparameters.alpha).toEqual([0.1, 0.2]);
  });

  it("refuses a negative alpha with a RangeError that names the option and the value", () => {
    const option = make(1).name.startsWith("l1") ? "l1" : make(1).name;
    expect(() => make(-0.1)).toThrow(RangeError);
    expect(() => make(-0.1)).toThrow(
      expect.objectContaining({
        code: "OCCAM_OPTION",
        message: `${option}.alpha expects a number of at least 0 but receives -0.1. (OCCAM_OPTION)`,
      }),
    );
    expect(() => make([1, 2, -3])).toThrow(
      `${option}.alpha[2] expects a number of at least 0 but receives -3. (OCCAM_OPTION)`,
    );
    expect(() => make(Number.NaN)).toThrow(`${option}.alpha expects a number of at least 0 but receives NaN.`);
    // What a caller without types may give.
    expect(() => make("0.1" as unknown as number)).toThrow(
      `${option}.alpha expects a number or an array of numbers but receives "0.1".`,
    );
  });
});

it("no two penalties of one name differ in their formula", () => {
  expect(new Set(PENALTIES.map((make) => make(1).name)).size).toBe(PENALTIES.length);
});

describe("elasticNet", () => {
  const weights = [-2, -0.3, 0, 0.1, 1.5];

  it.each([
    [1, l1({ alpha: 0.7 })],
    [0, l2({ alpha: 0.7 })],
  ])("at mix %d has the value, gradient and proximal map of $1.name", (mix, equal) => {
    const net = elasticNet({ alpha: 0.7, mix });
    expect(valueAt(net, weights)).toEqual(valueAt(equal, weights));
    const slopes = (penalty: Penalty) => (penalty.smooth ? slopesAt(penalty, weights).gradient : weights.map(() => 0));
    expect(slopes(net).map((slope) => slope + 0)).toEqual(slopes(equal));
    expect(partAt(net, "prox", weights, 0.4)).toEqual(partAt(equal, "prox", weights, 0.4) ?? weights);
  });

  it("mixes halves by default", () => {
    expect(elasticNet({ alpha: 1 }).hyperparameters).toEqual({ alpha: 1, mix: 0.5 });
  });

  it.each([-0.01, 1.01, Number.NaN])("refuses mix %d", (mix) => {
    expect(() => elasticNet({ alpha: 1, mix })).toThrow(RangeError);
    expect(() => elasticNet({ alpha: 1, mix })).toThrow(
      `elasticNet.mix expects a number from 0 to 1 but receives ${mix}. (OCCAM_OPTION)`,
    );
  });
});
