/** An axis for losses. Values beyond its ends are drawn at them; NaN has no place. */
export interface LossAxis {
  readonly scale: "linear" | "log";
  readonly low: number;
  readonly high: number;
  /** The value, or the end that it lies beyond. */
  readonly inside: (value: number) => number;
  /** 0 at `low`, 1 at `high`. */
  readonly position: (value: number) => number;
}

/** Logarithmic where the positive values span more than `logFrom` times; a little air at both ends.
 *  A few absurd values do not press the others together: nothing beyond 10,000 times the median, or below a millionth
 *  of it, stretches the axis. NaN and infinity are left out. */
export function lossAxis(values: readonly number[], logFrom = 30): LossAxis {
  const finite = values.filter(Number.isFinite);
  const positive = finite.filter((value) => value > 0).sort((a, b) => a - b);
  const median = positive[Math.floor((positive.length - 1) / 2)] ?? 1;
  const [floor, ceiling] = [median * 1e-6, Math.min(median * 1e4, Number.MAX_VALUE)];
  const smallest = positive.find((value) => value >= floor) ?? median;
  const largest = positive.findLast((value) => value <= ceiling) ?? median;
  const lowest = Math.min(...finite, largest);
  return lowest >= 0 && largest > logFrom * smallest ? logAxis(smallest, largest) : linearAxis(lowest, largest);
}

/** What a caption has to add where some of the values lie beyond the axis; empty where none does. */
export function edgeNote({ low, high }: LossAxis, values: readonly number[]): string {
  return values.some((value) => value < low || value > high) ? "; losses beyond the axis are drawn at its edge" : "";
}

/** Ticks of a logarithmic axis: 1-2-5 steps on a short span, whole decades on a long one, at most about eight. */
export function logTicks(low: number, high: number): readonly number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const factors = last - first <= 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((last - first) / 7));
  const ticks: number[] = [];
  for (let decade = first; decade <= last; decade += stride) {
    for (const factor of factors) ticks.push(Number(`${factor}e${decade}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function logAxis(smallest: number, largest: number): LossAxis {
  const air = (largest / smallest) ** 0.04;
  return createAxis(
    "log",
    Math.max(smallest / air, Number.MIN_VALUE),
    Math.min(largest * air, Number.MAX_VALUE),
    Math.log,
  );
}

function linearAxis(smallest: number, largest: number): LossAxis {
  const air = largest > smallest ? (largest - smallest) * 0.05 : Math.abs(largest) * 0.1 || 1;
  const low = smallest >= 0 ? Math.max(0, smallest - air) : smallest - air;
  return createAxis("linear", low, Math.min(largest + air, Number.MAX_VALUE), (value) => value);
}

function createAxis(scale: LossAxis["scale"], low: number, high: number, map: (value: number) => number): LossAxis {
  const inside = (value: number): number => Math.min(high, Math.max(low, value));
  const position = (value: number): number => (map(inside(value)) - map(low)) / (map(high) - map(low));
  return { scale, low, high, inside, position };
}
