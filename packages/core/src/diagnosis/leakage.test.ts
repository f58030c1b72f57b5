import { describe, expect, it } from "vitest";
import type { InputColumn } from "../data/columns.ts";
import { randomNormal } from "../tensor/random.ts";
import { columnScore, leakageAlarms } from "./leakage.ts";

const ROWS = 200;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const [train, heldOut] = [range(0, 120), range(120, ROWS)];
const noise = randomNormal(ROWS, { seed: 1, stream: "noise" });
const classes3 = range(0, ROWS).map((row) => (row * 7) % 3);
const numeric = (name: string, values: ArrayLike<number>): InputColumn => ({
  name,
  kind: "numeric",
  values: Float64Array.from(values),
});
const text = (name: string, values: readonly (string | null)[]): InputColumn => ({ name, kind: "text", values });

describe("a column alone", () => {
  const binary = classes3.map((c) => Number(c > 0));
  const split = { targets: binary, classes: 2, train, heldOut };

  it("that rises or falls with the class has an AUC of 1, and one of noise of about one half", () => {
    expect(columnScore(numeric("up", binary), split).score).toBe(1);
    expect(
      columnScore(
        numeric(
          "down",
          binary.map((c) => -c),
        ),
        split,
      ).score,
    ).toBe(1);
    expect(Math.abs(columnScore(numeric("noise", noise), split).score - 0.5)).toBeLessThan(0.15);
  });

  it("of texts tells by its categories; an identifier, all of it unseen, tells nothing", () => {
    expect(columnScore(text("copy", binary.map(String)), split).score).toBe(1);
    expect(columnScore(text("id", range(0, ROWS).map(String)), split).score).toBe(0.5);
  });

  it("of three classes as texts tells all of them, as a number in order the two at its ends", () => {
    const three = { ...split, targets: classes3, classes: 3 };
    expect(
      columnScore(
        text(
          "copy",
          classes3.map((c) => `c${c}`),
        ),
        three,
      ).score,
    ).toBe(1);
    const score = columnScore(numeric("rank", classes3), three).score;
    expect(score).toBeGreaterThan(0.8);
    expect(score).toBeLessThan(1);
  });

  it("has an R2 of 1 for a line through the target, and 0.5 for noise of the target's size", () => {
    const targets = Array.from(noise);
    const regression = { ...split, targets, classes: 1 };
    expect(
      columnScore(
        numeric(
          "line",
          targets.map((y) => 3 - 2 * y),
        ),
        regression,
      ).score,
    ).toBeCloseTo(1, 12);
    const other = randomNormal(ROWS, { seed: 2, stream: "noise" });
    const half = columnScore(
      numeric(
        "half",
        targets.map((y, i) => y + (other[i] as number)),
      ),
      regression,
    ).score;
    expect(Math.abs(half - 0.5)).toBeLessThan(0.15);
  });

  it("with missing numbers, with no numbers at all, and of one value is scored, and tells nothing where there is nothing", () => {
    const gappy = binary.map((c, row) => (row % 5 === 0 ? Number.NaN : c));
    const score = columnScore(numeric("gappy", gappy), split).score;
    expect(score).toBeGreaterThan(0.85);
    expect(score).toBeLessThan(1);
    expect(
      columnScore(
        numeric(
          "empty",
          binary.map(() => Number.NaN),
        ),
        split,
      ).score,
    ).toBe(0.5);
    expect(
      columnScore(
        text(
          "one",
          binary.map(() => null),
        ),
        split,
      ).score,
    ).toBe(0.5);
  });
});

