/** How large the weights are that a strength alpha leaves: the radius s of the budget with the same answer. */
import { type Bowl, bent, withL1, withL2 } from "../parts/bowl.ts";

/** |w1| + |w2| of the minimizer with alpha (|w1| + |w2|). */
export function radiusWithL1(bowl: Bowl, alpha: number): number {
  const [u, v] = withL1(bowl, alpha);
  return Math.abs(u) + Math.abs(v);
}

/** sqrt(w1² + w2²) of the minimizer with alpha/2 (w1² + w2²). */
export const radiusWithL2 = (bowl: Bowl, alpha: number): number => Math.hypot(...withL2(bowl, alpha));

/** From this alpha on L1 leaves nothing: the hardest pull of the data on a weight at 0. */
export const lastAlphaOfL1 = ({ curvature, lowest }: Bowl): number =>
  Math.max(...bent(curvature, lowest).map(Math.abs));

/**
 * A loss of one weight with two hollows, at `near` and `far` with the ridge between them: its slope is steepness (w - near)(w - ridge)(w - far),
 * and it is 0 at w = 0.
 */
export interface Hollows {
  readonly near: number;
  readonly ridge: number;
  readonly far: number;
  readonly steepness: number;
}

export function hollowLoss({ near, ridge, far, steepness }: Hollows, w: number): number {
  const sum = near + ridge + far;
  const pairs = near * ridge + near * far + ridge * far;
  return steepness * (w ** 4 / 4 - (sum * w ** 3) / 3 + (pairs * w * w) / 2 - near * ridge * far * w);
}

/** The w >= 0 of the lowest loss + alpha/2 w²: beyond `far` both only rise. */
export function lowestInHollows(hollows: Hollows, alpha: number): number {
  return lowestUpTo(hollows.far, (w) => hollowLoss(hollows, w) + (alpha / 2) * w * w);
}

/** The w of the lowest loss with |w| <= s. */
export function lowestWithin(hollows: Hollows, s: number): number {
  return lowestUpTo(Math.min(s, hollows.far), (w) => hollowLoss(hollows, w));
}

/** The best of the hollows between 0 and `end`: each that two hundred places show is closed in on. */
function lowestUpTo(end: number, cost: (w: number) => number): number {
  const COUNT = 200;
  const costs = Array.from({ length: COUNT + 1 }, (_, i) => cost((end * i) / COUNT));
  const isHollow = (i: number) =>
    (costs[i] as number) <= (costs[i - 1] ?? Number.POSITIVE_INFINITY) &&
    (costs[i] as number) <= (costs[i + 1] ?? Number.POSITIVE_INFINITY);
  const hollows = costs.flatMap((_, i) =>
    isHollow(i) ? [bottom((end * Math.max(0, i - 1)) / COUNT, (end * Math.min(COUNT, i + 1)) / COUNT, cost)] : [],
  );
  return hollows.reduce((best, w) => (cost(w) < cost(best) ? w : best));
}

/** The lowest place of one hollow, by thirds. */
function bottom(from: number, to: number, cost: (w: number) => number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 40; i++) {
    const third = (high - low) / 3;
    if (cost(low + third) < cost(high - third)) high -= third;
    else low += third;
  }
  return (low + high) / 2;
}

/** The alpha at which the lowest point leaves the far hollow for the near one, with where it is just before and just after. */
export function leapOf(hollows: Hollows): { readonly alpha: number; readonly from: number; readonly to: number } {
  let low = 0;
  let high = 1;
  while (lowestInHollows(hollows, high) > hollows.ridge) high *= 2;
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (lowestInHollows(hollows, middle) > hollows.ridge) low = middle;
    else high = middle;
  }
  return { alpha: high, from: lowestInHollows(hollows, low), to: lowestInHollows(hollows, high) };
}
