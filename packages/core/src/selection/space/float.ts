import { optionError, requireRange } from "../../errors.ts";
import { given } from "../../options/field.ts";
import { type Given, record } from "../../options/record.ts";
import { exp, log } from "../../tensor/elementary.ts";
import { BOUND_FIELDS, requireBounds, type Scale } from "./bounds.ts";
import { type Domain, type DomainKind, evenCell, evenLevel } from "./domain.ts";

const FLOAT_FIELDS = {
  ...BOUND_FIELDS,
  /** Only low, low + step, low + 2 step, ... up to high; on the linear scale. Default: every number. */
  step: given<number>(),
};

export type FloatOptions = Given<typeof FLOAT_FIELDS>;

/** A step count misses a whole number by rounding; nearer than this it is that number. */
const ROUNDING = 1e-9;

/**
 * A number from low to high: low + u * (high - low), or low * (high / low)^u on the log scale.
 * @throws RangeError with code OCCAM_OPTION, naming `where`, unless low < high are finite (above 0 for "log") and step,
 *   on the linear scale alone, is above 0 and at most high - low.
 */
export function float(options: FloatOptions, where = "float"): Domain {
  const read = record(where, FLOAT_FIELDS).read(options);
  const { low, high } = requireBounds(where, read);
  const { scale, step } = read;
  const json = { kind: "float", low, high, scale, ...(step === undefined ? {} : { step }) };
  if (step !== undefined) return { kind: "float", json, ...stepped(low, high, scale, step, where) };
  const span = scale === "log" ? log(high) - log(low) : high - low;
  const at = scale === "log" ? (u: number) => exp(log(low) + u * span) : (u: number) => low + u * span;
  const unit =
    scale === "log" ? (value: number) => (log(value) - log(low)) / span : (value: number) => (value - low) / span;
  return {
    kind: "float",
    json,
    ordered: true,
    levelCount: Infinity,
    at: (u) => Math.min(high, Math.max(low, at(u))),
    cell: (value) => {
      if (typeof value !== "number" || !(value >= low && value <= high)) return undefined;
      const u = Math.min(1, Math.max(0, unit(value)));
      return [u, u];
    },
  };
}

function stepped(low: number, high: number, scale: Scale, step: number, where: string): Omit<Domain, "kind" | "json"> {
  if (scale === "log") {
    throw optionError({
      where: `${where}.step`,
      expected: "the linear scale",
      received: '"log"',
      fix: "list the values in a choice",
    });
  }
  requireRange(`${where}.step`, step, Number.MIN_VALUE, high - low);
  const levelCount = Math.floor((high - low) / step + ROUNDING) + 1;
  // 15 digits: 3 steps of 0.1 are 0.3 and not 0.30000000000000004, and from -0.3 they lead to 0 and not to 6e-17.
  const levelValue = (level: number) => {
    const value = low + level * step;
    return Math.abs(value) < step * ROUNDING ? 0 : Number(value.toPrecision(15));
  };
  return {
    ordered: true,
    levelCount,
    at: (u) => levelValue(evenLevel(u, levelCount)),
    cell: (value) => {
      if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
      const level = Math.round((value - low) / step);
      return levelValue(level) === value ? evenCell(level, levelCount) : undefined;
    },
  };
}

export const floatKind: DomainKind = {
  kind: "float",
  keys: Object.keys(FLOAT_FIELDS),
  // `float` checks every option, whatever its type.
  parse: ({ kind: _, ...options }, where) => float(options as unknown as FloatOptions, where),
};
