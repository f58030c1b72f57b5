import { describe, expect, it } from "vitest";
import { REGULARIZERS } from "../../../engine/regularizers.ts";
import { strengthScale, typedStrength } from "./strength-scale.ts";

const LOG = { low: 1e-4, high: 1, scale: "log" } as const;
const LINEAR = { low: 0.01, high: 0.9, scale: "linear" } as const;

describe("strengths on a slider", () => {
  it("decades are equally far apart, and 0 is left of the lowest", () => {
    const { placeOf, min, ticks } = strengthScale(LOG);
    expect([1e-4, 1e-3, 0.01, 0.1, 1].map(placeOf)).toEqual([-4, -3, -2, -1, 0].map((place) => expect.closeTo(place)));
    expect(placeOf(0)).toBe(min);
    expect(min).toBeLessThan(-4);
    expect(ticks).toEqual([-4, -3, -2, -1, 0]);
  });

  it.each(REGULARIZERS.map((record) => [record.name, record] as const))(
    "%s: every place is a strength that a state may hold, and 0 is one of them",
    (_, record) => {
      const scale = strengthScale(record);
      for (let i = 0; i <= 200; i++) {
        const strength = scale.strengthAt(scale.min + ((scale.max - scale.min) * i) / 200);
        expect(typedStrength(String(strength), record)).toEqual({ strength });
        expect(scale.strengthAt(scale.placeOf(strength))).toBe(strength);
      }
      expect(scale.strengthAt(scale.min)).toBe(0);
      expect(scale.strengthAt(scale.max)).toBe(record.high);
    },
  );

  it("arrows move a tenth of a decade, or a whole one, and stop at 0 and at the highest", () => {
    const { moved } = strengthScale(LOG);
    expect(moved(0.01, 1, false)).toBe(0.013);
    expect(moved(0.01, -1, false)).toBe(0.0079);
    expect(moved(0.01, 1, true)).toBe(0.1);
    expect(moved(1e-4, -1, false)).toBe(0);
    expect(moved(0, 1, false)).toBe(1e-4);
    expect(moved(0, -1, true)).toBe(0);
    expect(moved(1, 1, true)).toBe(1);
  });

  it("rates move by hundredths and tenths", () => {
    const { moved } = strengthScale(LINEAR);
    expect(moved(0.1, 1, false)).toBe(0.11);
    expect(moved(0.1, 1, true)).toBe(0.2);
    expect(moved(0.01, -1, false)).toBe(0);
  });

  it("what is typed is a number within the range, or 0", () => {
    expect(typedStrength(" 0,06 ", LOG)).toEqual({ strength: 0.06 });
    expect(typedStrength("0", LOG)).toEqual({ strength: 0 });
    for (const text of ["0,06x", "", "NaN", "Infinity", "1e999", "--1"])
      expect(typedStrength(text, LOG)).toEqual({ problem: "notANumber" });
    for (const text of ["2", "-0.1", "1e-9"]) expect(typedStrength(text, LOG)).toEqual({ problem: "outside" });
  });
});
