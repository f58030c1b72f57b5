/** What 32-bit floats, 7 digits up to 3.4e38, lose of numbers that are far from 0 for how little they differ. */

/** The middle of numbers, and how far they are spread around it. */
export interface Spread {
  readonly center: number;
  /** Above 0. */
  readonly scale: number;
}

/** A float's distance from the number that it stands for is at most this share of the number. */
const HALF_UNIT = 2 ** -24;
/** The share of the scale by which rounding may move a number: far below what a network can tell. */
const TOLERANCE = 1e-4;
/** The share of distinct numbers that must stay distinct. */
const KEPT = 0.9;
/** Sizes between which 32-bit floats have all their digits, with room for differences. */
const [SMALLEST, LARGEST] = [1e-30, 1e37];

/**
 * Whether numbers, ascending and without NaN, need 64-bit floats: where 32-bit ones move one of them by more than 1e-4 of
 * max(scale, |x - center|), make a tenth of the distinct ones equal to others, or hardly hold them (beyond 1e37, or a scale
 * below 1e-30).
 */
export function losesInFloat32(sorted: Float64Array, { center, scale }: Spread): boolean {
  if (scale < SMALLEST || isBeyond(sorted[0]) || isBeyond(sorted.at(-1))) return true;
  const isMoved = (x: number) => Math.abs(x - Math.fround(x)) > TOLERANCE * Math.max(scale, Math.abs(x - center));
  return sorted.some(isMoved) || mergedNumbers(sorted, Math.fround) !== undefined;
}

/** Whether values around `center` that vary by `scale`, of which none are known yet, need 64-bit floats, by the same measures. */
export function losesAroundCenter({ center, scale }: Spread): boolean {
  return scale < SMALLEST || isBeyond(center) || isBeyond(scale) || Math.abs(center) * HALF_UNIT > TOLERANCE * scale;
}

/** Whether 64-bit floats, too, may have moved such numbers by more than 1e-4 of the scale: their last digits are lost before anybody sees them. */
export function losesInFloat64({ center, scale }: Spread): boolean {
  return Math.abs(center) * 2 ** -53 > TOLERANCE * scale;
}

function isBeyond(x = 0): boolean {
  return Math.abs(x) > LARGEST;
}

/** Numbers that became equal to others. */
export interface MergedNumbers {
  /** How many of the numbers, repeated ones counted each time. */
  readonly count: number;
  /** The lowest of them. */
  readonly example: number;
}

/** The numbers, ascending and without NaN, that a map which keeps their order makes equal, where it keeps less than nine tenths apart. */
export function mergedNumbers(sorted: Float64Array, map: (x: number) => number): MergedNumbers | undefined {
  let [distinct, kept, count] = [0, 0, 0];
  let example: number | undefined;
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const first = sorted[start] as number;
    const image = map(first);
    let own = 1;
    for (end = start + 1; end < sorted.length && map(sorted[end] as number) === image; end++) {
      own += Number(sorted[end] !== sorted[end - 1]);
    }
    distinct += own;
    kept += 1;
    if (own === 1) continue;
    count += end - start;
    example ??= first;
  }
  return example === undefined || kept >= KEPT * distinct ? undefined : { count, example };
}
