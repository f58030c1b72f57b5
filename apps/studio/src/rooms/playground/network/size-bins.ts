/** How many weights have which size: bins on a logarithmic axis, exact zeros apart. */

export const LEAST = 1e-4;
export const MOST = 10;
const BINS_PER_DECADE = 4;
const DECADES = Math.log10(MOST / LEAST);
const BIN_COUNT = BINS_PER_DECADE * DECADES;

export interface SizeBin {
  /** Of all from `from` on that are below `to`; the first are all below the axis, the last reaches beyond it. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of them, below the threshold. */
  readonly lowCount: number;
}

export interface SizeBins {
  readonly zeroCount: number;
  /** Not zero, but below the axis, then from left to right. */
  readonly bins: readonly SizeBin[];
}

export function sizeBins(weights: Iterable<number>, threshold: number): SizeBins {
  const counts = new Array<number>(BIN_COUNT + 1).fill(0);
  const lows = [...counts];
  let zeroCount = 0;
  for (const weight of weights) {
    const size = Math.abs(weight);
    if (size === 0) zeroCount++;
    else {
      const bin = binOf(size);
      counts[bin] = (counts[bin] as number) + 1;
      if (size < threshold) lows[bin] = (lows[bin] as number) + 1;
    }
  }
  const bins = counts.map((count, i) => ({
    from: i === 0 ? 0 : edge(i - 1),
    to: edge(i),
    count,
    lowCount: lows[i] as number,
  }));
  return { zeroCount, bins };
}

const edge = (i: number): number => LEAST * 10 ** (i / BINS_PER_DECADE);

function binOf(size: number): number {
  if (size < LEAST) return 0;
  // Rounded first, so that a power of ten begins a bin.
  const place = Math.round(Math.log10(size / LEAST) * BINS_PER_DECADE * 1e6) / 1e6;
  return 1 + Math.min(BIN_COUNT - 1, Math.floor(place));
}

/** The most weights that a bar of full height stands for: doubled where one bin has more, so that bars seldom change their scale. */
export function fullCount({ bins }: SizeBins): number {
  const most = Math.max(...bins.map(({ count }) => count));
  let full = 16;
  while (full < most) full *= 2;
  return full;
}

/** So many tenths of a decade further, to two digits. */
export function stepped(threshold: number, tenths: number): number {
  const decade = Math.round(10 * Math.log10(threshold)) + tenths;
  return clamped(10 ** (decade / 10));
}

export function clamped(threshold: number): number {
  return Number(Math.min(MOST, Math.max(LEAST, threshold)).toPrecision(2));
}
