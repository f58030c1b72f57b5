import { describe, expect, it } from "vitest";
import { gridOf } from "../../../engine/grid.ts";
import { BANDS } from "../../../figures/bands.ts";
import { bandOf, bandPaths, framed, PROBABILITIES, ringsAbove, valueBands } from "./band-paths.ts";
import { curveAt, curveFrame, HEIGHT, planeAt, planeFrame, WIDTH } from "./frame.ts";

const REACH = 3;
const SIDE = 40;
const { x } = gridOf({ inputCount: 2, shownCount: 2, reach: REACH }, SIDE);
const planeOf = (value: (x1: number, x2: number) => number) =>
  Float32Array.from({ length: SIDE * SIDE }, (_, i) => value(x.data[2 * i] as number, x.data[2 * i + 1] as number));
/** In cells from the left, and from the top. */
const columnOf = (x1: number) => ((x1 / REACH + 1) * SIDE) / 2;
const rowOf = (x2: number) => ((1 - x2 / REACH) * SIDE) / 2;
const HALF = { ...PROBABILITIES, cuts: [0.5] };
const numbersOf = (path: string) => path.match(/-?[\d.]+/g)?.map(Number) ?? [];

describe("bands of a plane", () => {
  it("the line of 0.5 of a linear probability is where it must be, to a hundredth of a cell, up to the rim", () => {
    const [ring, ...others] = ringsAbove(
      framed(
        planeOf((x1, x2) => 0.5 + 0.1 * x1 - 0.04 * x2),
        SIDE,
        (value) => value,
      ),
      0.5,
    );
    expect(others).toEqual([]);
    // The line meets the rim between a middle within and the middle of a cell beyond.
    const inside = (ring ?? []).filter(([column, row]) => column > 0 && column < SIDE && row > -1 && row < SIDE + 1);
    expect(inside.length).toBeGreaterThan(SIDE);
    for (const [column, row] of inside) {
      const x2 = REACH * (1 - (2 * row) / SIDE);
      expect(Math.abs(column - columnOf(0.4 * x2))).toBeLessThan(0.01);
    }
    const rows = inside.map(([, row]) => row);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([-0.5, SIDE + 0.5]);
  });

  it("what lies above a cut is filled, and nothing else: x2 above 1 is the upper part", () => {
    const [ring] = ringsAbove(
      framed(
        planeOf((_, x2) => 0.5 + 0.1 * (x2 - 1)),
        SIDE,
        (value) => value,
      ),
      0.5,
    );
    const rows = (ring ?? []).map(([, row]) => row);
    expect(Math.max(...rows)).toBeCloseTo(rowOf(1), 4);
    expect(Math.min(...rows)).toBeLessThan(0);
  });

  it("a path is in the frame's units, x2 cropped at both ends alike", () => {
    const paths = bandPaths(
      planeOf((_, x2) => 0.5 + 0.1 * (x2 - 1)),
      SIDE,
      HALF,
    );
    const ys = numbersOf(paths[0] ?? "").filter((_, i) => i % 2 === 1);
    expect(Math.max(...ys)).toBeCloseTo(planeFrame(REACH).y.at(1), 1);
  });

  it("the line of 0.5 of a network that is steep within a cell is still straight", () => {
    const steep = planeOf((x1, x2) => 1 / (1 + Math.exp(-40 * (x1 - 0.4 * x2))));
    const numbers = numbersOf(bandPaths(steep, SIDE, HALF)[0] ?? "");
    const { x, y } = planeFrame(REACH);
    const points = numbers.flatMap((place, i) => (i % 2 === 0 ? [[place, numbers[i + 1] ?? 0] as const] : []));
    const inside = points.filter(([px, py]) => px < WIDTH && py > 0 && py < HEIGHT);
    expect(inside.length).toBeGreaterThan(SIDE / 2);
    for (const [px, py] of inside) expect(Math.abs(px - x.at(0.4 * y.value(py)))).toBeLessThan(0.2);
  });

  it("a filled rim reaches past all four edges of the frame", () => {
    const numbers = numbersOf(
      bandPaths(
        planeOf(() => 0.7),
        SIDE,
        HALF,
      )[0] ?? "",
    );
    const [xs, ys] = [0, 1].map((odd) => numbers.filter((_, i) => i % 2 === odd));
    expect([Math.min(...(xs ?? [])) < -1, Math.max(...(xs ?? [])) > WIDTH + 1]).toEqual([true, true]);
    expect([Math.min(...(ys ?? [])) < -1, Math.max(...(ys ?? [])) > HEIGHT + 1]).toEqual([true, true]);
  });

  it("a constant probability is one colour: all paths up to its band are full, the others empty", () => {
    const isFull = bandPaths(
      planeOf(() => 0.2),
      SIDE,
      PROBABILITIES,
    ).map((path) => path !== "");
    expect(isFull).toEqual([true, true, false, false, false, false, false]);
  });

  it("a hollow within a hill is a ring that turns the other way", () => {
    const area = (ring: readonly (readonly [number, number])[]) =>
      ring
        .slice(1)
        .reduce((sum, [column, row], i) => sum + (ring[i]?.[0] ?? 0) * row - column * (ring[i]?.[1] ?? 0), 0);
    const rings = ringsAbove(
      framed(
        planeOf((x1, x2) => Math.exp(-((Math.hypot(x1, x2) - 1.5) ** 2) * 4)),
        SIDE,
        (value) => value,
      ),
      0.5,
    );
    const [large, small] = rings.map(area).sort((a, b) => Math.abs(b) - Math.abs(a)) as [number, number];
    expect(rings.length).toBe(2);
    expect(large * small).toBeLessThan(0);
  });

  it("a value's band is the one of the first cut above it", () => {
    expect([0, 0.02, 0.29, 0.5, 0.99].map((p) => bandOf(p, PROBABILITIES))).toEqual(["n4", "n3", "n2", "p1", "p4"]);
    expect(valueBands([-4, 4]).cuts).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect([-9, -3.5, -0.1, 0, 3.5, 9].map((value) => bandOf(value, valueBands([-4, 4])))).toEqual([
      "n4",
      "n4",
      "n1",
      "p1",
      "p4",
      "p4",
    ]);
    expect(BANDS.length).toBe(PROBABILITIES.cuts.length + 1);
  });
});

