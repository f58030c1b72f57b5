import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mean } from "../../statistics/mean.ts";
import type { Column } from "../table/table.ts";
import { TASKS, type Target, type Task, type TaskName, taskNamed } from "./index.ts";

/** Predictions of four rows, with what they come to by hand. */
interface Sample {
  readonly target: Target;
  readonly predictions: readonly number[];
  readonly losses: readonly number[];
  readonly metrics: Readonly<Record<string, number>>;
  /** The best constant of all rows, and of the first alone. */
  readonly constant: readonly number[];
  readonly firstConstant: readonly number[];
  /** Another prediction of one row, from numbers between 0 and 1. */
  readonly other: (numbers: readonly [number, number]) => readonly number[];
  readonly answers: readonly unknown[];
}

const logLosses = [0.5, 0.75, 0.8, 0.4].map((probability) => -Math.log(probability));
const SAMPLES: Readonly<Record<TaskName, Sample>> = {
  classification: {
    target: { name: "y", classes: ["a", "b"], values: Float64Array.of(0, 0, 1, 0) },
    predictions: [0.5, 0.5, 0.75, 0.25, 0.2, 0.8, 0.4, 0.6],
    losses: logLosses,
    metrics: {
      logLoss: logLosses.reduce((sum, loss) => sum + loss, 0) / 4,
      // The last row is taken for b; the tie of the first goes to the first class.
      accuracy: 3 / 4,
      // Of the a's 2 of 3 are right, of the b's 1 of 1.
      balancedAccuracy: (2 / 3 + 1) / 2,
      // The b's score 0.8 is above all three of the a's.
      auc: 1,
    },
    constant: [0.75, 0.25],
    firstConstant: [1, 0],
    other: ([share]) => [share, 1 - share],
    answers: [
      { label: "a", probabilities: [0.5, 0.5] },
      { label: "a", probabilities: [0.75, 0.25] },
      { label: "b", probabilities: [0.2, 0.8] },
      { label: "b", probabilities: [0.4, 0.6] },
    ],
  },
  regression: {
    target: { name: "y", classes: [], values: Float64Array.of(10, 20, 30, 40) },
    predictions: [11, 18, 30, 36],
    losses: [1, 4, 0, 16],
    metrics: { rmse: Math.sqrt(21 / 4), mae: 7 / 4, r2: 1 - 21 / 500 },
    constant: [25],
    firstConstant: [10],
    other: ([share, reach]) => [25 + (share - 0.5) * 1000 * reach],
    answers: [{ value: 11 }, { value: 18 }, { value: 30 }, { value: 36 }],
  },
};

const shares = fc.double({ min: 0, max: 1, noNaN: true });
const pairs = fc.tuple(shares, shares);
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

describe.each(TASKS.map((task) => [task.name, task] as const))("%s", (name, task) => {
  const { target, predictions, losses, metrics, constant, firstConstant, other, answers } = SAMPLES[name];
  const width = task.outputCount(target);
  const inputOf = (predicted: readonly number[]) => ({ predictions: predicted, targets: target.values, width });
  const everyRow = (prediction: readonly number[]) => Array.from(target.values, () => prediction).flat();

  it("is found by its name", () => {
    expect(taskNamed(name)).toBe(task);
    expect(TASKS.filter((each) => each.name === name)).toHaveLength(1);
  });

  it("takes the losses of its rows in the target's units", () => {
    expect(Array.from(task.rowLosses(inputOf(predictions)))).toEqual(close(losses));
  });

  it("takes its metrics, each of them its own", () => {
    expect(task.metrics.every((metric) => metric.task === name)).toBe(true);
    expect(task.metrics.map((metric) => metric.name)).toEqual(Object.keys(metrics));
    expect(task.metrics.map(({ compute }) => compute(inputOf(predictions)))).toEqual(close(Object.values(metrics)));
  });

  it("is decided by a metric that is its reduction of the mean loss", () => {
    const deciding = task.metrics.find((metric) => metric.name === task.deciding.name);
    fc.assert(
      fc.property(fc.array(pairs, { minLength: 4, maxLength: 4 }), (numbers) => {
        const input = inputOf(numbers.flatMap(other));
        expect(deciding?.compute(input)).toBeCloseTo(task.deciding.reduce(mean(task.rowLosses(input))), 9);
      }),
    );
  });

  it("carries a standard error over to that metric as the derivative says", () => {
    const { reduce, standardError } = task.deciding;
    const meanLosses = fc.double({ min: 0.1, max: 100, noNaN: true });
    fc.assert(
      fc.property(meanLosses, shares, (at, error) => {
        const step = at * 1e-5;
        const slope = (reduce(at + step) - reduce(at - step)) / (2 * step);
        expect(standardError(error, at)).toBeCloseTo(error * Math.abs(slope), 6);
      }),
    );
  });

  it("has a best constant that no other constant beats on the same rows", () => {
    const lossOf = (prediction: readonly number[]) => mean(task.rowLosses(inputOf(everyRow(prediction))));
    const best = task.bestConstant(target, target.values);
    expect(best).toEqual(constant);
    fc.assert(
      fc.property(pairs, (numbers) => {
        expect(lossOf(other(numbers))).toBeGreaterThanOrEqual(lossOf(best) - 1e-12);
      }),
    );
  });

  it("has a best constant of the rows that it is given", () => {
    expect(task.bestConstant(target, target.values.slice(0, 1))).toEqual(firstConstant);
  });

  it("decodes what it encoded", () => {
    const scale = task.scaleOf(target.values);
    const { shape, data } = task.encode(target.values, scale);
    expect(shape).toEqual([4]);
    expect(Array.from(task.decode(Float32Array.from(data), scale))).toEqual(
      Array.from(target.values, (value) => expect.closeTo(value, 4)),
    );
  });

  it("answers a row at a time", () => {
    const labels = answers.flatMap((answer) =>
      typeof answer === "object" && answer !== null && "label" in answer ? [String(answer.label)] : [],
    );
    expect(task.toAnswers(predictions, labels, width)).toEqual(answers);
  });

  it("bins rows of both kinds for a split", () => {
    const strata = Array.from(task.strata(target.values));
    expect(strata).toHaveLength(4);
    expect(new Set(strata).size).toBe(2);
  });
});

