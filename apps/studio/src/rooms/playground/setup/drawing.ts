/** Points drawn by hand, in thousandths, within the plane that is shown. */
import { toThousandths } from "../../../engine/data-sets/data-set.ts";
import type { DataChoice } from "../../../engine/state.ts";

export type Point = DataChoice["points"][number];

/** The plane that is shown: x1 from -WIDE to WIDE, x2 from -HIGH to HIGH. */
export const WIDE = 3;
export const HIGH = 2.4;

export const MOST_POINTS = 400;
/** Without so many there is nothing to learn from and to be judged by. */
export const LEAST_POINTS = 4;

const inside = (value: number, reach: number) => toThousandths(Math.min(reach, Math.max(-reach, value)));

export function pointAt(x1: number, x2: number, isA: boolean): Point {
  return [inside(x1, WIDE), inside(x2, HIGH), isA ? 1 : 0];
}

/** The points with one more, or as they are where there are as many as may be. */
export function withPoint(points: readonly Point[], point: Point): Point[] {
  return points.length >= MOST_POINTS ? [...points] : [...points, point];
}

/** The points without those nearer than `radius`; the last few stay. */
export function withoutNear(points: readonly Point[], x1: number, x2: number, radius: number): Point[] {
  const left = points.filter((point) => Math.hypot(point[0] - x1, point[1] - x2) > radius);
  return left.length < LEAST_POINTS ? [...points] : left;
}

/** Examples of a data set as points to begin with. */
export function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>, width: number, count: number): Point[] {
  return Array.from({ length: Math.min(count, y.length) }, (_, row) =>
    pointAt(x[width * row] as number, x[width * row + 1] as number, (y[row] as number) > 0.5),
  );
}