describe("places in a frame", () => {
  it("both axes of a plane have the same scale, and its middle is 0", () => {
    const { x, y } = planeFrame(REACH);
    expect([x.at(0), y.at(0)]).toEqual([WIDTH / 2, HEIGHT / 2]);
    expect(x.at(1) - x.at(0)).toBeCloseTo(y.at(0) - y.at(1), 10);
    expect([x.value(0), x.value(WIDTH)]).toEqual([-REACH, REACH]);
  });

  it("a curve's lowest and highest values keep off the edges", () => {
    const { y } = curveFrame(REACH, [-2, 2]);
    expect([y.at(-2), y.at(0), y.at(2)]).toEqual([HEIGHT - 14, HEIGHT / 2, 14]);
  });

  it("between middles a linear plane is read exactly, beyond the last ones as there", () => {
    const linear = (x1: number, x2: number) => 2 + x1 - 3 * x2;
    const plane = planeOf(linear);
    const read = (x1: number, x2: number) => planeAt(plane, SIDE, REACH, [x1, x2]);
    expect(read(0.4, -1.1)).toBeCloseTo(linear(0.4, -1.1), 4);
    expect(read(-2.31, 1.77)).toBeCloseTo(linear(-2.31, 1.77), 4);
    const last = REACH * (1 - 1 / SIDE);
    expect(read(REACH, REACH)).toBeCloseTo(linear(last, last), 4);
    expect(read(-REACH, 0)).toBeCloseTo(linear(-last, 0), 4);
  });

  it("a curve is read the same way", () => {
    const curve = Float32Array.from([-2, 0, 4]);
    expect([-2, -1, 0, 0.5, 1, 3].map((x) => curveAt(curve, 1.5, x))).toEqual([-2, -2, 0, 2, 4, 4]);
  });
});
