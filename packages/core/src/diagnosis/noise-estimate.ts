import { plainError } from "../errors.ts";
import { otherTasks } from "../runtime/other-tasks.ts";
import { kdTree, nearestRows } from "../statistics/k-d-tree.ts";
import { nowMs } from "../training/cohort/clock.ts";

/**
 * The variance of noise in each row's target, before any model: the Gamma test (Stefansson, Koncar & Jones 1997). For p =
 * 1 .. 10 let delta(p) be the mean squared distance of a row to its p-th nearest neighbour and gamma(p) half the mean squared
 * difference of their targets: gamma = noise + slope * delta, whose value at distance 0 is the noise. Never below 0; NaN for
 * fewer than 3 rows, or fewer than 2 besides the largest group. Needs a smooth function and many rows for the number of features; sums over the columns of the target.
 * Rows of one group, such as equal ones, share their noise: neighbours are those of other groups.
 * Between rows other tasks of the thread get their turn.
 * @throws Error with code OCCAM_ABORTED when `signal` says stop.
 */
export async function noiseVariance(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rowCount: number,
  { groups, signal }: NoiseOptions = {},
): Promise<number> {
  const largest = groups === undefined ? 1 : largestGroup(groups);
  const count = Math.min(NEIGHBOURS, rowCount - largest);
  if (count < 2) return Number.NaN;
  const tree = kdTree(x, rowCount);
  const deltas = new Float64Array(count);
  const gammas = new Float64Array(count);
  let pausedMs = -Infinity;
  for (let row = 0; row < rowCount; row++) {
    if (nowMs() - pausedMs > TURN_MS) {
      await otherTasks();
      if (signal?.aborted) throw plainError("OCCAM_ABORTED", "The estimate of the noise was stopped.");
      pausedMs = nowMs();
    }
    const near = nearestRows(tree, row, count + largest - 1);
    const others = groups === undefined ? near : near.filter((each) => groups[each.row] !== groups[row]);
    others.slice(0, count).forEach(({ row: other, distance }, p) => {
      deltas[p] = (deltas[p] as number) + distance / rowCount;
      gammas[p] = (gammas[p] as number) + squaredDifference(y, row, other, y.length / rowCount) / (2 * rowCount);
    });
  }
  return Math.max(0, intercept(deltas, gammas));
}

interface NoiseOptions {
  /** The group of each row. Default: each its own. */
  readonly groups?: ArrayLike<number> | undefined;
  readonly signal?: AbortSignal | undefined;
}

const NEIGHBOURS = 10;
/** Milliseconds of work between two pauses. */
const TURN_MS = 20;

function largestGroup(groups: ArrayLike<number>): number {
  const sizes = new Map<number, number>();
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] as number;
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return [...sizes.values()].reduce((most, size) => Math.max(most, size), 0);
}

function squaredDifference(values: ArrayLike<number>, a: number, b: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += ((values[a * width + j] as number) - (values[b * width + j] as number)) ** 2;
  return sum;
}

/** Where the least-squares line through the points meets 0; their mean height where they stand above one another. */
function intercept(at: Float64Array, height: Float64Array): number {
  const n = at.length;
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const [x, y] = [sum(at) / n, sum(height) / n];
  const spread = at.reduce((total, value) => total + (value - x) ** 2, 0);
  const common = at.reduce((total, value, i) => total + (value - x) * ((height[i] as number) - y), 0);
  return spread > 0 ? y - (common / spread) * x : y;
}
