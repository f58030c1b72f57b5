/**
 * Degree, coefficients and first direction numbers m_1 ... m_degree of the primitive polynomials for dimensions 2 to
 * 32, from the table new-joe-kuo-6.21201 (Joe & Kuo, "Constructing Sobol sequences with better two-dimensional
 * projections", SIAM J. Sci. Comput. 30, 2008).
 */
const JOE_KUO: readonly (readonly [degree: number, coefficients: number, ...first: readonly number[]])[] = [
  [1, 0, 1],
  [2, 1, 1, 3],
  [3, 1, 1, 3, 1],
  [3, 2, 1, 1, 1],
  [4, 1, 1, 1, 3, 3],
  [4, 4, 1, 3, 5, 13],
  [5, 2, 1, 1, 5, 5, 17],
  [5, 4, 1, 1, 5, 5, 5],
  [5, 7, 1, 1, 7, 11, 19],
  [5, 11, 1, 1, 5, 1, 1],
  [5, 13, 1, 1, 1, 3, 11],
  [5, 14, 1, 3, 5, 5, 31],
  [6, 1, 1, 3, 3, 9, 7, 49],
  [6, 13, 1, 1, 1, 15, 21, 21],
  [6, 16, 1, 3, 1, 13, 27, 49],
  [6, 19, 1, 1, 1, 15, 7, 5],
  [6, 22, 1, 3, 1, 15, 13, 25],
  [6, 25, 1, 1, 5, 5, 19, 61],
  [7, 1, 1, 3, 7, 11, 23, 15, 103],
  [7, 4, 1, 3, 7, 13, 13, 15, 69],
  [7, 7, 1, 1, 3, 13, 7, 35, 63],
  [7, 8, 1, 3, 5, 9, 1, 25, 53],
  [7, 14, 1, 3, 1, 13, 9, 35, 107],
  [7, 19, 1, 3, 1, 5, 27, 61, 31],
  [7, 21, 1, 1, 5, 11, 19, 41, 61],
  [7, 28, 1, 3, 5, 3, 3, 13, 69],
  [7, 31, 1, 1, 7, 13, 1, 19, 1],
  [7, 32, 1, 3, 7, 5, 13, 19, 59],
  [7, 37, 1, 1, 3, 9, 25, 29, 41],
  [7, 41, 1, 3, 5, 13, 23, 1, 55],
  [7, 42, 1, 3, 7, 3, 13, 59, 17],
];

const BIT_COUNT = 32;

/** Dimensions that `sobolWord` knows. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/** The direction numbers v_1 ... v_32 of each dimension, as 32-bit fractions; in the first v_k = 2^-k. */
const DIRECTIONS: readonly Uint32Array[] = [
  Uint32Array.from({ length: BIT_COUNT }, (_, k) => 2 ** (BIT_COUNT - 1 - k)),
  ...JOE_KUO.map(([degree, coefficients, ...first]) => directionsOf(degree, coefficients, first)),
];

/**
 * Coordinate `dimension` (from 0) of point `index` (from 0) of the Sobol sequence, times 2^32: the exclusive or of the
 * direction numbers at the ones of the index's Gray code (Antonov & Saleev 1979).
 */
export function sobolWord(index: number, dimension: number): number {
  const directions = DIRECTIONS[dimension] as Uint32Array;
  const gray = (index ^ (index >>> 1)) >>> 0;
  let word = 0;
  for (let k = 0; k < BIT_COUNT; k++) {
    if ((gray >>> k) & 1) word ^= directions[k] as number;
  }
  return word >>> 0;
}

/** v_k = c_1 v_(k-1) xor ... xor c_(s-1) v_(k-s+1) xor v_(k-s) xor v_(k-s) / 2^s, for a polynomial of degree s. */
function directionsOf(degree: number, coefficients: number, first: readonly number[]): Uint32Array {
  const out = new Uint32Array(BIT_COUNT);
  for (let k = 0; k < BIT_COUNT; k++) {
    if (k < degree) {
      out[k] = (first[k] as number) << (BIT_COUNT - 1 - k);
      continue;
    }
    const oldest = out[k - degree] as number;
    let word = oldest ^ (oldest >>> degree);
    for (let j = 1; j < degree; j++) {
      if ((coefficients >>> (degree - 1 - j)) & 1) word ^= out[k - j] as number;
    }
    out[k] = word;
  }
  return out;
}
