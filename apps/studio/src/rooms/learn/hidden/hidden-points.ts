/** The points that are learnt from and those that stay hidden, and how far a curve misses them. */
import { type Sample, sampleOf } from "../training/curve.ts";

/** The first sample of the course. */
export const SEEN: Sample = sampleOf(0, 20);

/** Drawn from the same truth, and never learnt from. */
export const HIDDEN: Sample = sampleOf(1000, 200);

/** The mean of (curve - y)². */
export function missOf({ x, y }: Sample, curve: (x: number) => number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (curve(x[i] as number) - (y[i] as number)) ** 2;
  return sum / x.length;
}

/** The line a + b x of the least squares. */
export function straightLine({ x, y }: Sample): (x: number) => number {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const [middleX, middleY] = [mean(x), mean(y)];
  let products = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    products += ((x[i] as number) - middleX) * ((y[i] as number) - middleY);
    squares += ((x[i] as number) - middleX) ** 2;
  }
  const slope = products / squares;
  return (at) => middleY + slope * (at - middleX);
}
