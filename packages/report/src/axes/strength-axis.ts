import { formatTick } from "../words/format-number.ts";

/** An axis for penalty strengths or drop rates. */
export interface StrengthAxis {
  readonly scale: "linear" | "log";
  readonly low: number;
  readonly high: number;
  /** Values on the scale; where the axis is logarithmic, the first stands for 0. */
  readonly ticks: readonly number[];
  /** Where on the scale a strength lies: itself, but for a 0 on a logarithmic axis, which lies at the left edge. */
  readonly place: (strength: number) => number;
  readonly tickLabel: (place: number) => string;
}

/** Logarithmic if asked for and any strength is positive. */
export function strengthAxis(strengths: readonly number[], scale: StrengthAxis["scale"]): StrengthAxis {
  const positive = strengths.filter((value) => value > 0 && Number.isFinite(value)).toSorted((a, b) => a - b);
  return scale === "log" && positive.length > 0 ? logStrengths(positive) : rates(positive);
}

function logStrengths(positive: readonly number[]): StrengthAxis {
  const [first = 1, second = first * 10] = positive;
  const last = positive.at(-1) ?? first;
  // As far left of the smallest strength as its neighbour is to the right, within reason.
  const zero = first / Math.min(10, Math.max(3, second / first));
  return {
    scale: "log",
    low: zero,
    high: last,
    ticks: [zero, ...decades(positive)],
    place: (strength) => (strength === 0 ? zero : strength),
    tickLabel: (place) => (place === zero ? "0" : formatTick(place)),
  };
}

function rates(positive: readonly number[]): StrengthAxis {
  const high = positive.at(-1) ?? 0.1;
  const step = [0.05, 0.1, 0.2].find((step) => high / step <= 6) ?? high / 4;
  const ticks = Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, at) => at * step);
  return { scale: "linear", low: 0, high, ticks, place: (strength) => strength, tickLabel: formatTick };
}

/** Whole decades, fewer where there are many; the strengths themselves where no decade lies among them. */
function decades(positive: readonly number[]): readonly number[] {
  const first = Math.ceil(Math.log10(positive[0] ?? 1) - 1e-9);
  const last = Math.floor(Math.log10(positive.at(-1) ?? 1) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / 5));
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => Number(`1e${first + at}`));
  return all.length > 0 ? all.filter((_, at) => at % stride === 0) : [...new Set(positive)].slice(0, 3);
}
