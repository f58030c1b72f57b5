/** From numbers to places in a drawing, and back. */

export interface Scale {
  /** Where a value stands. */
  readonly at: (value: number) => number;
  /** Which value stands there. */
  readonly value: (place: number) => number;
}

/** The straight line that takes [from, to] to [start, end]. */
export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const unit = (end - start) / (to - from);
  return { at: (value) => start + (value - from) * unit, value: (place) => from + (place - start) / unit };
}

/** A line through points, for an SVG path; a tenth of a pixel is enough for the eye. */
export function pathOf(points: Iterable<readonly [number, number]>): string {
  return [...points].map(([x, y], i) => `${i === 0 ? "M" : "L"}${tenth(x)} ${tenth(y)}`).join("");
}

/** `count` + 1 values from one end to the other, both included. */
export function spaced(from: number, to: number, count: number): readonly number[] {
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

export const tenth = (place: number): number => Math.round(place * 10) / 10;

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
