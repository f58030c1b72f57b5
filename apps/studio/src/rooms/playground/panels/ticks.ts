/** Round numbers of an axis. */

export interface Ticks {
  readonly values: readonly number[];
  /** Decimals that tell them apart. */
  readonly digits: number;
}

const STEPS: readonly number[] = [1, 2, 5, 10];
/** What rounding leaves of a quotient that is whole. */
const TINY = 1e-9;

/** The multiples of the smallest step of 1, 2 or 5 times a power of ten of which at most `most` lie between low and high. */
export function ticksWithin(low: number, high: number, most: number): Ticks {
  const exponent = Math.floor(Math.log10((high - low) / most) + TINY);
  const bounds = STEPS.map((step) => {
    const unit = step * 10 ** exponent;
    return { unit, first: Math.ceil(low / unit - TINY), last: Math.floor(high / unit + TINY) };
  });
  const { unit, first, last } = bounds.find((own) => own.last - own.first < most) ?? (bounds.at(-1) as Bounds);
  const digits = Math.max(0, -Math.floor(Math.log10(unit) + TINY));
  const values = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * unit).toFixed(digits)));
  return { values, digits };
}

interface Bounds {
  readonly unit: number;
  readonly first: number;
  readonly last: number;
}
