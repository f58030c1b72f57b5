import { describe, expect, it } from "vitest";
import { accuracy } from "./accuracy.ts";
import { logLossPerRow } from "./log-loss.ts";
import type { MetricInput } from "./metric.ts";
import { rmse } from "./rmse.ts";

const good: MetricInput = { predictions: [0.9, 0.1, 0.2, 0.8], targets: [0, 1], width: 2 };

describe("what a metric refuses", () => {
  it.each<[string, Partial<MetricInput>, string]>([
    [
      "no rows",
      { predictions: [], targets: [] },
      "accuracy.predictions expects one row of 2 or more such rows but receives 0 values. (OCCAM_DATA)",
    ],
    [
      "a row cut short",
      { predictions: [0.9, 0.1, 0.2] },
      "accuracy.predictions expects one row of 2 or more such rows but receives 3 values. (OCCAM_SHAPE)",
    ],
    ["a target too few", { targets: [0] }, "accuracy.targets expects 2 values but receives 1. (OCCAM_SHAPE)"],
    ["a weight too many", { weights: [1, 1, 1] }, "accuracy.weights expects 2 values but receives 3. (OCCAM_SHAPE)"],
    ["a logit too many", { logits: [0, 0, 0, 0, 0] }, "accuracy.logits expects 4 values but receives 5. (OCCAM_SHAPE)"],
    [
      "a class that is none of the columns",
      { targets: [0, 2] },
      "accuracy.targets expects class indices from 0 to 1 but receives 2 at row 1. (OCCAM_DATA)",
    ],
    [
      "half a class",
      { targets: [0.5, 1] },
      "accuracy.targets expects class indices from 0 to 1 but receives 0.5 at row 0. (OCCAM_DATA)",
    ],
    [
      "a third class of a single sigmoid",
      { predictions: [0.1, 0.2], targets: [0, 2], width: 1 },
      "accuracy.targets expects class indices from 0 to 1 but receives 2 at row 1. (OCCAM_DATA)",
    ],
    [
      "a negative weight",
      { weights: [1, -1] },
      "accuracy.weights expects finite numbers of at least 0 but receives -1 at row 1. (OCCAM_DATA)",
    ],
    [
      "a weight that is not a number",
      { weights: [Number.NaN, 1] },
      "accuracy.weights expects finite numbers of at least 0 but receives NaN at row 0. (OCCAM_DATA)",
    ],
    [
      "weights that leave no row",
      { weights: [0, 0] },
      "accuracy.weights expects a weight above 0 but receives only zeros. (OCCAM_DATA)",
    ],
    [
      "a width of 0",
      { width: 0 },
      "accuracy.width expects a whole number of at least 1 but receives 0. (OCCAM_OPTION)",
    ],
  ])("%s", (_, change, message) => {
    expect(() => accuracy.compute({ ...good, ...change })).toThrow(message);
  });

  it("regression targets that are fewer than the predictions", () => {
    expect(() => rmse.compute({ predictions: [1, 2, 3, 4], targets: [1, 2], width: 2 })).toThrow(
      "rmse.targets expects 4 values but receives 2. (OCCAM_SHAPE)",
    );
  });

  it("the same for rows of losses, under their own name", () => {
    expect(() => logLossPerRow({ ...good, targets: [0, 2] })).toThrow(
      "logLossPerRow.targets expects class indices from 0 to 1 but receives 2 at row 1. (OCCAM_DATA)",
    );
  });
});
