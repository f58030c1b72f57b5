/** What one option takes: its range in words and in code, its default, its JSON schema. Records are made of fields. */
import { describe, optionError, rangeText, requireCount, requireRange } from "../errors.ts";
import { requireSweep, type Sweep } from "./sweep.ts";

/** All facts of one option. */
export interface Field<Value> {
  /** "a number of at least 0": what a message says is expected. */
  readonly expected: string;
  /** @throws RangeError with code OCCAM_OPTION, naming `where`, for a value that it does not take. */
  readonly check: (where: string, value: unknown) => void;
  /** Of a single value, as a file holds it. */
  readonly schema: JsonSchema;
  /** A sweep may vary it: one value for each replica where an array is given. */
  readonly isSweep?: true;
  /** The type of its values; never there at run time. */
  readonly value?: Value;
}

/** An option that may be left out. */
export interface OptionalField<Value> extends Field<Value> {
  readonly isOptional: true;
  /** What stands for it then. */
  readonly fallback: Value;
}

/** The part of JSON Schema that fields speak. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Masks are drawn to 2^-16: at a higher rate no unit would ever be on, and its scale 1 / (1 - rate) would overflow. */
export const HIGHEST_RATE = 1 - 2 ** -16;

export function optional<Value>(field: Field<Value>): OptionalField<Value | undefined>;
export function optional<Value>(field: Field<Value>, fallback: Value): OptionalField<Value>;
/** The field left out means `fallback`. */
export function optional<Value>(
  field: Field<Value>,
  fallback?: Value,
): OptionalField<Value> | OptionalField<Value | undefined> {
  const schema = fallback === undefined ? field.schema : { ...field.schema, default: fallback };
  return { ...field, schema, isOptional: true, fallback };
}

/** A number that a sweep may vary, from `low` to `high`; `low` and `high` as `requireRange` reads them. */
export function sweep(low: number, high: number): Field<Sweep> {
  return {
    expected: rangeText(low, high),
    check: (where, value) => requireSweep(where, value as Sweep, low, high),
    schema: { type: "number", ...bounds(low, high) },
    isSweep: true,
  };
}

/** The strength of a penalty: at least 0; at 0 it changes nothing. */
export function strength(): Field<Sweep> {
  return sweep(0, Infinity);
}

/** A number above 0 that a sweep may vary. */
export function positive(): Field<Sweep> {
  return sweep(Number.MIN_VALUE, Infinity);
}

export function share(): Field<Sweep>;
export function share(fallback: number): OptionalField<Sweep>;
/** From 0 to 1. */
export function share(fallback?: number): Field<Sweep> | OptionalField<Sweep> {
  const field = sweep(0, 1);
  return fallback === undefined ? field : optional(field, fallback);
}

/** The probability of something to be off: from 0 up to 1 - 2^-16. */
export function rate(): Field<Sweep> {
  return sweep(0, HIGHEST_RATE);
}

/** One number for all replicas. */
export function number(low: number, high: number): Field<number> {
  return {
    expected: rangeText(low, high),
    check: (where, value) => requireRange(where, value, low, high),
    schema: { type: "number", ...bounds(low, high) },
  };
}

/** A number of at least 0 and below 1, the same for all replicas: how much of a running mean stays at each step. */
export function decay(): Field<number> {
  return number(0, 1 - Number.EPSILON);
}

/** A whole number of at least `low` and, where it is given, at most `high`. */
export function count(low = 1, high = Number.MAX_SAFE_INTEGER): Field<number> {
  const isBounded = high < Number.MAX_SAFE_INTEGER;
  return {
    expected: isBounded ? `a whole number from ${low} to ${high}` : `a whole number of at least ${low}`,
    check: (where, value) => {
      requireCount(where, value, low);
      requireRange(where, value, low, high);
    },
    schema: { type: "integer", minimum: low, ...(isBounded && { maximum: high }) },
  };
}

/** A whole number of at least 1 that a sweep may vary. */
export function counts(): Field<Sweep> {
  const { expected, schema } = count();
  return {
    expected,
    check: (where, value) => {
      if (!Array.isArray(value)) requireCount(where, value);
      else for (const [i, each] of value.entries()) requireCount(`${where}[${i}]`, each);
    },
    schema,
    isSweep: true,
  };
}

/** One of some names. */
export function oneOf<const Name extends string>(names: readonly Name[]): Field<Name> {
  return checked({
    expected: eitherOf(names.map((name) => JSON.stringify(name))),
    accepts: (value): value is Name => names.some((name) => name === value),
    schema: { enum: names },
  });
}

export function flag(): Field<boolean> {
  return checked({
    expected: "true or false",
    accepts: (value): value is boolean => typeof value === "boolean",
    schema: { type: "boolean" },
  });
}

export function text(): Field<string> {
  return checked({
    expected: "a text",
    accepts: (value): value is string => typeof value === "string",
    schema: { type: "string" },
  });
}

/** A list of `least` to `most` values of a field. */
export function list<Value>(of: Field<Value>, least: number, most: number): Field<readonly Value[]> {
  const field: Field<readonly Value[]> = {
    expected: `a list of ${most === Infinity ? `at least ${least}` : `${least} to ${most}`} values, each ${of.expected}`,
    check: (where, value) => {
      if (!Array.isArray(value) || value.length < least || value.length > most) {
        throw optionError({ where, expected: field.expected, received: describe(value) });
      }
      value.forEach((item, i) => {
        of.check(`${where}[${i}]`, item);
      });
    },
    schema: { type: "array", items: of.schema, minItems: least, ...(most !== Infinity && { maxItems: most }) },
  };
  return field;
}

/** A value that only a program gives: a function, a layer, a schedule. No file can hold it. `check` throws for a bad one. */
export function needed<Value>(check: (where: string, value: Value) => void = () => {}): Field<Value> {
  return {
    expected: "a value of its type",
    // What is no Value at all is for types to refuse, or for `check`.
    check: (where, value) => check(where, value as Value),
    schema: { not: {} },
  };
}

/** The same where it may be left out. */
export function given<Value>(check?: (where: string, value: Value) => void): OptionalField<Value | undefined> {
  return optional(needed(check));
}

/** A field by a test of its values. */
export function checked<Value>(facts: {
  readonly expected: string;
  readonly accepts: (value: unknown) => value is Value;
  readonly schema: JsonSchema;
}): Field<Value> {
  const { expected, accepts, schema } = facts;
  return {
    expected,
    check: (where, value) => {
      if (!accepts(value)) throw optionError({ where, expected, received: describe(value) });
    },
    schema,
  };
}

/**
 * A value as a file holds it: a sweep's array is none.
 * @throws RangeError with code OCCAM_OPTION, naming `where`.
 */
export function checkSingle({ check, expected, isSweep }: Field<unknown>, where: string, value: unknown): void {
  if (isSweep && typeof value !== "number") throw optionError({ where, expected, received: describe(value) });
  check(where, value);
}

/** "a", "b" or "c". */
function eitherOf(words: readonly string[]): string {
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((part) => part !== "").join(" or ");
}

/** The limits of a range that "above 0" and "below 1" stand for are not part of it. */
function bounds(low: number, high: number): JsonSchema {
  return {
    ...(low === Number.MIN_VALUE ? { exclusiveMinimum: 0 } : { minimum: low }),
    ...(high === Infinity ? {} : isBelowOne(high) ? { exclusiveMaximum: 1 } : { maximum: high }),
  };
}

function isBelowOne(high: number): boolean {
  return high === 1 - Number.EPSILON || high === HIGHEST_RATE;
}
