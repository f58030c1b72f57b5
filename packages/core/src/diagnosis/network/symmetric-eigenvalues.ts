/**
 * The eigenvalues of a symmetric matrix [size, size], ascending, each to about the rounding of the largest: reflections make it
 * tridiagonal (Golub & Van Loan 2013, 8.3.1), then each is found by bisection over the number of negative pivots of T - x I
 * (Sylvester's law of inertia; ibid. 8.4.2). 4/3 size^3 multiplications and 70 size^2 divisions. Overwrites `a`.
 */
export function symmetricEigenvalues(a: Float64Array, size: number): Float64Array {
  const { diagonal, beside } = tridiagonal(a, size);
  // Every eigenvalue is within the largest row sum of 0 (Gershgorin).
  const bound = diagonal.reduce(
    (most, value, i) => Math.max(most, Math.abs(value) + Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0)),
    0,
  );
  const squares = beside.map((value) => value * value);
  return Float64Array.from({ length: size }, (_, rank) => {
    let [low, high] = [-bound, bound];
    for (let step = 0; step < BISECTIONS; step++) {
      const middle = (low + high) / 2;
      if (eigenvaluesBelow(diagonal, squares, middle) > rank) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  });
}

/** Halvings of the range, after which it is below the rounding of its ends. */
const BISECTIONS = 70;

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** [size - 1]. */
  readonly beside: Float64Array;
}

/** Householder reflections from both sides, one column after another; the lower triangle of `a` is used. */
function tridiagonal(a: Float64Array, size: number): Tridiagonal {
  const at = (i: number, j: number) => a[i * size + j] as number;
  const beside = new Float64Array(Math.max(0, size - 1));
  const [v, w] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < size - 1; k++) {
    let squares = 0;
    for (let i = k + 1; i < size; i++) squares += at(i, k) ** 2;
    const length = at(k + 1, k) > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[k] = length;
    for (let i = k + 1; i < size; i++) v[i] = at(i, k) - (i === k + 1 ? length : 0);
    const half = squares - length * at(k + 1, k);
    // A column that is 0 below the diagonal is as it should be.
    if (half === 0) continue;
    reflect(a, { size, from: k + 1, v, half, w });
  }
  return { diagonal: Float64Array.from({ length: size }, (_, i) => at(i, i)), beside };
}

/** A <- (I - v v' / half) A (I - v v' / half) on the lower triangle from row and column `from` on; `half` is v'v / 2. */
function reflect(
  a: Float64Array,
  { size, from, v, half, w }: { size: number; from: number; v: Float64Array; half: number; w: Float64Array },
): void {
  w.fill(0);
  for (let i = from; i < size; i++) {
    const row = i * size;
    for (let j = from; j < i; j++) {
      const value = a[row + j] as number;
      w[i] = (w[i] as number) + value * (v[j] as number);
      w[j] = (w[j] as number) + value * (v[i] as number);
    }
    w[i] = (w[i] as number) + (a[row + i] as number) * (v[i] as number);
  }
  let along = 0;
  for (let i = from; i < size; i++) {
    w[i] = (w[i] as number) / half;
    along += (w[i] as number) * (v[i] as number);
  }
  for (let i = from; i < size; i++) w[i] = (w[i] as number) - (along / (2 * half)) * (v[i] as number);
  for (let i = from; i < size; i++) {
    const row = i * size;
    for (let j = from; j <= i; j++) {
      a[row + j] = (a[row + j] as number) - (v[i] as number) * (w[j] as number) - (w[i] as number) * (v[j] as number);
    }
  }
}

function eigenvaluesBelow(diagonal: Float64Array, squares: Float64Array, x: number): number {
  let [count, pivot] = [0, 1];
  for (let i = 0; i < diagonal.length; i++) {
    pivot = (diagonal[i] as number) - x - (i === 0 ? 0 : (squares[i - 1] as number) / pivot);
    // A pivot of 0 counts on one side or the other: the eigenvalue is x itself.
    if (pivot === 0) pivot = -Number.MIN_VALUE;
    count += Number(pivot < 0);
  }
  return count;
}
