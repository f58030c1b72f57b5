/**
 * The variance of noise in each row's target, before any model: the Gamma test (Stefansson, Koncar & Jones 1997). For p =
 * 1 .. 10 let delta(p) be the mean squared distance of a row to its p-th nearest neighbour and gamma(p) half the mean squared
 * difference of their targets: gamma = noise + slope * delta, whose value at distance 0 is the noise. Never below 0.
 * Needs a smooth function and many rows for the number of features; sums over the columns of the target.
 */
export function noiseVariance(x: ArrayLike<number>, y: ArrayLike<number>, rowCount: number): number {
  const [features, width] = [x.length / rowCount, y.length / rowCount];
  const count = Math.min(NEIGHBOURS, rowCount - 1);
  if (count < 2) return Number.NaN;
  const deltas = new Float64Array(count);
  const gammas = new Float64Array(count);
  for (let row = 0; row < rowCount; row++) {
    nearest(x, row, rowCount, features, count).forEach(({ row: other, distance }, p) => {
      deltas[p] = (deltas[p] as number) + distance / rowCount;
      gammas[p] = (gammas[p] as number) + squaredDistance(y, row, other, width) / (2 * rowCount);
    });
  }
  return Math.max(0, intercept(deltas, gammas));
}

const NEIGHBOURS = 10;

function nearest(x: ArrayLike<number>, row: number, rowCount: number, features: number, count: number) {
  const found: { readonly row: number; readonly distance: number }[] = [];
  for (let other = 0; other < rowCount; other++) {
    if (other === row) continue;
    const distance = squaredDistance(x, row, other, features);
    if (found.length === count && distance >= (found[count - 1]?.distance as number)) continue;
    const at = found.findIndex((each) => each.distance > distance);
    found.splice(at < 0 ? found.length : at, 0, { row: other, distance });
    if (found.length > count) found.pop();
  }
  return found;
}

function squaredDistance(values: ArrayLike<number>, a: number, b: number, width: number): number {
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
