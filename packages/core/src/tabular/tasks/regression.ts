/** A number for each row. */
import { stratifyByQuantile } from "../../data/split.ts";
import { optionError } from "../../errors.ts";
import { meanSquaredError } from "../../losses/mean-squared-error.ts";
import { mae, r2, rmse, squaredErrorPerRow } from "../../metrics/index.ts";
import { mean } from "../../statistics/mean.ts";
import { populationStandardDeviation } from "../../statistics/variance.ts";
import type { Column } from "../table/table.ts";
import { quoted, tableError } from "../table/table-error.ts";
import { textsHint } from "./class-texts.ts";
import type { AskedDecision } from "./decision.ts";
import type { Target, Task } from "./task.ts";

/** Squared errors, and their sums, stay within 64-bit floats. */
const LARGEST_TARGET = 1e100;
const SMALLEST_SPREAD = 1e-100;
/** Thousands of units of a 64-bit float. */
const SMALLEST_RELATIVE_SPREAD = 1e-12;

export const regression: Task = {
  name: "regression",
  loss: meanSquaredError,
  metrics: [rmse, mae, r2],
  deciding: {
    name: rmse.name,
    reduce: Math.sqrt,
    // The derivative of the root is 1 / (2 root).
    standardError: (standardError, meanLoss) => standardError / (2 * Math.sqrt(meanLoss)),
  },
  rowLosses: squaredErrorPerRow,
  suits: (target) => target.kind === "numeric",
  readTarget,
  notes: () => [],
  decide: refuseDecision,
  outputCount: () => 1,
  typical: mean,
  strata: stratifyByQuantile,
  foldClasses: () => undefined,
  requireTrainable: () => {},
  scaleOf: (values) => {
    const deviation = populationStandardDeviation(values);
    return { mean: mean(values), deviation: deviation > 0 ? deviation : 1 };
  },
  encode: (values, { mean: center, deviation }) => ({
    shape: [values.length],
    data: Float32Array.from(values, (value) => (value - center) / deviation),
  }),
  decode: (predictions, { mean: center, deviation }) =>
    Float64Array.from(predictions, (value) => value * deviation + center),
  bestConstant: (_, values) => [mean(values)],
  outputs: { numbers: "value" },
  exportOptions: (_, targetScale) => ({ targetScale }),
  toAnswers: (numbers) => Array.from(numbers, (value) => ({ value })),
};

function refuseDecision({ name }: Target, _: Float64Array, asked: AskedDecision): undefined {
  const [option] = (["threshold", "balance"] as const).filter(
    (each) => asked[each] !== undefined && asked[each] !== false,
  );
  if (option === undefined) return undefined;
  throw optionError({
    where: option,
    expected: "a target of classes",
    received: `the numbers of ${JSON.stringify(name)}`,
    fix: "leave it out: numbers are predicted as they are",
  });
}

function readTarget(target: Column): Target {
  const { name } = target;
  if (target.kind === "text") {
    throw tableError(`a regression expects a target of numbers, but ${quoted(name)} holds text: ${textsHint(target)}.`);
  }
  if (target.kind === "other")
    throw tableError(`the target ${quoted(name)} is a ${target.type} column: expected numbers or text.`);
  const present = target.values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) throw tableError(`the target ${quoted(name)} holds no values.`);
  if (present.every((value) => value === present[0])) {
    throw tableError(`the target ${quoted(name)} is ${present[0]} in every row: there is nothing to learn.`);
  }
  requireDifferences(present, name);
  return { name, values: target.values, classes: [] };
}

/** 64-bit floats have 16 digits, and their squares must fit. */
function requireDifferences(values: Float64Array, name: string): void {
  const [lowest, highest] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const [largest, spread] = [Math.max(-lowest, highest), highest - lowest];
  if (largest > LARGEST_TARGET || spread < SMALLEST_SPREAD) {
    throw tableError(
      `the target ${quoted(name)} runs from ${lowest} to ${highest}, beyond 64-bit floats: rescale it, for example by its largest value.`,
    );
  }
  if (spread < SMALLEST_RELATIVE_SPREAD * largest) {
    throw tableError(
      `the target ${quoted(name)} runs only from ${lowest} to ${highest}, too close for 64-bit floats: write it as its difference from a constant, for example from its smallest value.`,
    );
  }
}
