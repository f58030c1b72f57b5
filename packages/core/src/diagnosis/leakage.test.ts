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

it("alarms name the telling columns, the most telling first, and no others", () => {
  const targets = Array.from(noise);
  const alarms = leakageAlarms({
    columns: [
      numeric(
        "nearly",
        targets.map((y, row) => y + 0.02 * (row % 2)),
      ),
      numeric("other", randomNormal(ROWS, { seed: 3, stream: "noise" })),
      numeric("copy", targets),
    ],
    targets,
    classes: 1,
    train,
    heldOut,
  });
  expect(alarms.columns.map(({ column }) => column)).toEqual(["copy", "nearly"]);
  expect(alarms.duplicates).toEqual({ rows: 0, sameTarget: 0, heldOut: 80 });
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
