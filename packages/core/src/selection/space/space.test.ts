import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  always,
  choice,
  composeValues,
  constant,
  DOMAIN_KINDS,
  type Domain,
  float,
  integer,
  isInSpace,
  nearestName,
  optional,
  parametersOf,
  parseSpace,
  readValue,
  type Space,
  spaceDifference,
  spaceFingerprint,
  spaceToJson,
} from "./index.ts";
import { editDistance } from "./names.ts";
import { COCKTAIL, spaces } from "./space.fixture.ts";

const units = fc.double({ min: 0, max: 1, noNaN: true });
/** Every value halfway up its range, every switch on. */
const middle = (space: Space) => composeValues(space, ({ domain }) => domain.at(0.5));

describe("domains", () => {
  it("float is linear between its ends, and geometric on the log scale", () => {
    const linear = float({ low: -1, high: 3 });
    expect([0, 0.25, 1].map(linear.at)).toEqual([-1, 0, 3]);
    const log = float({ low: 1e-4, high: 1, scale: "log" });
    [0, 0.25, 0.5, 1].forEach((u, i) => {
      expect(log.at(u)).toBeCloseTo([1e-4, 1e-3, 1e-2, 1][i] as number, 15);
    });
  });

  it("float with a step has the values low, low + step, ... without digits of rounding", () => {
    const domain = float({ low: -0.3, high: 0.39, step: 0.1 });
    expect(domain.levelCount).toBe(7);
    expect([0, 1, 2, 3, 4, 5, 6].map((level) => domain.at((level + 0.5) / 7))).toEqual([
      -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3,
    ]);
  });

  it("integer gives each whole number the same share, and on the log scale log((k + 1/2) / (k - 1/2))", () => {
    expect([0, 0.24, 0.26, 0.74, 0.76, 1].map(integer({ low: 2, high: 5 }).at)).toEqual([2, 2, 3, 4, 5, 5]);
    const log = integer({ low: 1, high: 4, scale: "log" });
    const [from, to] = log.cell(2) as readonly [number, number];
    expect(to - from).toBeCloseTo(Math.log(2.5 / 1.5) / Math.log(9), 14);
  });

  it("choice gives each value the same share", () => {
    expect([0, 0.33, 0.34, 0.67, 1].map(choice(["a", "b", "c"]).at)).toEqual(["a", "a", "b", "c", "c"]);
  });

  it("every value owns an interval that leads back to it, and no value outside owns one", () => {
    const leavesOf = (space: Space): readonly Domain[] => parametersOf(space).map(({ domain }) => domain);
    fc.assert(
      fc.property(spaces, units, (space, u) => {
        for (const domain of leavesOf(space)) {
          const value = domain.at(u);
          const [from, to] = domain.cell(value) as readonly [number, number];
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(1 + 1e-12);
          expect(u).toBeGreaterThanOrEqual(from - 1e-9);
          expect(u).toBeLessThanOrEqual(to + 1e-9);
          if (domain.levelCount < Infinity) expect(domain.at((from + to) / 2)).toEqual(value);
          for (const other of [Number.NaN, "no such value", null, undefined, 1e300, {}]) {
            expect(domain.cell(other)).toBeUndefined();
          }
        }
      }),
    );
  });

  it.each<[string, () => Domain, string]>([
    [
      "an empty range",
      () => float({ low: 1, high: 1 }),
      "float.high expects a number above low, 1, and not infinitely far from it, but receives 1: a single value is a constant. (OCCAM_OPTION)",
    ],
    [
      "a log scale from 0",
      () => float({ low: 0, high: 1, scale: "log" }),
      "float.low expects a number above 0 on a log scale but receives 0. (OCCAM_OPTION)",
    ],
    [
      "a range wider than numbers are",
      () => float({ low: -1e308, high: 1e308 }),
      "float.high expects a number above low",
    ],
    [
      "a step on the log scale",
      () => float({ low: 1, high: 2, scale: "log", step: 0.1 }),
      'float.step expects the linear scale but receives "log": list the values in a choice. (OCCAM_OPTION)',
    ],
    [
      "a step beyond the range",
      () => float({ low: 1, high: 2, step: 1.5 }),
      "float.step expects a number above 0 and of at most 1",
    ],
    [
      "half an integer",
      () => integer({ low: 1, high: 2.5 }),
      "integer.high expects a whole number but receives 2.5. (OCCAM_OPTION)",
    ],
    [
      "a choice of one",
      () => choice(["a"]),
      "choice.values expects a list of 2 to 1000 values but receives 1: a single value is a constant. (OCCAM_OPTION)",
    ],
    [
      "a choice with a value twice",
      () => choice(["a", "b", "a"]),
      'choice.values expects different values but receives "a" twice. (OCCAM_OPTION)',
    ],
    [
      "a constant that JSON lacks",
      () => constant(Number.NaN),
      "constant.value expects a text, a finite number, true, false or a list of these but receives NaN. (OCCAM_OPTION)",
    ],
  ])("refuses %s", (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe("parameters", () => {
  it("are listed by name, a switch before what it switches", () => {
    expect(parametersOf(COCKTAIL).map(({ path }) => path)).toEqual([
      "batchSize",
      "dropout",
      "dropout.rate",
      "dropout.schedule",
      "dropout.schedule.epochs",
      "hidden",
      "l1",
      "l1.alpha",
      "l2",
      "l2.alpha",
      "learningRate",
    ]);
  });

  it("compose the values of what is on, null for what is off", () => {
    const values = composeValues(COCKTAIL, ({ path, domain }) => domain.at(path === "dropout.schedule" ? 0 : 0.5));
    expect(values).toEqual({
      batchSize: 32,
      dropout: { rate: 0.3, schedule: null },
      hidden: [64, 32],
      l1: { alpha: expect.closeTo(Math.sqrt(1e-5), 12) },
      l2: { alpha: expect.closeTo(1e-3, 12) },
      learningRate: 0.0505,
    });
    const read = Object.fromEntries(
      parametersOf(COCKTAIL).map((parameter) => [parameter.path, readValue(values, parameter)]),
    );
    expect(read).toMatchObject({ "dropout.rate": 0.3, "dropout.schedule": false, l1: true, hidden: [64, 32] });
    expect(read["dropout.schedule.epochs"]).toBeUndefined();
  });

  it("values are in the space that they were made for, and with a name more, less or a value outside they are not", () => {
    fc.assert(
      fc.property(spaces, units, (space, u) => {
        const values = composeValues(space, ({ domain }) => domain.at(u));
        expect(isInSpace(space, values)).toBe(true);
        expect(isInSpace(space, JSON.parse(JSON.stringify(values)))).toBe(true);
        expect(isInSpace(space, { ...values, zz: 1 })).toBe(false);
        const [name = "", ...others] = Object.keys(values);
        expect(isInSpace(space, Object.fromEntries(others.map((other) => [other, values[other]])))).toBe(false);
        expect(isInSpace(space, { ...values, [name]: "no such value" })).toBe(false);
      }),
    );
  });

  it("a part that is always on is never null", () => {
    const space = { l2: always({ alpha: choice([1, 2]) }) };
    expect(isInSpace(space, { l2: { alpha: 2 } })).toBe(true);
    expect(isInSpace(space, { l2: null })).toBe(false);
    expect(isInSpace({ l2: optional({ alpha: choice([1, 2]) }) }, { l2: null })).toBe(true);
  });

  it("refuses names that objects have of themselves", () => {
    expect(() => parametersOf(Object.fromEntries([["__proto__", constant(1)]]))).toThrow(
      'but receives "__proto__": rename it. (OCCAM_OPTION)',
    );
    expect(() => parametersOf({ x: optional({ constructor: constant(1) }) })).toThrow('but receives "constructor"');
  });
});

describe("JSON of a space", () => {
  it("holds every kind", () => {
    const kinds = parametersOf(COCKTAIL).map(({ domain }) => domain.kind);
    expect(new Set(kinds)).toEqual(new Set(DOMAIN_KINDS.map(({ kind }) => kind)));
    expect(
      spaceToJson({
        l1: optional({ alpha: float({ low: 1e-5, high: 1, scale: "log" }) }),
        n: integer({ low: 1, high: 2 }),
      }),
    ).toEqual({
      l1: { kind: "optional", space: { alpha: { kind: "float", low: 1e-5, high: 1, scale: "log" } } },
      n: { kind: "integer", low: 1, high: 2, scale: "linear" },
    });
  });

  it("is read back to the same space", () => {
    fc.assert(
      fc.property(spaces, (space) => {
        const back = parseSpace(JSON.parse(JSON.stringify(spaceToJson(space))));
        expect(spaceToJson(back)).toEqual(spaceToJson(space));
        expect(middle(back)).toEqual(middle(space));
        expect(spaceDifference(space, back)).toBeUndefined();
      }),
    );
  });

  it("has no minus before 0, which JSON drops", () => {
    const signed = {
      f: float({ low: -0, high: 1 }),
      i: integer({ low: -1, high: -0 }),
      c: choice([-0, 1]),
      k: constant([-0]),
    };
    expect(spaceToJson(parseSpace(JSON.parse(JSON.stringify(spaceToJson(signed)))))).toEqual(spaceToJson(signed));
    expect(composeValues(signed, ({ domain }) => domain.at(0))).toEqual({ f: 0, i: -1, c: 0, k: [0] });
    expect(() => choice([0, -0])).toThrow("choice.values expects different values but receives 0 twice");
  });

  const unit = { kind: "float", low: 0, high: 1 };
  it.each<[string, unknown, string]>([
    [
      "an unknown kind",
      { alpha: { kind: "flaot", low: 0, high: 1 } },
      'space.alpha.kind expects a kind of domain (float, integer, choice, constant, optional, always) but receives "flaot": the nearest is "float". (OCCAM_OPTION)',
    ],
    [
      "a domain without a kind",
      { alpha: { low: 0, high: 1 } },
      "space.alpha.kind expects a kind of domain (float, integer, choice, constant, optional, always) but receives nothing. (OCCAM_OPTION)",
    ],
    [
      "an unknown key",
      { alpha: { ...unit, hihg: 2 } },
      'space.alpha expects keys of float (low, high, scale, step) but receives "hihg": the nearest is "high". (OCCAM_OPTION)',
    ],
    [
      "a range upside down, deep inside",
      { l1: { kind: "optional", space: { alpha: { kind: "float", low: 1, high: 0 } } } },
      "space.l1.alpha.high expects a number above low, 1, and not infinitely far from it, but receives 0",
    ],
    [
      "a bound that is text",
      { a: { kind: "integer", low: "1", high: 2 } },
      'space.a.low expects a finite number but receives "1". (OCCAM_OPTION)',
    ],
    [
      "a scale that is none",
      { a: { ...unit, scale: "ln" } },
      'space.a.scale expects "linear" or "log" but receives "ln". (OCCAM_OPTION)',
    ],
    [
      "values that are no list",
      { a: { kind: "choice", values: "ab" } },
      'space.a.values expects a list of 2 to 1000 values but receives "ab"',
    ],
    [
      "a choice with null",
      { a: { kind: "choice", values: [1, null] } },
      "space.a.values[1] expects a text, a finite number, true, false or a list of these but receives null. (OCCAM_OPTION)",
    ],
    ["a list for a space", [], "space expects an object of domains by name but receives []. (OCCAM_OPTION)"],
    [
      "a number for a domain",
      { a: 1 },
      'space.a expects a domain such as {"kind": "float", "low": 0, "high": 1} but receives 1. (OCCAM_OPTION)',
    ],
    ["nothing to search", {}, "space expects at least one name but receives {}. (OCCAM_OPTION)"],
    [
      "an own __proto__",
      JSON.parse('{"__proto__": {"kind": "constant", "value": 1}}'),
      'but receives "__proto__": rename it. (OCCAM_OPTION)',
    ],
    ["a name with a dot", { "a.b": unit }, 'but receives "a.b": rename it. (OCCAM_OPTION)'],
    [
      "switches nine deep",
      Array.from({ length: 8 }).reduce<object>((space) => ({ a: { kind: "optional", space } }), { a: unit }),
      "expects at most 8 spaces inside each other",
    ],
  ])("refuses %s", (_, json, message) => {
    expect(() => parseSpace(json)).toThrow(message);
  });

  it("refuses a name outside the known ones with the nearest of them, at every level", () => {
    const known = { l1: { alpha: true }, learningRate: true } as const;
    const inside = (name: string) => ({ l1: { kind: "optional", space: { [name]: unit } } });
    expect(spaceToJson(parseSpace(inside("alpha"), "space", known))).toEqual({
      l1: { kind: "optional", space: { alpha: { ...unit, scale: "linear" } } },
    });
    expect(() => parseSpace({ learnigRate: unit }, "sweep.json", known)).toThrow(
      'sweep.json expects a known name (l1, learningRate) but receives "learnigRate": the nearest is "learningRate". (OCCAM_OPTION)',
    );
    expect(() => parseSpace(inside("alhpa"), "space", known)).toThrow(
      'space.l1 expects a known name (alpha) but receives "alhpa": the nearest is "alpha". (OCCAM_OPTION)',
    );
    expect(() => parseSpace({ l1: unit }, "space", known)).toThrow(
      'space.l1.kind expects a part ("optional" or "always") with a space of its own but receives "float". (OCCAM_OPTION)',
    );
    expect(() => parseSpace({ learningRate: { kind: "always", space: {} } }, "space", known)).toThrow(
      'space.learningRate.kind expects a value, not a part with a space of its own, but receives "always". (OCCAM_OPTION)',
    );
    expect(() => parseSpace({ toString: unit }, "space", known)).toThrow('receives "toString"');
  });
});

describe("spaceFingerprint", () => {
  it("does not hang on the order of names or on written-out defaults, but on every bound", () => {
    const a = parseSpace({ x: { kind: "float", low: 0, high: 1 }, y: { kind: "constant", value: 1 } });
    const b = parseSpace({ y: { value: 1, kind: "constant" }, x: { scale: "linear", kind: "float", high: 1, low: 0 } });
    expect(spaceFingerprint(a)).toBe(spaceFingerprint(b));
    expect(spaceFingerprint(a)).toBe(
      '{"x":{"high":1,"kind":"float","low":0,"scale":"linear"},"y":{"kind":"constant","value":1}}',
    );
    expect(spaceFingerprint({ ...a, x: float({ low: 0, high: 2 }) })).not.toBe(spaceFingerprint(a));
  });

  it("equal exactly when spaceDifference finds nothing", () => {
    fc.assert(
      fc.property(spaces, spaces, (a, b) => {
        expect(spaceDifference(a, b) === undefined).toBe(spaceFingerprint(a) === spaceFingerprint(b));
      }),
    );
  });

  it("a part that may be off differs from one that is always on, also an empty one", () => {
    for (const inner of [{}, { alpha: constant(1) }]) {
      expect(spaceDifference({ l1: optional(inner) }, { l1: always(inner) })).toMatch(
        /^l1 was .*optional.* and is .*always/,
      );
      expect(spaceFingerprint({ l1: optional(inner) })).not.toBe(spaceFingerprint({ l1: always(inner) }));
    }
  });

  it("the difference names the place", () => {
    const other = { ...COCKTAIL, l1: optional({ alpha: float({ low: 1e-4, high: 1, scale: "log" }) }) };
    expect(spaceDifference(COCKTAIL, other)).toBe(
      'l1.alpha was {"high":1,"kind":"float","low":0.00001,"scale":"log"} and is {"high":1,"kind":"float","low":0.0001,"scale":"log"}',
    );
    expect(spaceDifference(COCKTAIL, { ...COCKTAIL, zz: constant(1) })).toBe("zz is new");
    expect(spaceDifference({ ...COCKTAIL, zz: constant(1) }, COCKTAIL)).toBe("zz is gone");
  });
});

describe("nearestName", () => {
  it("counts insertions, deletions and replacements: kitten is 3 from sitting", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });

  it("takes the nearest, and none when more than half differs", () => {
    expect(nearestName("alhpa", ["rate", "alpha", "mix"])).toBe("alpha");
    expect(nearestName("LEARNINGRATE", ["learningRate"])).toBe("learningRate");
    expect(nearestName("momentum", ["alpha", "mix"])).toBeUndefined();
  });
});
