import { describe, optionError } from "../../errors.ts";
import { needed, oneOf, optional } from "../../options/field.ts";
import type { Read } from "../../options/record.ts";

/** What every range takes. */
export const BOUND_FIELDS = {
  low: needed<number>(),
  /** Above low. */
  high: needed<number>(),
  /** Default "linear"; "log", which needs low above 0, spreads values evenly over orders of magnitude. */
  scale: optional(oneOf(["linear", "log"]), "linear"),
};

export type Scale = Read<typeof BOUND_FIELDS>["scale"];

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * The bounds, as JSON keeps them: without a minus before 0.
 * @throws RangeError with code OCCAM_OPTION unless low < high are finite, above 0 for "log".
 */
export function requireBounds(where: string, { low, high, scale }: Read<typeof BOUND_FIELDS>): Bounds {
  const expected = scale === "log" ? "a number above 0 on a log scale" : "a finite number";
  for (const [name, bound] of [
    ["low", low],
    ["high", high],
  ] as const) {
    if (typeof bound === "number" && Number.isFinite(bound) && (scale !== "log" || bound > 0)) continue;
    throw optionError({ where: `${where}.${name}`, expected, received: describe(bound) });
  }
  const width = high - low;
  if (width > 0 && width < Infinity) return { low: low + 0, high: high + 0 };
  throw optionError({
    where: `${where}.high`,
    expected: `a number above low, ${low}, and not infinitely far from it,`,
    received: describe(high),
    fix: "a single value is a constant",
  });
}
