/**
 * A loss of two weights that is a bowl, L(w) = 1/2 (w - m)' H (w - m) with H symmetric and positive definite, and its exact minimizers:
 * within a budget, and with a penalty.
 */

export type Point = readonly [number, number];

export interface Bowl {
  /** H11, H12, H22. */
  readonly curvature: readonly [number, number, number];
  /** m, where the loss is 0. */
  readonly lowest: Point;
}

/** The smallest loss within a budget, and the alpha whose penalty has the same minimizer; 0 where the budget does not bind. */
export interface Held {
  readonly w: Point;
  readonly alpha: number;
}

/** H with curvature `steep` along the direction of `angle` degrees and `flat` across it. */
export function valley(steep: number, flat: number, angle: number): Bowl["curvature"] {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  return [steep * cos * cos + flat * sin * sin, (steep - flat) * cos * sin, steep * sin * sin + flat * cos * cos];
}

/** H v. */
export function bent([a, b, c]: Bowl["curvature"], [x, y]: Point): Point {
  return [a * x + b * y, b * x + c * y];
}

/** H^-1 v. */
export function unbent([a, b, c]: Bowl["curvature"], [x, y]: Point): Point {
  const determinant = a * c - b * b;
  return [(c * x - b * y) / determinant, (a * y - b * x) / determinant];
}

export function lossAt({ curvature, lowest }: Bowl, w: Point): number {
  const away: Point = [w[0] - lowest[0], w[1] - lowest[1]];
  const [x, y] = bent(curvature, away);
  return (away[0] * x + away[1] * y) / 2;
}

/** Minus the gradient, H (m - w): where the data pull the weights. */
export function pullOfData({ curvature, lowest }: Bowl, w: Point): Point {
  return bent(curvature, [lowest[0] - w[0], lowest[1] - w[1]]);
}

const SIGNS: readonly Point[] = [
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
];

/** min L(w) with |w1| + |w2| <= s, s > 0: the best of the diamond's four edges, along each of which the loss is a parabola. */
export function withinDiamond(bowl: Bowl, s: number): Held {
  const { lowest } = bowl;
  if (Math.abs(lowest[0]) + Math.abs(lowest[1]) <= s) return { w: lowest, alpha: 0 };
  const onEdges = SIGNS.map((sign) => lowestOnEdge(bowl, sign, s));
  const w = onEdges.reduce((best, other) => (lossAt(bowl, other) < lossAt(bowl, best) - 1e-15 ? other : best));
  // Every weight that is not 0 is pulled by the data as hard as by the penalty.
  const pull = pullOfData(bowl, w);
  return { w, alpha: Math.max(...pull.map((p, i) => (w[i] === 0 ? 0 : Math.abs(p)))) };
}

/** On w = (sign1 t, sign2 (s - t)), 0 <= t <= s; the ends are corners, where one weight is 0 exactly. */
function lowestOnEdge({ curvature, lowest }: Bowl, [a, b]: Point, s: number): Point {
  const way: Point = [a, -b];
  const bend = bent(curvature, way);
  const t = (bend[0] * lowest[0] + bend[1] * (lowest[1] - b * s)) / (bend[0] * way[0] + bend[1] * way[1]);
  if (t <= 0) return [0, b * s];
  return t >= s ? [a * s, 0] : [a * t, b * (s - t)];
}

/** min L(w) with w1² + w2² <= s², s > 0: (H + alpha I) w = H m, with the alpha that gives |w| = s, which falls as alpha grows. */
export function withinCircle(bowl: Bowl, s: number): Held {
  if (Math.hypot(...bowl.lowest) <= s) return { w: bowl.lowest, alpha: 0 };
  let low = 0;
  let high = 1;
  while (Math.hypot(...withL2(bowl, high)) > s) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (Math.hypot(...withL2(bowl, middle)) > s) low = middle;
    else high = middle;
  }
  return { w: withL2(bowl, high), alpha: high };
}

/** min L(w) + alpha/2 (w1² + w2²): (H + alpha I) w = H m. */
export function withL2({ curvature: [a, b, c], lowest }: Bowl, alpha: number): Point {
  return unbent([a + alpha, b, c + alpha], bent([a, b, c], lowest));
}

/** min L(w) + alpha (|w1| + |w2|): of the minimizers for each choice of signs and zeros, the one that has those signs and whose zeros hold. */
export function withL1(bowl: Bowl, alpha: number): Point {
  const { curvature, lowest } = bowl;
  const [a, b, c] = curvature;
  const [p, q] = bent(curvature, lowest);
  const both = SIGNS.map(([i, j]): Point => unbent(curvature, [p - alpha * i, q - alpha * j]));
  const inner = both.find((w, i) => Math.sign(w[0]) === SIGNS[i]?.[0] && Math.sign(w[1]) === SIGNS[i]?.[1]);
  if (inner !== undefined) return inner;
  const first = softThreshold(p, alpha) / a;
  if (first !== 0 && Math.abs(q - b * first) <= alpha) return [first, 0];
  const second = softThreshold(q, alpha) / c;
  return second !== 0 && Math.abs(p - b * second) <= alpha ? [0, second] : [0, 0];
}

/** sign(x) max(|x| - threshold, 0): the proximal map of L1. */
export function softThreshold(x: number, threshold: number): number {
  return Math.abs(x) <= threshold ? 0 : x - Math.sign(x) * threshold;
}
