import { expect, test } from "vitest";
import {
  classificationFigures,
  classificationResult,
  regressionFigures,
  regressionResult,
} from "../results/fit-result.fixture.ts";
import type { EpochPoint } from "../results/fit-result.ts";
import { learningCurveFigures, thinCurve } from "./learning-curve-figure.ts";

const long: readonly EpochPoint[] = Array.from({ length: 5000 }, (_, at) => ({
  epoch: at + 1,
  train: 1,
  validation: 1,
}));

test("a long curve keeps its first, its last and its kept epoch in 300 points", () => {
  const epochs = thinCurve(long, 1234, 300).map(({ epoch }) => epoch);
  expect(epochs.length).toBeLessThanOrEqual(300);
  expect([epochs[0], epochs.at(-1), epochs.includes(1234)]).toEqual([1, 5000, true]);
  expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
});

test("a short curve is left as it is", () => {
  expect(thinCurve(long.slice(0, 300), 7, 300)).toHaveLength(300);
});

test("both panels have the same loss ticks at the same heights", () => {
  const { panels } = learningCurveFigures(classificationResult, classificationFigures);
  const [baseline, chosen] = panels.map(({ html }) => lossTicks(html));
  expect(baseline).toEqual(chosen);
  expect(baseline?.map(({ label }) => label)).toEqual(["0.02", "0.05", "0.1", "0.2", "0.5"]);
});

test("losses that span more than 30 times are drawn on a logarithmic axis, others not", () => {
  expect(learningCurveFigures(classificationResult, classificationFigures).axis.scale).toBe("log");
  expect(learningCurveFigures(regressionResult, regressionFigures).axis.scale).toBe("linear");
});

test("the label gives the losses at the kept epoch in words", () => {
  const point = classificationFigures.curves.chosen[241];
  const { panels } = learningCurveFigures(classificationResult, classificationFigures);
  expect(panels[1]?.html).toContain(
    `At epoch 242 it is ${point?.train.toFixed(3)} on training rows and ${point?.validation.toFixed(3)} on validation rows.`,
  );
});

test("the label of a long curve says its epochs, however many of them are drawn", () => {
  const { panels } = learningCurveFigures(classificationResult, {
    ...classificationFigures,
    curves: { baseline: long, chosen: long.slice(0, 1) },
  });
  expect(panels[0]?.html).toContain("over 5,000 epochs. At epoch 300 it is");
  expect(panels[1]?.html).toContain("over 1 epoch. At epoch 1 it is");
});

test("epochs after a divergence are left out, a curve without any finite epoch says so", () => {
  const curves = {
    baseline: classificationFigures.curves.baseline.map((point) =>
      point.epoch > 3 ? { ...point, train: Number.NaN } : point,
    ),
    chosen: [{ epoch: 1, train: Number.POSITIVE_INFINITY, validation: Number.NaN }],
  };
  const { panels } = learningCurveFigures(classificationResult, { ...classificationFigures, curves });
  expect(panels[0]?.html).not.toMatch(/NaN|Infinity/);
  expect(panels[1]?.html).toContain("No finite loss was recorded");
});

test("a single epoch is drawn as two dots", () => {
  const curves = { baseline: [{ epoch: 1, train: 0.3, validation: 0.5 }], chosen: [] };
  const { panels } = learningCurveFigures(classificationResult, {
    ...classificationFigures,
    curves,
    keptEpoch: { baseline: 1, chosen: 1 },
  });
  expect(panels[0]?.html.match(/<circle/g)).toHaveLength(2);
  expect(panels[0]?.html).toContain("1 epoch,");
});

function lossTicks(markup: string): readonly { readonly y: string | undefined; readonly label: string | undefined }[] {
  const group = /aria-label="y-axis tick label"[^>]*>(.*?)<\/g>/s.exec(markup)?.[1] ?? "";
  return Array.from(group.matchAll(/translate\([^,]*,([^)]*)\)"[^>]*>([^<]*)</g), ([, y, label]) => ({ y, label }));
}
