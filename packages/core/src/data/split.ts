import { occamError, optionError, requireCount } from "../errors.ts";
import { count, given, needed, number } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { apportionClasses } from "./apportion.ts";
import { shuffledClasses } from "./shuffled-classes.ts";

/** Shares of the rows, from 0 to 1 and 1 in sum. */
const SHARES = record("splitRows.shares", { train: number(1e-6, 1), validation: number(0, 1), test: number(0, 1) });

/** Options of `splitRows`. */
const SPLIT_ROWS = record("splitRows", {
  rowCount: count(),
  shares: needed<OptionsOf<typeof SHARES>>(requireShares),
  /** Decides which rows go where, never how many. */
  seed: count(0),
  /** A class index (0, 1, ...) for each row; every part keeps the proportions of the classes. */
  strata: given<ArrayLike<number>>(),
});

export type SplitOptions = OptionsOf<typeof SPLIT_ROWS>;

/** Row indices of each part, ascending; every row is in one part. */
export interface SplitParts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Deals rows at random to train, validation and test.
 *
 * Sizes are the largest-remainder apportionment of `rowCount`, equal remainders served in the order train, test,
 * validation: 569 rows at 60/20/20 are 341, 114 and 114. With `strata` a class of n rows has floor(n * share) rows or
 * one more in each part, rounded such that the parts keep those sizes. Every class is in train: with one row it is
 * nowhere else, with two the other row is in test or validation while they have room. Sizes give way only where many
 * tiny classes ask for more rows than train may hold. Without `strata` all rows are one class. A part may be empty
 * when rows are few.
 * @throws RangeError with code OCCAM_OPTION on shares out of range; Error with code OCCAM_SHAPE unless there is one
 *   stratum a row, OCCAM_DATA unless strata are whole numbers of at least 0.
 */
export function splitRows(options: SplitOptions): SplitParts {
  const { rowCount, shares, seed, strata } = SPLIT_ROWS.read(options);
  const classes = shuffledClasses("splitRows.strata", rowCount, strata ?? new Uint8Array(rowCount), {
    seed,
    stream: "split",
  });
  // Test before validation: of two equal claims to a row, the part that has the last word is served.
  const counts = apportionClasses(
    classes.map((rows) => rows.length),
    [shares.train, shares.test, shares.validation],
  );
  return { train: deal(classes, counts, 0), validation: deal(classes, counts, 2), test: deal(classes, counts, 1) };
}

/**
 * A bin for each number, as `splitRows.strata` for a regression target: bins of equal counts by rank (sizes differ by
 * at most 1), floor(rank * bins / n). Equal numbers rank by row, so that a run of ties may lie in two bins. A bin of
 * one row could only be trained on, so fewer than two rows a bin make fewer bins.
 * @throws RangeError with code OCCAM_OPTION unless `bins` is a whole number of at least 1; Error with code OCCAM_DATA
 *   on a NaN.
 */
export function stratifyByQuantile(values: ArrayLike<number>, bins = 10): Int32Array {
  requireCount("stratifyByQuantile.bins", bins);
  const numbers = Float64Array.from(values);
  const missing = numbers.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw occamError("OCCAM_DATA", {
      where: "stratifyByQuantile",
      expected: "numbers",
      received: `NaN at row ${missing}`,
      fix: "leave out rows without a target",
    });
  }
  const binCount = Math.max(1, Math.min(bins, Math.floor(numbers.length / 2)));
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => compare(numbers[a] as number, numbers[b] as number));
  const out = new Int32Array(numbers.length);
  // Sorting is stable: equal numbers stay in the order of their rows.
  order.forEach((row, rank) => {
    out[row] = Math.floor((rank * binCount) / numbers.length);
  });
  return out;
}

/** The rows that part number `part` takes from every class, after those of the parts before it. */
function deal(classes: readonly number[][], counts: readonly (readonly number[])[], part: number): Int32Array {
  const rows = classes.flatMap((members, i) => {
    const sizes = counts[i] as readonly number[];
    const start = sizes.slice(0, part).reduce((total, size) => total + size, 0);
    return members.slice(start, start + (sizes[part] as number));
  });
  return Int32Array.from(rows).sort();
}

function requireShares(where: string, shares: OptionsOf<typeof SHARES>): void {
  const { train, validation, test } = SHARES.read(shares);
  const total = train + validation + test;
  if (Math.abs(total - 1) <= 1e-9) return;
  throw optionError({ where, expected: "shares that add up to 1", received: `a sum of ${total}` });
}

/** A difference would be NaN between equal infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
