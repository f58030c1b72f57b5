import { describe, optionError, requireRange } from "../errors.ts";

/** A number that a sweep may vary: one for all replicas, or one for each. */
export type Sweep = number | readonly number[];

/** How many replicas the given values ask for: the length of the arrays among them, 1 where there is none. */
export function replicaCountOf(values: readonly (readonly [name: string, value: Sweep])[]): number {
  const arrays = values.filter((entry): entry is readonly [string, readonly number[]] => typeof entry[1] !== "number");
  const [first] = arrays;
  if (first === undefined) return 1;
  for (const [name, value] of arrays) {
    if (value.length === 0) throw optionError({ where: name, expected: "at least one value", received: "none" });
    if (value.length === first[1].length) continue;
    throw optionError({
      where: name,
      expected: `one value, or ${first[1].length} as ${first[0]} has (one for each replica)`,
      received: `${value.length} values`,
    });
  }
  return first[1].length;
}

/** The value of replica `replica`. */
export function sweepAt(value: Sweep, replica: number): number {
  return typeof value === "number" ? value : (value[replica] as number);
}

/** @throws RangeError with code OCCAM_OPTION unless every value lies in [low, high]. */
export function requireSweep(where: string, value: Sweep, low: number, high: number): void {
  if (Array.isArray(value)) {
    value.forEach((item, i) => {
      requireRange(`${where}[${i}]`, item, low, high);
    });
  } else if (typeof value === "number") requireRange(where, value, low, high);
  else throw optionError({ where, expected: "a number or an array of numbers", received: describe(value) });
}
