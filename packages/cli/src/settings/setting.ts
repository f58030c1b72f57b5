/** What a configuration may set and a sweep may vary: one record each, with all its facts. */
import {
  ACTIVATIONS,
  type ActivationName,
  choice,
  type Domain,
  float,
  type HyperparameterValue,
  optional,
} from "@occam/core";
import type { NetworkShape, Strengths } from "../fit/network-plan.ts";
import type { Task } from "../fit/understanding.ts";

/** A network that is set: what it shares with others of its graph, and its numbers. */
export interface Configured {
  readonly shape: NetworkShape;
  readonly strengths: Strengths;
}

export interface Setting {
  readonly name: string;
  /** The number inside a part that can be off: {"l2": {"alpha": 0.01}}; undefined for a bare value: {"learningRate": 0.01}. */
  readonly key?: string;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** The setting put in force. `value` is one that it accepts. */
  readonly apply: (value: HyperparameterValue, configured: Configured) => Configured;
  /** Where a sweep looks when it is not told; undefined: it does not. */
  readonly domain?: (plain: Configured) => Domain;
  /** Only networks of this task have it. */
  readonly task?: Task;
}

export const SETTINGS: readonly Setting[] = [
  part("l1", "alpha", Infinity, () => float({ low: 1e-5, high: 1e-1, scale: "log" })),
  part("l2", "alpha", Infinity, () => float({ low: 1e-5, high: 1, scale: "log" })),
  part("groupLasso", "alpha", Infinity),
  part("dropout", "rate", 1, () => float({ low: 0.05, high: 0.6 })),
  part("inputNoise", "deviation", Infinity, () => float({ low: 0.02, high: 1, scale: "log" })),
  { ...part("labelSmoothing", "strength", 1, () => float({ low: 0.01, high: 0.3 })), task: "classification" },
  part("weightDecay", "strength", Infinity, () => float({ low: 1e-3, high: 1, scale: "log" })),
  {
    name: "learningRate",
    expected: "a number above 0",
    accepts: (value) => isNumber(value) && value > 0,
    apply: (value, { shape, strengths }) => ({ shape, strengths: { ...strengths, learningRate: value as number } }),
    domain: ({ strengths }) =>
      float({ low: strengths.learningRate / 3, high: strengths.learningRate * 10, scale: "log" }),
  },
  {
    name: "units",
    expected: "a list of 1 to 8 whole numbers from 1 to 4096, one a hidden layer",
    accepts: (value) =>
      Array.isArray(value) && value.length >= 1 && value.length <= 8 && value.every((each) => isWhole(each, 4096)),
    apply: (value, { shape, strengths }) => ({ shape: { ...shape, units: value as readonly number[] }, strengths }),
    domain: ({ shape: { units } }) => choice([units, units.map((count) => count / 2), units.slice(0, 1)]),
  },
  {
    name: "activation",
    expected: `one of ${ACTIVATIONS.map(({ name }) => name).join(", ")}`,
    accepts: (value) => ACTIVATIONS.some(({ name }) => name === value),
    apply: (value, { shape, strengths }) => ({ shape: { ...shape, activation: value as ActivationName }, strengths }),
  },
  {
    name: "batchSize",
    expected: "a whole number from 1 to 65536",
    accepts: (value) => isWhole(value, 65536),
    apply: (value, { shape, strengths }) => ({ shape: { ...shape, batchSize: value as number }, strengths }),
  },
];

/** A strength from 0 up to `below`, off or on. */
function part(
  name: Exclude<keyof Strengths, "learningRate">,
  key: string,
  below: number,
  range?: () => Domain,
): Setting {
  return {
    name,
    key,
    expected: below === Infinity ? "a number of at least 0" : `a number of at least 0 and below ${below}`,
    accepts: (value) => isNumber(value) && value >= 0 && value < below,
    apply: (value, { shape, strengths }) => ({ shape, strengths: { ...strengths, [name]: value as number } }),
    ...(range && { domain: () => optional({ [key]: range() }) }),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isWhole(value: unknown, most: number): boolean {
  return isNumber(value) && Number.isInteger(value) && value >= 1 && value <= most;
}
