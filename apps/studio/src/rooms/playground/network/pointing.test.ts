import { describe, expect, it } from "vitest";
import { type Drawing, type DrawnUnit, drawingOf } from "./drawing.ts";
import { layer, madePanel, SMALL } from "./made-panel.fixture.ts";
import { labelsOf, neighbourOf, pointedAt } from "./pointing.ts";

const SIZE = { width: 870, height: 460 };
const drawing = drawingOf(madePanel(SMALL), { size: SIZE, threshold: 0.01, isThinned: false });
const unit = (column: number, index: number, own: Drawing = drawing) => own.columns[column]?.[index] as DrawnUnit;
const name = ({ column, index }: DrawnUnit) => `${column}/${index}`;
/** A part of the way from one unit to another, and beside it. */
const between = (from: DrawnUnit, to: DrawnUnit, part: number, beside = 0) =>
  [from.x + part * (to.x - from.x), from.y + part * (to.y - from.y) + beside] as const;
const pointed = ([x, y]: readonly [number, number], isFinger = false) => {
  const found = pointedAt(drawing, { x, y, isFinger });
  if (found === undefined) return undefined;
  return "unit" in found ? name(found.unit) : `${name(found.weight.from)}-${name(found.weight.to)}`;
};

describe("what a pointer means", () => {
  it("a unit from its middle to its ring, then the nearest line, then nothing", () => {
    const { x, y } = unit(1, 0);
    expect(pointed([x + 10, y])).toBe("1/0");
    expect(pointed([x, y + 20])).toBeUndefined();
    expect(pointed([x, y + 20], true)).toBe("1/0");
    expect(pointed(between(unit(0, 0), unit(1, 0), 0.5, 3))).toBe("0/0-1/0");
    expect(pointed(between(unit(0, 0), unit(1, 0), 0.5, -40))).toBeUndefined();
  });

  it("an exact zero only where no other line is as near", () => {
    expect(pointed(between(unit(0, 1), unit(1, 2), 0.5))).toBe("0/1-1/2");
    // Two lines cross half way: one weight is 0, the other not.
    const crossed = drawingOf(
      madePanel([
        layer([
          [1, 0],
          [2, 1],
        ]),
        layer([[1], [1]]),
      ]),
      {
        ...{ size: SIZE, threshold: 0.01, isThinned: false },
      },
    );
    const [x, y] = between(unit(0, 0, crossed), unit(1, 1, crossed), 0.5);
    const found = pointedAt(crossed, { x, y, isFinger: false });
    expect(found).toMatchObject({ weight: { weight: 2 } });
  });
});

describe("arrow keys", () => {
  const go = (from: DrawnUnit, right: number, up: number) => name(neighbourOf(drawing, from, [right, up]));

  it("lead up and down a column and to the nearest height beside it, and stop at the ends", () => {
    expect([go(unit(1, 0), 0, -1), go(unit(1, 1), 0, 1), go(unit(1, 0), 0, 1)]).toEqual(["1/1", "1/0", "1/0"]);
    expect([go(unit(1, 2), 1, 0), go(unit(1, 2), -1, 0), go(unit(2, 0), -1, 0)]).toEqual(["2/0", "0/1", "1/1"]);
    expect([go(unit(2, 0), 1, 0), go(unit(0, 0), -1, 0)]).toEqual(["2/0", "0/0"]);
  });

  it("skip units that are gone, and columns of nothing else", () => {
    const own = drawingOf(madePanel([layer([[1, 0, 1]]), layer([[1], [0], [1]])]), {
      size: SIZE,
      threshold: 0.01,
      isThinned: false,
    });
    expect(name(neighbourOf(own, unit(1, 0, own), [0, -1]))).toBe("1/2");
    const empty = drawingOf(madePanel([layer([[0]]), layer([[0]])]), { size: SIZE, threshold: 0.01, isThinned: false });
    expect(name(neighbourOf(empty, unit(0, 0, empty), [1, 0]))).toBe("2/0");
  });
});

describe("numbers at a unit's lines", () => {
  it("stand at the far ends, on their lines; exact zeros have none", () => {
    const labels = labelsOf(drawing, unit(1, 0));
    expect(labels.map(({ weight }) => Number(weight.toFixed(2)))).toEqual([1.2, -0.41, 2]);
    const [first] = labels;
    const { x, y } = unit(0, 0);
    expect(first?.x).toBe(x + 14 + 26);
    expect(first?.y).toBeCloseTo(y + (40 / (unit(1, 0).x - x)) * (unit(1, 0).y - y), 9);
    expect(labelsOf(drawing, unit(1, 1)).map(({ weight }) => Number(weight.toFixed(2)))).toEqual([-0.5, 0.3]);
  });

  it("of those that would cover each other the larger stays, and without room there is none", () => {
    const many = madePanel([
      layer([Array.from({ length: 32 }, (_, i) => (i + 1) / 10)]),
      layer(Array.from({ length: 32 }, () => [1])),
    ]);
    const options = { threshold: 0.01, isThinned: false };
    const wide = drawingOf(many, { ...options, size: SIZE });
    const labels = labelsOf(wide, unit(0, 0, wide));
    expect(labels[0]?.weight).toBeCloseTo(3.2, 6);
    expect(labels.length).toBeGreaterThan(8);
    expect(labels.length).toBeLessThan(32);
    const heights = labels.map(({ y }) => y).toSorted((a, b) => a - b);
    for (const [i, y] of heights.slice(1).entries()) expect(y - (heights[i] as number)).toBeGreaterThanOrEqual(17);
    const narrow = drawingOf(many, { ...options, size: { width: 200, height: 460 } });
    expect(labelsOf(narrow, unit(0, 0, narrow))).toEqual([]);
  });
});
