import { describe, optionError } from "../../errors.ts";

/** "log" spreads values evenly over orders of magnitude. */
export type Scale = "linear" | "log";

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

const SCALES: readonly unknown[] = ["linear", "log"] satisfies readonly Scale[];

/**
 * The bounds, as JSON keeps them: without a minus before 0.
 * @throws RangeError with code OCCAM_OPTION unless `scale` is one, and low < high are finite, above 0 for "log".
 */
export function requireBounds(where: string, low: unknown, high: unknown, scale: unknown): Bounds {
  if (!SCALES.includes(scale)) {
    throw optionError({ where: `${where}.scale`, expected: '"linear" or "log"', received: describe(scale) });
  }
  const expected = scale === "log" ? "a number above 0 on a log scale" : "a finite number";
  for (const [name, bound] of [
    ["low", low],
    ["high", high],
  ] as const) {
    if (typeof bound === "number" && Number.isFinite(bound) && (scale !== "log" || bound > 0)) continue;
    throw optionError({ where: `${where}.${name}`, expected, received: describe(bound) });
  }
  const width = (high as number) - (low as number);
  if (width > 0 && width < Infinity) return { low: (low as number) + 0, high: (high as number) + 0 };
  throw optionError({
    where: `${where}.high`,
    expected: `a number above low, ${low}, and not infinitely far from it,`,
    received: describe(high),
    fix: "a single value is a constant",
  });
}
