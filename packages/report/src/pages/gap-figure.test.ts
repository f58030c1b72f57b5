import { expect, test } from "vitest";
import { classificationResult } from "../results/fit-result.fixture.ts";
import { gapFigures } from "./gap-figure.ts";

test("bars are as long as the gaps", () => {
  const [, bars] = gapFigures(classificationResult).map(({ html }) => html);
  const widths = Array.from(bars?.matchAll(/<rect[^>]*width="([^"]*)"/g) ?? [], ([, width]) => Number(width));
  expect(widths).toHaveLength(2);
  expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(0.5738 / 0.041, 0);
});

test("the labels give every number in words", () => {
  const [losses, gaps] = gapFigures(classificationResult).map(({ html }) => html);
  expect(losses).toContain("baseline 0.0122 on training rows, 0.586 on test rows");
  expect(gaps).toContain("chosen 0.041, 95% interval −0.008 to 0.089");
});

test("gaps that are not finite are not drawn", () => {
  const gap = { estimate: Number.NaN, low: Number.NaN, high: Number.NaN, level: 0.95 };
  const broken = { ...classificationResult.baseline, gap, test: { logLoss: Number.NaN } };
  const figures = gapFigures({ ...classificationResult, baseline: broken, chosen: broken }).map(({ html }) => html);
  expect(figures.join()).not.toContain("<svg");
  expect(figures.join()).toContain("Nothing finite to draw");
});

test("gaps of exactly 0 and of any size are drawn", () => {
  const sizes = [0, 1e300].map((gap) => ({
    ...classificationResult.baseline,
    gap: { estimate: gap, low: gap, high: gap, level: 0.95 },
  }));
  for (const model of sizes) {
    const [, bars] = gapFigures({ ...classificationResult, baseline: model, chosen: model }).map(({ html }) => html);
    expect(bars).toContain("<svg");
    expect(bars).not.toMatch(/NaN|Infinity/);
  }
});
