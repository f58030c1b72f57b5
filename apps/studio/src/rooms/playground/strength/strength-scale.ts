/** A regularizer's strengths as places on a slider: 0 is a stop of its own, left of the lowest. */
import type { RegularizerRecord } from "../../../engine/regularizers.ts";

export interface StrengthScale {
  readonly min: number;
  readonly max: number;
  readonly placeOf: (strength: number) => number;
  /** To two digits. */
  readonly strengthAt: (place: number) => number;
  readonly ticks: readonly number[];
  /** A strength so many small steps further, or large ones: a tenth of a decade and a decade, or hundredths and tenths. */
  readonly moved: (strength: number, steps: number, isFar: boolean) => number;
}

/** How far left of the lowest strength 0 stands, as a part of the whole. */
const ZERO_GAP = 0.08;

export function strengthScale({ low, high, scale }: Pick<RegularizerRecord, "low" | "high" | "scale">): StrengthScale {
  const isLog = scale === "log";
  const [to, from] = isLog ? [Math.log10, (at: number) => 10 ** at] : [same, same];
  const [lowest, highest] = [to(low), to(high)];
  const min = isLog ? lowest - ZERO_GAP * (highest - lowest) : 0;
  const strengthAt = (place: number): number => {
    // Half way to the lowest: there is nothing between.
    if (place < (min + lowest) / 2) return 0;
    return rounded(from(Math.min(highest, Math.max(lowest, place))), low, high);
  };
  const placeOf = (strength: number) => (strength <= 0 ? min : Math.min(highest, Math.max(lowest, to(strength))));
  return {
    ...{ min, max: highest, placeOf, strengthAt },
    ticks: isLog ? decades(lowest, highest) : [0, 0.25, 0.5, 0.75].map((part) => part * high),
    moved: (strength, steps, isFar) => {
      const size = (isLog ? 0.1 : 0.01) * (isFar ? 10 : 1);
      if (strength <= 0) return steps > 0 ? low : 0;
      const place = placeOf(strength) + steps * size;
      return place < lowest - 1e-9 ? 0 : strengthAt(place);
    },
  };
}

const same = (value: number): number => value;

function rounded(strength: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Number(strength.toPrecision(2))));
}

/** Whole powers of ten between two, both included. */
function decades(lowest: number, highest: number): readonly number[] {
  const first = Math.ceil(lowest - 1e-9);
  return Array.from({ length: Math.floor(highest + 1e-9) - first + 1 }, (_, i) => first + i);
}

export type Typed = { readonly strength: number } | { readonly problem: "notANumber" | "outside" };

/** A strength as somebody types it, with a point or a comma. */
export function typedStrength(text: string, { low, high }: Pick<RegularizerRecord, "low" | "high">): Typed {
  const plain = text.trim().replace(",", ".");
  const strength = plain === "" ? Number.NaN : Number(plain);
  if (!Number.isFinite(strength)) return { problem: "notANumber" };
  return strength === 0 || (strength >= low && strength <= high) ? { strength } : { problem: "outside" };
}
