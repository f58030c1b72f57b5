import { describe, expect, it } from "vitest";
import { type Drawing, drawingOf, strokeOf } from "./drawing.ts";
import { layer, madePanel, SMALL } from "./made-panel.fixture.ts";

const OPTIONS = { size: { width: 870, height: 460 }, threshold: 0.01, isThinned: false };
const marks = ({ columns }: Drawing) => columns.map((column) => column.map(({ mark }) => mark));
const sizes = ({ weights }: Drawing) =>
  weights.flatMap((own, layer) => own.map(({ from, to, size }) => `${layer}: ${from.index}-${to.index} ${size}`));

describe("a network as it is drawn", () => {
  it("has a column of inputs, one a hidden layer, one output, and all weights between them by size", () => {
    const drawing = drawingOf(madePanel(SMALL), OPTIONS);
    expect(marks(drawing)).toEqual([["input", "input"], ["living", "zero", "negligible"], ["output"]]);
    expect(sizes(drawing)).toEqual([
      ...["0: 0-0 full", "0: 0-1 full", "0: 0-2 low", "0: 1-0 full", "0: 1-1 full", "0: 1-2 zero"],
      ...["1: 0-0 full", "1: 1-0 zero", "1: 2-0 full"],
    ]);
    expect(drawing.weights.flat().map(({ weight }) => Number(weight.toFixed(3)))).toEqual([
      1.2, -0.5, 0.001, -0.41, 0.3, 0, 2, 0, -1,
    ]);
  });

  it("without hidden layers inputs lead to the output", () => {
    const drawing = drawingOf(madePanel([layer([[1], [2]])]), OPTIONS);
    expect(marks(drawing)).toEqual([["input", "input"], ["output"]]);
    expect(sizes(drawing)).toEqual(["0: 0-0 full", "0: 1-0 full"]);
  });

  it("a unit that dropout leaves out of the step takes its weights with it, if that is to be shown", () => {
    // Two examples: only the first one's draw counts.
    const mask = { shape: [2, 3], data: Uint8Array.of(0, 1, 1, 1, 1, 0) };
    const panel = madePanel(SMALL, {
      draws: { rows: Int32Array.of(0, 1), masks: new Map([["dropout0", mask]]), normals: new Map() },
    });
    expect(marks(drawingOf(panel, OPTIONS))[1]).toEqual(["living", "zero", "negligible"]);
    const thinned = drawingOf(panel, { ...OPTIONS, isThinned: true });
    expect(marks(thinned)[1]).toEqual(["out", "zero", "negligible"]);
    expect(sizes(thinned).filter((text) => /^0: .-0|^1: 0-/.test(text))).toEqual([]);
    expect(thinned.weights.flat()).toHaveLength(6);
  });

  it("a unit that was taken out is gone, one that L1 emptied is not: its bias is left", () => {
    const emptied = layer([[0, 0]], [0, 0.3]);
    expect(marks(drawingOf(madePanel([emptied, layer([[0], [0]])]), OPTIONS))[1]).toEqual(["gone", "zero"]);
    expect(marks(drawingOf(madePanel([layer([[0, 1]]), layer([[1], [0]])]), OPTIONS))[1]).toEqual(["zero", "zero"]);
  });

  it("lines are as wide as weights are large, up to 6", () => {
    expect([0, 1, -2, 40].map(strokeOf)).toEqual([0.4, 1.9, 3.4, 6]);
  });
});
