/** The height of a strip's losses, and where a strength stands among its columns. */
import { clamp } from "../../../figures/plane.ts";
import { roundUp } from "../../../figures/round-up.ts";

const STEPS = [1, 1.5, 2, 3, 5, 7, 10];

/** So many times the median of the means may lie above the calm part. */
const FAR = 4;

/**
 * The upper end of the losses: a round number over all means but those that are far above the others, so that one column does not flatten
 * the rest, and that it stays while the losses move a little.
 */
export function calmTop(means: readonly number[]): number {
  const sorted = means.filter((mean) => mean > 0).toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median === undefined) return 1;
  const highest = sorted.filter((mean) => mean <= FAR * median).at(-1) as number;
  return roundUp(highest, STEPS);
}

/** At most three lines between 0 and the top, at round numbers. */
export function gridLines(top: number): readonly number[] {
  const unit = 10 ** Math.floor(Math.log10(top / 3));
  const step = unit * ([1, 2, 5, 10].find((each) => top / (each * unit) < 4) as number);
  return Array.from({ length: Math.floor(top / step + 1e-9) }, (_, i) => Number((step * (i + 1)).toPrecision(3)));
}

/** The place of a strength among columns that stand at 0, 1, 2, ...: between two of them where it is none of theirs. */
export function placeOf(value: number, strengths: readonly number[], scale: "log" | "linear"): number {
  const exact = strengths.indexOf(value);
  if (exact >= 0) return exact;
  const mapped = scale === "log" ? Math.log : (x: number) => x;
  const after = strengths.findIndex((each) => each > value);
  if (after === 0) return -0.5;
  if (after < 0) return strengths.length - 0.5;
  const [low, high] = [strengths[after - 1], strengths[after]].map((each) => mapped(each as number)) as [
    number,
    number,
  ];
  return clamp(after - 1 + (mapped(value) - low) / (high - low), 0, strengths.length - 1);
}

/** Places of neighbours that all have a mean; where one is missing the line is broken. */
export function segmentsOf(means: readonly (number | undefined)[]): readonly (readonly number[])[] {
  const places = means.flatMap((mean, i) => (mean === undefined ? [] : [i]));
  const starts = places.flatMap((place, k) => (place - 1 === places[k - 1] ? [] : [k]));
  return starts.map((start, k) => places.slice(start, starts[k + 1]));
}
