import { describe, expect, expectTypeOf, it } from "vitest";
import {
  checkSingle,
  count,
  decay,
  flag,
  given,
  list,
  needed,
  number,
  oneOf,
  optional,
  positive,
  rate,
  share,
  strength,
  text,
} from "./field.ts";
import { type OptionsOf, record } from "./record.ts";
import type { Sweep } from "./sweep.ts";

const NET = record("net", {
  alpha: strength(),
  mix: share(0.5),
  kind: optional(oneOf(["plain", "bent"]), "plain"),
  name: given<string>(),
});

describe("a record of options", () => {
  it("gives the type of what a caller gives, and of what is read", () => {
    expectTypeOf<OptionsOf<typeof NET>>().toEqualTypeOf<
      { readonly alpha: Sweep } & {
        readonly mix?: Sweep;
        readonly kind?: "plain" | "bent";
        readonly name?: string | undefined;
      }
    >();
    expectTypeOf(NET.read({ alpha: 1 }).mix).toEqualTypeOf<Sweep>();
    // @ts-expect-error alpha has no default
    expect(() => NET.read({})).toThrow("net.alpha expects a number or an array of numbers but receives nothing");
  });

  it("puts defaults where options are left out", () => {
    expect(NET.read({ alpha: 2 })).toEqual({ alpha: 2, mix: 0.5, kind: "plain", name: undefined });
    expect(NET.read({ alpha: [1, 2], mix: 0, kind: "bent" })).toMatchObject({ alpha: [1, 2], mix: 0, kind: "bent" });
  });

  it("refuses unknown names and values out of range, with a code", () => {
    const bad = (options: object) => () => NET.read(options as OptionsOf<typeof NET>);
    expect(bad({ alpha: 1, beta: 2 })).toThrow('net expects options among alpha, mix, kind, name but receives "beta"');
    expect(bad({ alpha: -1 })).toThrow("net.alpha expects a number of at least 0 but receives -1. (OCCAM_OPTION)");
    expect(bad({ alpha: [0, Number.NaN] })).toThrow("net.alpha[1] expects a number of at least 0 but receives NaN");
    expect(bad({ alpha: 1, mix: 1.1 })).toThrow("net.mix expects a number from 0 to 1 but receives 1.1");
    expect(bad({ alpha: 1, kind: "x" })).toThrow('net.kind expects "plain" or "bent" but receives "x"');
    // Names of Object's own properties are options like any other.
    expect(bad({ alpha: 1, constructor: 1 })).toThrow('receives "constructor"');
    expect(() => record("bare", {}).read({ alpha: 1 } as object)).toThrow(
      'bare expects no options but receives "alpha"',
    );
  });

  it("gives a JSON schema of single values", () => {
    expect(NET.schema).toEqual({
      type: "object",
      properties: {
        alpha: { type: "number", minimum: 0 },
        mix: { type: "number", minimum: 0, maximum: 1, default: 0.5 },
        kind: { enum: ["plain", "bent"], default: "plain" },
        name: { not: {} },
      },
      required: ["alpha"],
      additionalProperties: false,
    });
  });
});

describe("fields", () => {
  it.each([
    ["rate", rate(), [0, 0.5, 0.9999], [1, -0.1, "0.5"]],
    ["positive", positive(), [1e-300, 5], [0, Infinity]],
    ["number", number(-1, 1), [-1, 0, 1], [1.01, Number.NaN]],
    ["count", count(2, 8), [2, 8], [1, 9, 2.5]],
    ["decay", decay(), [0, 0.999], [1, -0.1, [0.5]]],
    ["flag", flag(), [true, false], [0, "true"]],
    ["text", text(), ["", "loss"], [1, null]],
    ["list", list(count(), 1, 2), [[1], [2, 3]], [[], [0], [1, 2, 3], 4]],
  ] as const)("%s takes its range and nothing else", (_, field, good, bad) => {
    for (const value of good) expect(() => field.check("x", value)).not.toThrow();
    for (const value of bad) expect(() => field.check("x", value)).toThrow(/^x.* expects .*\(OCCAM_OPTION\)$/);
  });

  it("a value that only a program gives is checked by its own rule, and in no file", () => {
    const MADE = record("made", {
      parts: needed<readonly string[]>((where, parts) => {
        if (parts.length === 0) throw new RangeError(`${where} is empty`);
      }),
      make: given<() => number>(),
    });
    expectTypeOf<OptionsOf<typeof MADE>>().toEqualTypeOf<
      { readonly parts: readonly string[] } & { readonly make?: (() => number) | undefined }
    >();
    expect(MADE.read({ parts: ["a"] })).toEqual({ parts: ["a"], make: undefined });
    expect(() => MADE.read({ parts: [] })).toThrow("made.parts is empty");
    expect(MADE.schema).toMatchObject({ properties: { parts: { not: {} } }, required: ["parts"] });
  });

  it("a single value of a sweep is no array", () => {
    expect(() => checkSingle(strength(), "l2.alpha", [1])).toThrow(
      "l2.alpha expects a number of at least 0 but receives [1]",
    );
    expect(() => checkSingle(strength(), "l2.alpha", 1)).not.toThrow();
    expect(() => checkSingle(list(count(), 1, 2), "units", [1])).not.toThrow();
  });
});
