/** The options of a factory as one record: type, checks, defaults, messages and JSON schema all come from its fields. */
import { optionError } from "../errors.ts";
import type { Field, JsonSchema, OptionalField } from "./field.ts";

export type Fields = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends OptionalField<infer Value> ? Value : F extends Field<infer Value> ? Value : never;

/** What a caller gives: optional fields may be left out. */
export type Given<F extends Fields> = {
  readonly [Key in keyof F as F[Key] extends OptionalField<unknown> ? never : Key]: ValueOf<F[Key]>;
} & {
  readonly [Key in keyof F as F[Key] extends OptionalField<unknown> ? Key : never]?: ValueOf<F[Key]>;
};

/** What a factory works with: every field, with its default. */
export type Read<F extends Fields> = { readonly [Key in keyof F]: ValueOf<F[Key]> };

/** Options of a name: what `OptionsOf` and `read` are made from. */
export interface OptionRecord<F extends Fields> {
  /** What messages call it, for example "l2". */
  readonly name: string;
  readonly fields: F;
  /**
   * The options, checked, with defaults. An option that nobody looks at is refused: a penalty on a layer that has no such
   * parameter must not be ignored.
   * @throws RangeError with code OCCAM_OPTION for an unknown name, a value out of range, and one that is missing.
   */
  readonly read: (options: Given<F>) => Read<F>;
  /** Of the options as a file holds them: one value for each. */
  readonly schema: JsonSchema;
}

/** The options that a record takes. */
export type OptionsOf<R> = R extends OptionRecord<infer F> ? Given<F> : never;

/** A record of fields, for example `record("elasticNet", { alpha: strength(), mix: share(0.5) })`. */
export function record<const F extends Fields>(name: string, fields: F): OptionRecord<F> {
  return {
    name,
    fields,
    read: (options) => {
      requireKnown(name, fields, options);
      const own: Readonly<Record<string, unknown>> = options;
      const entries = Object.entries(fields).map(([key, field]) => {
        const value = Object.hasOwn(own, key) ? own[key] : undefined;
        if (value === undefined && isOptional(field)) return [key, field.fallback];
        field.check(`${name}.${key}`, value);
        return [key, value];
      });
      // Each field has been checked by its own rule.
      return Object.fromEntries(entries) as Read<F>;
    },
    schema: {
      type: "object",
      properties: Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.schema])),
      required: Object.keys(fields).filter((key) => !isOptional(fields[key] as Field<unknown>)),
      additionalProperties: false,
    },
  };
}

export function isOptional(field: Field<unknown>): field is OptionalField<unknown> {
  return "isOptional" in field;
}

/** @throws RangeError with code OCCAM_OPTION for an option of another name. */
export function requireKnown(where: string, fields: Fields, options: object): void {
  const names = Object.keys(fields);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw optionError({
    where,
    expected: names.length === 0 ? "no options" : `options among ${names.join(", ")}`,
    received: JSON.stringify(unknown),
  });
}
