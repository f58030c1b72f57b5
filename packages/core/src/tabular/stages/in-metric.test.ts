import { expect, it } from "vitest";
import { TASKS, type Task } from "../tasks/index.ts";
import { conclusionInMetric, metricPerLoss, reasonInMetric } from "./in-metric.ts";

const [{ deciding: logLoss }, { deciding: rmse }] = TASKS as readonly [Task, Task];
const path = { deciding: rmse, means: [4, 9, 25] };
const test = { difference: 16, standardError: 8, t: 2, degreesOfFreedom: 4, p: 0.1, pFirstWorse: 0.05 };
const lowest = { point: 0, mean: 4, standardError: 0.4 };
const chosen = { point: 1, mean: 9, standardError: 1.5 };

it("a unit of squared error between 4 and 9 is a fifth of RMSE, at 4 a quarter, and of log loss one everywhere", () => {
  expect(metricPerLoss(rmse, 4, 9)).toBeCloseTo(1 / 5, 12);
  expect(metricPerLoss(rmse, 9, 4)).toBeCloseTo(1 / 5, 12);
  expect(metricPerLoss(rmse, 4, 4)).toBeCloseTo(1 / 4, 12);
  // So close that the difference of the roots has no digit left.
  expect(metricPerLoss(rmse, 4, 4 * (1 + 2 ** -52))).toBeCloseTo(1 / 4, 12);
  expect([metricPerLoss(logLoss, 4, 9), metricPerLoss(logLoss, 4, 4)]).toEqual([1, 1]);
});

it("means and limits become their roots, errors by the derivative, differences what lies between the roots", () => {
  const points = {
    lowest: { point: 0, mean: 2, standardError: 0.1 },
    chosen: { point: 1, mean: 3, standardError: 0.25 },
  };
  expect(reasonInMetric(path, { code: "lowestMean", points: 3, folds: 5, lowest })).toEqual({
    code: "lowestMean",
    points: 3,
    folds: 5,
    lowest: points.lowest,
  });
  expect(reasonInMetric(path, { code: "oneStandardError", lowest, chosen, limit: 9.61 })).toEqual({
    code: "oneStandardError",
    ...points,
    limit: 3.1,
  });
  const excess = { mean: 5, standardError: 10 };
  expect(reasonInMetric(path, { code: "pairedOneStandardError", lowest, chosen, excess })).toEqual({
    code: "pairedOneStandardError",
    ...points,
    excess: { mean: 1, standardError: 2 },
  });
  const stoppedBy = { code: "worse", point: 2, against: 1, test } as const;
  expect(reasonInMetric(path, { code: "pairedTest", lowest, chosen, level: 0.05, stoppedBy })).toEqual({
    code: "pairedTest",
    ...points,
    level: 0.05,
    // From 3 to 5; t and what follows from it stay.
    stoppedBy: { ...stoppedBy, test: { ...test, difference: 2, standardError: 1 } },
  });
});

it("ends are told as differences from the chosen point; one without finite losses stays as it is", () => {
  const ends = [
    { point: 0, differs: true, test: { ...test, difference: 5, standardError: 2.5 } },
    { point: 2, differs: true },
  ];
  const told = conclusionInMetric(path, { verdict: "conclusive", code: "differsFromEnds", level: 0.05, ends }, 1);
  expect(told).toEqual({
    verdict: "conclusive",
    code: "differsFromEnds",
    level: 0.05,
    ends: [{ point: 0, differs: true, test: { ...test, difference: 1, standardError: 0.5 } }, ends[1]],
  });
});
