import { describe, expect, it } from "vitest";
import { type DrawnUnit, drawingOf } from "./drawing.ts";
import { layer, madePanel, SMALL } from "./made-panel.fixture.ts";
import { headOf, unitText, weightText } from "./unit-text.ts";

const OPTIONS = { size: { width: 870, height: 460 }, threshold: 0.01, isThinned: false };
const naming = { inputNames: ["x₁", "x₂"], outputName: "class A", threshold: 0.01 };
const drawing = drawingOf(madePanel(SMALL), OPTIONS);
const text = (column: number, index: number, values?: Float32Array) =>
  unitText(drawing, drawing.columns[column]?.[index] as DrawnUnit, values, naming);

describe("a unit in words", () => {
  it("says its state, what it gives, and its weights in and out", () => {
    expect(text(1, 0, Float32Array.of(0.97, -0.98, 0))).toBe(
      "hidden 1, unit 1: living; gives −0.98 to 0.97; weights in 1.20, −0.41; weights out 2.00",
    );
    expect(text(1, 1)).toBe(
      "hidden 1, unit 2: every weight in, or out, is exactly 0; weights in −0.50, 0.30; weights out all exactly 0",
    );
    expect(text(1, 2)).toBe(
      "hidden 1, unit 3: negligible, no weight in, or out, above 0.010; weights in 0.00, 1 exactly 0; weights out −1.00",
    );
    expect(text(0, 1)).toBe("input x₂: weights out −0.41, 0.30, 1 exactly 0");
    expect(text(2, 0, Float32Array.of(0.5, 0.5))).toBe(
      "output, class A: gives 0.50; weights in 2.00, −1.00, 1 exactly 0",
    );
  });

  it("of many weights the six largest, in their order", () => {
    const many = drawingOf(
      madePanel([layer([[0.1, 9, 0.2, 8, -7, 6, 5, 4]]), layer(Array.from({ length: 8 }, () => [1]))]),
      OPTIONS,
    );
    expect(unitText(many, many.columns[0]?.[0] as DrawnUnit, undefined, naming)).toBe(
      "input x₁: weights out 9.00, 8.00, −7.00, 6.00, 5.00, 4.00, 2 smaller",
    );
  });

  it("a weight says whence, whither and how much, an exact zero that it is one", () => {
    expect(
      drawing.weights
        .flat()
        .slice(4, 6)
        .map((weight) => weightText(drawing, weight, naming)),
    ).toEqual([
      "weight from input x₂ to hidden 1, unit 2: 0.30",
      "weight from input x₂ to hidden 1, unit 3: exactly 0",
    ]);
  });
});

describe("names above the columns", () => {
  it("count what lives, or what works in this step", () => {
    const mask = { shape: [1, 3], data: Uint8Array.of(1, 0, 1) };
    const panel = madePanel(SMALL, {
      draws: { rows: Int32Array.of(0), masks: new Map([["dropout0", mask]]), normals: new Map() },
    });
    const thinned = drawingOf(panel, { ...OPTIONS, isThinned: true });
    expect([0, 1, 2].map((column) => headOf(drawing, column, false, "class A"))).toEqual([
      { name: "inputs", count: "2" },
      { name: "hidden 1", count: "1 of 3 living" },
      { name: "output", count: "class A" },
    ]);
    expect(headOf(thinned, 1, true, "class A").count).toBe("2 of 3 in this step");
  });

  it("are short where columns are close, and do not count what is gone", () => {
    const panel = madePanel([layer([[0, 1]]), layer([[0], [1]])]);
    const narrow = drawingOf(panel, { ...OPTIONS, size: { width: 200, height: 460 } });
    expect(headOf(narrow, 1, false, "class A")).toEqual({ name: "h 1", count: "1/1" });
  });
});
