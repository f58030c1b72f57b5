import { requireRange } from "../../errors.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";

/**
 * Effective degrees of freedom of a linear map from features H [n, p] under a ridge penalty (lambda/2) ||w||^2 beside half the
 * sum of squared errors: tr(H (H'H + lambda I)^-1 H') = sum of s / (s + lambda) over the eigenvalues s of H'H (Hastie,
 * Tibshirani & Friedman 2009, 3.4.1): p for lambda 0 and features of full rank, towards 0 as lambda grows. With H the inputs
 * of a network's last layer these are the degrees of freedom of that layer, the layers before it being as they are.
 * Our penalty l2(alpha) beside the mean of squared errors of one output is lambda = n alpha / 2.
 * @throws RangeError with code OCCAM_OPTION for a lambda below 0.
 */
export function effectiveDegreesOfFreedom({ shape, data }: FloatTensor, lambda: number): number {
  requireRange("effectiveDegreesOfFreedom.lambda", lambda, 0, Infinity);
  const [rowCount, width] = [shape[0] as number, shape[1] as number];
  const eigenvalues = symmetricEigenvalues(gramMatrix(data, rowCount, width), width);
  const largest = eigenvalues.reduce((most, value) => Math.max(most, value), 0);
  // What rounding leaves of an eigenvalue 0 is not a degree of freedom.
  return eigenvalues.reduce((sum, s) => (s > RELATIVE_ZERO * largest ? sum + s / (s + lambda) : sum), 0);
}

const RELATIVE_ZERO = 1e-9;
const MOST_SWEEPS = 30;

function gramMatrix(data: Float32Array, rowCount: number, width: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let row = 0; row < rowCount; row++) {
    for (let i = 0; i < width; i++) {
      const left = data[row * width + i] as number;
      if (left === 0) continue;
      for (let j = 0; j < width; j++) {
        gram[i * width + j] = (gram[i * width + j] as number) + left * (data[row * width + j] as number);
      }
    }
  }
  return gram;
}

/** By cyclic Jacobi rotations: each makes one pair of off-diagonal elements 0 (Golub & Van Loan, 8.5). Overwrites `a`. */
function symmetricEigenvalues(a: Float64Array, size: number): Float64Array {
  const at = (i: number, j: number) => a[i * size + j] as number;
  for (let sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(a, size); sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, size, { p, q, c, s: t * c });
      }
    }
  }
  return Float64Array.from({ length: size }, (_, i) => at(i, i));
}

function rotate(
  a: Float64Array,
  size: number,
  { p, q, c, s }: { readonly p: number; readonly q: number; readonly c: number; readonly s: number },
): void {
  for (let k = 0; k < size; k++) {
    const [left, right] = [a[k * size + p] as number, a[k * size + q] as number];
    a[k * size + p] = c * left - s * right;
    a[k * size + q] = s * left + c * right;
  }
  for (let k = 0; k < size; k++) {
    const [upper, lower] = [a[p * size + k] as number, a[q * size + k] as number];
    a[p * size + k] = c * upper - s * lower;
    a[q * size + k] = s * upper + c * lower;
  }
}

function isDiagonal(a: Float64Array, size: number): boolean {
  let [off, all] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const square = (a[i * size + j] as number) ** 2;
      all += square;
      if (i !== j) off += square;
    }
  }
  return off <= 1e-24 * all;
}
