/** What a configuration may set, a search may vary and a path may turn up: one record each, with all its facts. */
import { optionError } from "../../errors.ts";
import type { Field } from "../../options/field.ts";
import { type Fields, type OptionRecord, type Read, record } from "../../options/record.ts";
import type { Domain, HyperparameterValue, SpaceValues } from "../../selection/space/index.ts";
import type { TaskName } from "../tasks/index.ts";
import type { NetworkParts } from "./network-parts.ts";

/** What the usual values of a table hang on. */
export interface TableSize {
  /** Rows that a network is trained on. */
  readonly rowCount: number;
  /** Epochs of a training, or of its first round; undefined: by the number of rows. */
  readonly epochs: number | undefined;
}

/** The strengths of a path, from the least to the most regularized. */
export type PathFacts =
  /** On the scale of the data: up to `reach` times the largest strength that is of use to l1 (`largestAlpha`). */
  | { readonly of: "data"; readonly reach: number }
  /** A range that holds for any data; `falls`: less is more regularized. */
  | {
      readonly of: "range";
      readonly low: number;
      readonly high: number;
      readonly scale: "linear" | "log";
      readonly falls?: true;
    };

export type SettingValue = SpaceValues[string];
/** Options of a setting by name. */
export type SettingOptions = Readonly<Record<string, HyperparameterValue>>;

export interface Setting {
  /** Its name and its options: {"elasticNet": {"alpha": 0.01, "mix": 0.5}}. */
  readonly options: OptionRecord<Fields>;
  /** The option that a bare value is for: {"elasticNet": 0.01}. */
  readonly main: string;
  /** Always in force, with this value where nothing else is said; undefined: off unless it is set. */
  readonly usual?: (size: TableSize) => SettingValue;
  /**
   * Options at which it changes nothing: those of networks that do not use it, in one graph with networks that do. Without,
   * all networks of a graph use it or none does.
   */
  readonly off?: SettingOptions;
  /** The network with this part added; options that a sweep may vary have one value for each candidate. */
  readonly add: (parts: NetworkParts, options: Readonly<Record<string, unknown>>) => NetworkParts;
  /** Where a search looks for the main option when it is not told; undefined: it does not. */
  readonly domain?: (usual: SettingValue | undefined) => Domain;
  /** How its main option is turned up along a path; undefined: it has none. */
  readonly path?: PathFacts;
  /** Strength of the quadratic penalty (alpha/2 w^2) that it puts on kernels, for degrees of freedom; undefined: none. */
  readonly ridge?: (options: SettingOptions) => number;
  /** Spread over the whole training, whose end it must know: a network that has it trains for so long and no longer. */
  readonly needsEnd?: true;
  /** Gates that pruning multiplies into the kernels: the smaller network is built without it. */
  readonly settles?: true;
  /** Only networks of this task have it. */
  readonly task?: TaskName;
}

interface SettingFacts<F extends Fields> extends Omit<Setting, "options" | "main" | "add"> {
  readonly options: OptionRecord<F>;
  readonly main: keyof F & string;
  readonly add: (parts: NetworkParts, options: Read<F>) => NetworkParts;
}

/** A setting from its facts. Options that only a program can give (`given`) are not part of it. */
export function setting<F extends Fields>({ options, add, ...facts }: SettingFacts<F>): Setting {
  const own = Object.entries(options.fields).filter(([, { schema }]) => !("not" in schema));
  return {
    ...facts,
    options: record<Fields>(options.name, Object.fromEntries(own)),
    // Options are read by the record that `add` was written for; those left out have no value.
    add: (parts, values) => add(parts, values as Read<F>),
  };
}

/** A record of one option, named "value", as settings of a bare value have: {"learningRate": 0.001}. */
export function valueRecord<Value>(name: string, value: Field<Value>): OptionRecord<{ readonly value: Field<Value> }> {
  return record(name, { value });
}

/**
 * The part with one more thing in a place that only one thing can have.
 * @throws RangeError with code OCCAM_OPTION where it is taken.
 */
export function placed<T extends object, Key extends keyof T & string>(
  part: T,
  key: Key,
  thing: NonNullable<T[Key]> & { readonly name: string },
): T {
  const taken = part[key];
  if (taken === undefined) return { ...part, [key]: thing };
  throw optionError({
    where: `settings: ${thing.name}`,
    expected: `no other ${key} beside it`,
    // Everything that is placed has a name.
    received: (taken as { readonly name?: string }).name ?? key,
    fix: "leave one of them out",
  });
}

/** How the strengths of a path of this setting are spread. */
export function pathScale({ path }: Setting): "linear" | "log" {
  return path?.of === "range" ? path.scale : "log";
}
