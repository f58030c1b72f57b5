/** The smooth curve through handles that stand at even distances. */

/**
 * The natural cubic spline: through every handle, with continuous slope and bend, and no bend at the ends. `from` and `to` are the places
 * of the first and the last of the `heights`, at least three; beyond them the nearest piece goes on.
 */
export function naturalSpline(from: number, to: number, heights: readonly number[]): (x: number) => number {
  const step = (to - from) / (heights.length - 1);
  const bends = bendsOf(heights, step);
  return (x) => {
    const piece = Math.min(heights.length - 2, Math.max(0, Math.floor((x - from) / step)));
    const [y0, y1] = [heights[piece] as number, heights[piece + 1] as number];
    const [b0, b1] = [bends[piece] as number, bends[piece + 1] as number];
    const right = (x - from) / step - piece;
    const left = 1 - right;
    return left * y0 + right * y1 + ((step * step) / 6) * ((left ** 3 - left) * b0 + (right ** 3 - right) * b1);
  };
}

/** Second derivatives at the handles: a tridiagonal system with 4 on its diagonal and 1 beside it. */
function bendsOf(heights: readonly number[], step: number): readonly number[] {
  const inner = heights.length - 2;
  const factors: number[] = [];
  const rights: number[] = [];
  for (let i = 0; i < inner; i++) {
    const [a, b, c] = [heights[i] as number, heights[i + 1] as number, heights[i + 2] as number];
    const diagonal = 4 - (factors[i - 1] ?? 0);
    factors.push(1 / diagonal);
    rights.push(((6 * (a - 2 * b + c)) / (step * step) - (rights[i - 1] ?? 0)) / diagonal);
  }
  const bends = new Array<number>(heights.length).fill(0);
  for (let i = inner - 1; i >= 0; i--) {
    bends[i + 1] = (rights[i] as number) - (i === inner - 1 ? 0 : (factors[i] as number)) * (bends[i + 2] as number);
  }
  return bends;
}
