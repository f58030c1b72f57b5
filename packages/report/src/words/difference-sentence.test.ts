import { expect, test } from "vitest";
import { classificationResult, regressionResult } from "../results/fit-result.fixture.ts";
import type { FitResult } from "../results/fit-result.ts";
import { differenceSentence } from "./difference-sentence.ts";

function withDifference(estimate: number, low: number, high: number): FitResult {
  return { ...classificationResult, difference: { metric: "logLoss", estimate, low, high, level: 0.95 } };
}

test("better is said where the interval lies below 0", () => {
  expect(differenceSentence(classificationResult)).toBe(
    "Chosen is better by 0.26 log loss on test rows (95% interval 0.16 to 0.37).",
  );
});

test("an interval around 0 is no clear difference, whatever the estimate", () => {
  expect(differenceSentence(regressionResult)).toBe(
    "No clear difference in RMSE on test rows: chosen is better by 3.7 (95% interval −1.1 to 8.2).",
  );
});

test("an interval that touches 0 is no clear difference", () => {
  expect(differenceSentence(withDifference(0.1, 0, 0.2))).toContain("No clear difference");
});

test("a chosen network of higher loss is worse, also where its scores were to say otherwise", () => {
  expect(differenceSentence(withDifference(0.264, 0.158, 0.371))).toBe(
    "Chosen is worse by 0.26 log loss on test rows (95% interval 0.16 to 0.37).",
  );
  expect(differenceSentence(withDifference(0.264, -0.1, 0.6))).toBe(
    "No clear difference in log loss on test rows: chosen is worse by 0.26 (95% interval −0.10 to 0.60).",
  );
});

test("a chosen baseline has no difference to itself", () => {
  const { choice, baseline } = classificationResult;
  const result = { ...classificationResult, chosen: baseline, choice: { ...choice, chosen: 0 } };
  expect(differenceSentence(result)).toContain("The baseline itself was chosen");
});

test("a difference that is not a number is not given as one", () => {
  expect(differenceSentence(withDifference(Number.NaN, Number.NaN, Number.NaN))).toBe(
    "The difference in log loss on test rows could not be computed.",
  );
});