const [classification, regression] = [taskNamed("classification"), taskNamed("regression")];

it("a regression trains on targets of mean 0 and deviation 1", () => {
  const { values } = SAMPLES.regression.target;
  const scale = regression.scaleOf(values);
  expect(scale).toEqual({ mean: 25, deviation: expect.closeTo(Math.sqrt(125), 12) });
  const root = Math.sqrt(5);
  expect(Array.from(regression.encode(values, scale).data)).toEqual(
    [-3 / root, -1 / root, 1 / root, 3 / root].map((value) => expect.closeTo(value, 6)),
  );
});

it("a regression leaves targets of one value in their scale", () => {
  expect(regression.scaleOf(Float64Array.of(7, 7, 7))).toEqual({ mean: 7, deviation: 1 });
});

it("a classification trains on the indices of classes", () => {
  const values = Float64Array.of(2, 0, 1);
  expect(classification.encode(values, classification.scaleOf(values)).data).toEqual(Int32Array.of(2, 0, 1));
});

it("a constant prediction explains none of the variance: R2 is 0", () => {
  const { target } = SAMPLES.regression;
  const input = { predictions: [25, 25, 25, 25], targets: target.values, width: 1 };
  expect(regression.metrics.find(({ name }) => name === "r2")?.compute(input)).toBe(0);
});

it("folds keep the proportions of classes, and deal numbers as they come", () => {
  expect(classification.foldClasses(Float64Array.of(1, 0, 1))).toEqual(Int32Array.of(1, 0, 1));
  expect(regression.foldClasses(Float64Array.of(1.5, 0, 1))).toBeUndefined();
});

it("training rows of one class leave nothing to learn, those of one number do not say so", () => {
  const same = Float64Array.of(1, 1, 1);
  expect(() => classification.requireTrainable(same)).toThrow(
    "the training rows hold one class only: a split must leave at least two classes to train on. (OCCAM_TABLE)",
  );
  expect(() => classification.requireTrainable(Float64Array.of(1, 0, 1))).not.toThrow();
  expect(() => regression.requireTrainable(same)).not.toThrow();
});

it.each<[string, Column, readonly Task[]]>([
  ["texts", { name: "y", kind: "text", values: ["1", "2"] }, [classification]],
  ["few whole numbers", { name: "y", kind: "numeric", values: Float64Array.of(1, 2) }, [classification, regression]],
  ["fractions", { name: "y", kind: "numeric", values: Float64Array.of(1, 2.5) }, [regression]],
  ["dates", { name: "y", kind: "other", type: "DATE" }, []],
])("a target of %s suits its tasks, the likelier first", (_, column, suited) => {
  expect(TASKS.filter((task) => task.suits(column))).toEqual(suited);
});
