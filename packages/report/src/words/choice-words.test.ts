import { expect, test } from "vitest";
import { regressionResult } from "../results/fit-result.fixture.ts";
import { choiceWords } from "./choice-words.ts";

test("the excess is told in the metric of the table, not as the squared error that it was computed from", () => {
  const { choice } = regressionResult;
  const excess = choice.excess.map((each, i) =>
    i === choice.chosen ? { mean: 46, standardError: 58, metricMean: 0.4123, metricStandardError: 0.52 } : each,
  );
  expect(choiceWords({ ...regressionResult, choice: { ...choice, excess } })).toBe(
    "1 other come within one standard error of the best, dropout 0.3; this one fits the training rows least closely (excess RMSE 0.41, standard error 0.52)",
  );
});
