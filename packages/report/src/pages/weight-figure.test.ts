import { expect, test } from "vitest";
import { classificationFigures } from "../results/fit-result.fixture.ts";
import { weightFigures } from "./weight-figure.ts";

test("the zeros stated are the zeros in the weights", () => {
  const panels = weightFigures(classificationFigures);
  classificationFigures.weights.forEach(({ chosen }, at) => {
    const zeros = chosen.filter((weight) => weight === 0).length;
    const share = ((100 * zeros) / chosen.length).toFixed(1);
    const stated = `${zeros.toLocaleString("en")} of ${chosen.length.toLocaleString("en")} (${share}%) in the chosen network`;
    expect(panels[at]?.html).toContain(stated);
    expect(panels[at]?.html).toContain(`chosen: ${share}% exactly zero`);
  });
});

test("bars that would be too flat beside the other network's go on a square-root scale, and the caption says so", () => {
  const weights = [{ layer: "dense0", baseline: spread(0.9), chosen: spread(0.001) }];
  expect(weightFigures({ ...classificationFigures, weights })[0]?.html).toContain("square-root scale");
  const alike = [{ layer: "dense0", baseline: spread(0.9), chosen: spread(0.5) }];
  expect(weightFigures({ ...classificationFigures, weights: alike })[0]?.html).not.toContain("square-root scale");
});

test("weights far outside are counted in the caption", () => {
  const far = spread(1).map((weight, at) => (at < 3 ? 1e20 : weight));
  const weights = [{ layer: "dense0", baseline: far, chosen: spread(1) }];
  expect(weightFigures({ ...classificationFigures, weights })[0]?.html).toContain("hold 3 weights from further out");
});

test("kernels of only zeros, of no weight and of NaN are drawn without a bar", () => {
  const weights = [
    { layer: "a", baseline: new Float32Array(9), chosen: new Float32Array(0) },
    { layer: "b", baseline: Float32Array.of(Number.NaN), chosen: new Float32Array(9) },
  ];
  const [a = "", b = ""] = weightFigures({ ...classificationFigures, weights }).map(({ html }) => html);
  expect(a).toContain("9 of 9 (100%) in the baseline, 0 of 0 (0%) in the chosen network");
  expect(a + b).not.toMatch(/<rect|NaN/);
});

function spread(limit: number): Float32Array {
  return Float32Array.from({ length: 1000 }, (_, at) => limit * ((2 * at) / 999 - 1));
}
