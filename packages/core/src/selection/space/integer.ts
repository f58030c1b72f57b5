import { describe, optionError } from "../../errors.ts";
import { type Given, record } from "../../options/record.ts";
import { log, pow } from "../../tensor/elementary.ts";
import { BOUND_FIELDS, requireBounds } from "./bounds.ts";
import type { Domain, DomainKind } from "./domain.ts";

export type IntegerOptions = Given<typeof BOUND_FIELDS>;

/**
 * A whole number from low to high: the number that (low - 1/2) + u * (high - low + 1) rounds to, or on the log scale
 * (low - 1/2) * ((high + 1/2) / (low - 1/2))^u. So all are equally likely, or k as likely as log((k + 1/2) / (k - 1/2)).
 * @throws RangeError with code OCCAM_OPTION, naming `where`, unless low < high are whole numbers, above 0 for "log".
 */
export function integer(options: IntegerOptions, where = "integer"): Domain {
  const read = record(where, BOUND_FIELDS).read(options);
  const { low, high } = requireBounds(where, read);
  const { scale } = read;
  requireWhole(`${where}.low`, low);
  requireWhole(`${where}.high`, high);
  const [first, last] = [low - 0.5, high + 0.5];
  const place =
    scale === "log" ? (x: number) => log(x / first) / log(last / first) : (x: number) => (x - first) / (last - first);
  const real =
    scale === "log" ? (u: number) => first * pow(last / first, u) : (u: number) => first + u * (last - first);
  return {
    kind: "integer",
    json: { kind: "integer", low, high, scale },
    ordered: true,
    levelCount: high - low + 1,
    at: (u) => Math.min(high, Math.max(low, Math.round(real(u)))),
    cell: (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= low && value <= high
        ? [place(value - 0.5), place(value + 0.5)]
        : undefined,
  };
}

function requireWhole(where: string, value: number): void {
  if (Number.isSafeInteger(value)) return;
  throw optionError({ where, expected: "a whole number", received: describe(value) });
}

export const integerKind: DomainKind = {
  kind: "integer",
  keys: Object.keys(BOUND_FIELDS),
  // `integer` checks every option, whatever its type.
  parse: ({ kind: _, ...options }, where) => integer(options as unknown as IntegerOptions, where),
};
