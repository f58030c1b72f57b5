import { expect, test } from "vitest";
import {
  classificationFigures,
  classificationResult,
  regressionFigures,
  regressionResult,
} from "../results/fit-result.fixture.ts";
import type { FitFigures, FitResult } from "../results/fit-result.ts";
import { pathFigures } from "./path-figure.ts";

function panels(result: FitResult, figures: FitFigures): readonly string[] {
  return pathFigures(result, figures).map(({ html }) => html);
}

test("the chosen candidate is marked in the panel of the family it uses, and only there", () => {
  expect(panels(classificationResult, classificationFigures).map((panel) => panel.includes(">chosen<"))).toEqual([
    true,
    false,
    false,
  ]);
  expect(panels(regressionResult, regressionFigures).map((panel) => panel.includes(">chosen<"))).toEqual([
    false,
    false,
    true,
  ]);
});

test("a candidate that combines families is marked in each of them, an unregularized one in all", () => {
  const { chosen } = classificationResult;
  const both = { ...classificationResult, chosen: { ...chosen, values: { ...chosen.values, dropout: 0.25 } } };
  const none = { ...classificationResult, chosen: { ...chosen, values: {} } };
  expect(panels(both, classificationFigures).map((panel) => panel.includes(">chosen<"))).toEqual([true, false, true]);
  expect(panels(none, classificationFigures).map((panel) => panel.includes(">chosen<"))).toEqual([true, true, true]);
});

test("the label names the lowest validation loss and where it lies", () => {
  expect(panels(classificationResult, classificationFigures)[0]).toContain(
    'aria-label="L1: validation log loss at 8 strengths from 0 to 0.01; lowest, 0.310, at 0.0003."',
  );
});

test("each family says which way is more regularization, and starts at 0", () => {
  for (const panel of panels(classificationResult, classificationFigures)) {
    expect(panel).toContain("more regularization →");
    expect(panel).toContain(">0</text>");
  }
});

test("points that diverged are counted in the caption and not drawn", () => {
  const paths = classificationFigures.paths.map((path) => ({
    ...path,
    points: path.points.map((point, at) => (at === 2 ? { ...point, validation: Number.NaN } : point)),
  }));
  const [l1 = ""] = panels(classificationResult, { ...classificationFigures, paths });
  expect(l1).toContain("1 diverged and not drawn");
  expect(l1).not.toContain("NaN");
  const nothing = paths.map((path) => ({ ...path, points: path.points.slice(2, 3) }));
  expect(panels(classificationResult, { ...classificationFigures, paths: nothing })[0]).toContain(
    "Nothing finite to draw",
  );
});

test("equal losses give a flat line inside the axis", () => {
  const paths = classificationFigures.paths.map((path) => ({
    ...path,
    points: path.points.map((point) => ({ ...point, train: 0.5, validation: 0.5, standardError: 0 })),
  }));
  for (const panel of panels(classificationResult, { ...classificationFigures, paths })) {
    const heights = Array.from(panel.matchAll(/<circle[^>]*cy="([^"]*)"/g), ([, y]) => Number(y));
    expect(new Set(heights).size).toBe(1);
    expect(heights[0]).toBeGreaterThan(28);
    expect(heights[0]).toBeLessThan(250);
  }
});