describe("alarms", () => {
  const y = Array.from(noise);
  const other = randomNormal(ROWS, { seed: 3, stream: "noise" });
  const binary = classes3.map((c) => Number(c > 0));
  const alarms = (targets: readonly number[], columns: readonly InputColumn[], classes = targets === y ? 1 : 2) => {
    const { columns: leaks, telling } = leakageAlarms({ columns, targets, classes, train, heldOut });
    return { leaks: leaks.map(({ column }) => column), telling: telling.map(({ column }) => column) };
  };
  const noisy = (part: number) => y.map((value, row) => value + part * (other[row] as number));

  it("name what is the target in another guise: a copy, one rounded to a fiftieth of its deviation, one on a bent scale", () => {
    const rounded = y.map((value) => Math.round(value * 50) / 50);
    const bent = y.map((value) => Math.exp(-5 * value));
    const columns = [numeric("rounded", rounded), numeric("other", other), numeric("copy", y), numeric("bent", bent)];
    const { leaks, telling } = alarms(y, columns);
    expect([leaks[0], leaks.toSorted(), telling]).toEqual(["copy", ["bent", "copy", "rounded"], []]);
    const copies = [text("label", binary.map(String)), numeric("code", binary)];
    expect(alarms(binary, copies)).toEqual({ leaks: ["label", "code"], telling: [] });
  });

  it("name what is filled for one class alone, of numbers and of texts, but for a few cells too", () => {
    const filled = binary.map((c, row) => c === 1 && row !== 150);
    const days = filled.map((is, row) => (is ? (other[row] as number) : Number.NaN));
    const why = filled.map((is, row) => (is ? `reason ${row % 3}` : null));
    const found = alarms(binary, [numeric("days", days), text("why", why), numeric("x", other)]);
    expect(found).toEqual({ leaks: ["days", "why"], telling: [] });
  });

  it("tell apart what follows a law: a line with noise of a twentieth, a curve, ten zip codes, each with a level of its own", () => {
    const zips = range(0, ROWS).map((row) => `z${row % 10}`);
    const levels = zips.map((zip, row) => Number(zip.slice(1)) + 0.2 * (other[row] as number));
    expect(alarms(y, [numeric("line", noisy(0.05)), numeric("curve", noisy(0.05).map(Math.exp))])).toEqual({
      leaks: [],
      telling: ["line", "curve"],
    });
    expect(alarms(levels, [text("zip", zips)], 1)).toEqual({ leaks: [], telling: ["zip"] });
    expect(alarms(y, [numeric("far", noisy(0.2))])).toEqual({ leaks: [], telling: [] });
  });

  it("are unsure of values that order nine held-out rows of a class, and sure of ten, and of five that are filled", () => {
    const rare = (count: number) => range(0, ROWS).map((row) => Number(row % 120 < count));
    expect(alarms(rare(9), [numeric("x", rare(9))])).toEqual({ leaks: [], telling: ["x"] });
    expect(alarms(rare(10), [numeric("x", rare(10))])).toEqual({ leaks: ["x"], telling: [] });
    const filled = rare(5).map((c) => (c === 1 ? "some" : null));
    expect(alarms(rare(5), [text("why", filled)])).toEqual({ leaks: ["why"], telling: [] });
  });
});

it("held-out rows that stand among the training rows are counted, and those of the same target", () => {
  const a = range(0, ROWS).map((row) => (row >= 120 && row < 125 ? row - 120 : row));
  const b = a.map((value) => (value === 7 ? null : `t${value}`));
  const targets: number[] = a.map((value) => value % 2);
  targets[120] = 1 - (targets[0] as number);
  const { duplicates } = leakageAlarms({
    columns: [numeric("a", a), text("b", b)],
    targets,
    classes: 2,
    train,
    heldOut,
  });
  expect(duplicates).toEqual({ rows: 5, sameTarget: 4, heldOut: 80 });
});

describe("what a column tells otherwise than by a line", () => {
  const binary = classes3.map((c) => Number(c > 0));
  const split = { targets: binary, classes: 2, train, heldOut };

  it("a number that is there for one class alone tells it by being there", () => {
    const values = Array.from(noise, (value, row) => (binary[row] === 1 ? value : Number.NaN));
    expect(columnScore(numeric("days", values), split).score).toBe(1);
    const texts = values.map((value) => (Number.isNaN(value) ? null : "some"));
    expect(columnScore(text("days", texts), split).score).toBe(1);
  });

  it("a number that rises with the target on a bent curve tells it by ranks", () => {
    const targets = Array.from(noise);
    const bent = numeric(
      "bent",
      targets.map((y) => Math.exp(5 * y)),
    );
    expect(columnScore(bent, { targets, classes: 1, train, heldOut }).score).toBeCloseTo(1, 12);
    const squares = numeric(
      "square",
      targets.map((y) => y * y),
    );
    expect(columnScore(squares, { targets, classes: 1, train, heldOut }).score).toBeLessThan(0.5);
  });

  it("equal numbers share the mean of their ranks: 0.5, 6.5 and 15.5 explain 540 of 665 of the ranks 0 to 19", () => {
    const rows = range(0, 20);
    const levels = numeric(
      "level",
      rows.map((row) => (row < 2 ? 0 : row < 12 ? 1 : 1000)),
    );
    expect(columnScore(levels, { targets: rows, classes: 1, train: rows, heldOut: rows }).score).toBeCloseTo(
      540 / 665,
      12,
    );
  });

  it("few held-out rows tell nothing, nor does a class of few of them", () => {
    const copy = numeric("copy", binary);
    expect(columnScore(copy, { ...split, heldOut: range(120, 139) }).score).toBe(0);
    expect(columnScore(copy, { ...split, heldOut: range(120, 140) }).score).toBe(1);
    const rare = range(0, ROWS).map((row) => Number(row % 40 === 5));
    expect(columnScore(numeric("copy", rare), { ...split, targets: rare }).score).toBe(0);
  });
});
