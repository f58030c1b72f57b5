import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomPermutation } from "../tensor/random.ts";
import { METRICS, type Metric, type MetricInput } from "./index.ts";

type Weighted = Required<Omit<MetricInput, "logits" | "decisionWeights">>;

/** Inputs with weights 0 to 3, at least one of them above 0; probabilities and values with ties. */
function inputsOf(task: Metric["task"]): fc.Arbitrary<Weighted> {
  const sizes = fc.record({ rowCount: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 4 }) });
  return sizes.chain(({ rowCount, width }) => {
    const grid = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
    const target = task === "regression" ? grid : fc.nat(Math.max(width, 2) - 1);
    const targetCount = task === "regression" ? rowCount * width : rowCount;
    return fc.record({
      predictions: exactly(grid, rowCount * width),
      targets: exactly(target, targetCount),
      width: fc.constant(width),
      weights: exactly(fc.nat(3), rowCount).filter((weights) => weights.some((weight) => weight > 0)),
    });
  });
}

function exactly<T>(item: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: count, maxLength: count });
}

/** The input made of the rows `order`, which may leave rows out or repeat them. */
function pick(input: Weighted, order: readonly number[]): Weighted {
  const rowCount = input.weights.length;
  const rowsOf = (values: ArrayLike<number>) => {
    const width = values.length / rowCount;
    return order.flatMap((row) => Array.from(values).slice(row * width, (row + 1) * width));
  };
  return {
    ...input,
    predictions: rowsOf(input.predictions),
    targets: rowsOf(input.targets),
    weights: rowsOf(input.weights),
  };
}

/** Equal up to the rounding of sums taken in another order; NaN equals NaN. */
function expectSame(a: number, b: number): void {
  if (Number.isNaN(a)) expect(b).toBeNaN();
  else expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(a)));
}

it("names are unique", () => {
  expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length);
});

describe.each(METRICS)("$name", (metric) => {
  const inputs = inputsOf(metric.task);

  it("does not depend on the order of rows", () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, seed) => {
        const order = randomPermutation(input.weights.length, { seed, stream: "rows" });
        expectSame(metric.compute(input), metric.compute(pick(input, Array.from(order))));
      }),
    );
  });

  it("takes a row of weight k for k rows, and of weight 0 for none", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const order = Array.from(input.weights).flatMap((weight, row) => new Array<number>(weight).fill(row));
        const { predictions, targets, width } = pick(input, order);
        expectSame(metric.compute(input), metric.compute({ predictions, targets, width }));
      }),
    );
  });

  it("does not depend on the scale of the weights", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const weights = Array.from(input.weights, (weight) => weight / 7);
        expectSame(metric.compute(input), metric.compute({ ...input, weights }));
      }),
    );
  });

  it("is NaN when a prediction is, unless its row has weight 0", () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, at) => {
        const broken = at % input.predictions.length;
        const predictions = Array.from(input.predictions, (value, i) => (i === broken ? Number.NaN : value));
        const value = metric.compute({ ...input, predictions });
        if (input.weights[Math.floor(broken / input.width)] === 0) expectSame(value, metric.compute(input));
        else expect(value).toBeNaN();
      }),
    );
  });

  it("prefers perfect predictions to every other, in the direction that it states", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { targets, width } = input;
        const oneHot = (target: number) => Array.from({ length: width }, (_, i) => Number(i === target));
        const certain = Array.from(targets).flatMap((target) => (width === 1 ? [target] : oneHot(target)));
        const perfect = metric.compute({ ...input, predictions: metric.task === "regression" ? targets : certain });
        const given = metric.compute(input);
        if (Number.isNaN(given)) expect(perfect).toBeNaN();
        else if (metric.greaterIsBetter) expect(perfect).toBeGreaterThanOrEqual(given);
        else expect(perfect).toBeLessThanOrEqual(given);
      }),
    );
  });
});
