import { describe, expect, it } from "vitest";
import type { Understanding } from "../table/understand.ts";
import { type TaskName, taskNamed } from "../tasks/index.ts";
import { look, lookAtConstant } from "./look.ts";

/** Table rows 1, 2, 4 and 5 have a target. */
const rows = Int32Array.of(1, 2, 4, 5);
const { NaN: missing } = Number;
const understood = (name: TaskName, classes: readonly string[], values: readonly number[]): Understanding => ({
  task: taskNamed(name),
  target: { name: "y", classes, values: Float64Array.from(values) },
  rows,
  inputs: [],
  dropped: [],
  readings: new Map(),
  sources: new Map(),
  asked: {},
  notes: [],
});
const classes = understood("classification", ["a", "b"], [missing, 0, 0, missing, 1, 0]);
const numbers = understood("regression", [], [missing, 10, 20, missing, 30, 40]);

describe("a look at predictions", () => {
  it("of classes: -log of the target's probability, a row at a time and on average", () => {
    const { scores, losses } = look(classes, rows, [0.5, 0.5, 0.75, 0.25, 0.2, 0.8, 0.4, 0.6]);
    const expected = [0.5, 0.75, 0.8, 0.4].map((probability) => -Math.log(probability));
    expect(Array.from(losses)).toEqual(expected.map((loss) => expect.closeTo(loss, 12)));
    expect(scores.logLoss).toBeCloseTo(expected.reduce((sum, loss) => sum + loss, 0) / 4, 12);
    expect([scores.accuracy, scores.auc]).toEqual([0.75, 1]);
  });

  it("of numbers: squared errors, and RMSE, MAE and R2 in the target's units", () => {
    const { scores, losses } = look(numbers, rows, [11, 18, 30, 36]);
    expect(Array.from(losses)).toEqual([1, 4, 0, 16]);
    expect(scores).toEqual({ rmse: Math.sqrt(21 / 4), mae: 7 / 4, r2: expect.closeTo(1 - 21 / 500, 12) });
  });

  it("of the best constant: the classes' shares, or the mean, of the training rows", () => {
    expect(Array.from(lookAtConstant(numbers, rows, Int32Array.of(5)).losses)).toEqual([(40 - 25) ** 2]);
    expect(lookAtConstant(classes, rows, Int32Array.of(4)).losses[0]).toBeCloseTo(-Math.log(1 / 4), 12);
  });
});
