import type { Progress } from "@occam/core/tabular";
import { expect, test } from "vitest";
import { progressReporter } from "./progress-words.ts";

function linesOf(...all: readonly Progress[]): readonly string[] {
  const lines: string[] = [];
  const report = progressReporter({ stage: (text) => lines.push(text), update: () => {} });
  all.forEach(report);
  return lines;
}

test("a learning curve and bootstrap samples are announced with the numbers that will be trained", () => {
  expect(
    linesOf(
      { stage: "learningCurve", sizes: [20, 21, 24], networks: 3 },
      { stage: "biasVariance", replicas: 7 },
      { stage: "inspecting" },
    ),
  ).toEqual(["learning curve: 3 networks each on 20, 21, 24 rows", "bias and variance: 7 bootstrap samples"]);
});
