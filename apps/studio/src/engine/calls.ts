/** A program for @occam/core as data: calls of its functions, which can be made and can be printed. */
import {
  accuracy,
  adam,
  dense,
  dropout,
  gaussianNoise,
  groupLasso,
  l1,
  l2,
  maxNorm,
  rmse,
  rmsprop,
  sequential,
  sgd,
  sparseGroupLasso,
} from "@occam/core";

/** All that a playground's program is made of: nothing else is called, whatever a link says. */
const FUNCTIONS = {
  adam,
  dense,
  dropout,
  gaussianNoise,
  groupLasso,
  l1,
  l2,
  maxNorm,
  rmsprop,
  sequential,
  sgd,
  sparseGroupLasso,
} as const;

const METRICS = { accuracy, rmse } as const;

export interface Call {
  readonly call: keyof typeof FUNCTIONS;
  readonly options: Options;
}

export interface MetricName {
  readonly metric: keyof typeof METRICS;
}

export type Argument = number | string | Call | MetricName | readonly Argument[];

export type Options = Readonly<Record<string, Argument>>;

/** What a call gives. Its options are checked by the library, function by function. */
export function made<T>(argument: Argument): T {
  return valueIn(argument) as T;
}

export function madeOptions<T>(options: Options): T {
  return Object.fromEntries(Object.entries(options).map(([key, argument]) => [key, valueIn(argument)])) as T;
}

function valueIn(argument: Argument): unknown {
  if (typeof argument !== "object") return argument;
  if (isList(argument)) return argument.map(valueIn);
  if ("metric" in argument) return METRICS[argument.metric];
  const create = FUNCTIONS[argument.call] as (options: unknown) => unknown;
  return create(madeOptions(argument.options));
}

/** The call as it is written in a program. `indent`: spaces before the line in which it begins. */
export function printed(argument: Argument, indent = 0): string {
  if (typeof argument !== "object") return JSON.stringify(argument);
  if (isList(argument))
    return wrapped(
      "[",
      argument.map((each) => printed(each, indent + 2)),
      "]",
      indent,
    );
  if ("metric" in argument) return argument.metric;
  return `${argument.call}(${printedOptions(argument.options, indent)})`;
}

/** `before`: entries as they are written, which stand before the others. */
export function printedOptions(options: Options, indent = 0, before: readonly string[] = []): string {
  const entries = Object.entries(options).map(([key, argument]) => `${key}: ${printed(argument, indent + 2)}`);
  return wrapped("{", [...before, ...entries], "}", indent);
}

const LINE_WIDTH = 100;

/** On one line where that is short. */
function wrapped(open: string, parts: readonly string[], close: string, indent: number): string {
  const space = open === "{" ? " " : "";
  const line = `${open}${space}${parts.join(", ")}${space}${close}`;
  if (!line.includes("\n") && indent + line.length <= LINE_WIDTH) return line;
  const inner = " ".repeat(indent + 2);
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${" ".repeat(indent)}${close}`;
}

/** Names of all functions and metrics in it, in the order of the alphabet: what its program imports. */
export function namesIn(argument: Argument | Options): ReadonlySet<string> {
  return new Set(listNames(argument).toSorted());
}

function listNames(argument: Argument | Options): readonly string[] {
  if (typeof argument !== "object") return [];
  if (isList(argument)) return argument.flatMap(listNames);
  if (isMetric(argument)) return [argument.metric];
  if (isCall(argument)) return [argument.call, ...listNames(argument.options)];
  return Object.values(argument).flatMap(listNames);
}

function isList(argument: Argument | Options): argument is readonly Argument[] {
  return Array.isArray(argument);
}

function isMetric(argument: Argument | Options): argument is MetricName {
  return typeof argument === "object" && "metric" in argument;
}

function isCall(argument: Argument | Options): argument is Call {
  return typeof argument === "object" && "call" in argument;
}
