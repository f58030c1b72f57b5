import { requireRange } from "../../errors.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { symmetricEigenvalues } from "./symmetric-eigenvalues.ts";

/**
 * Effective degrees of freedom of a linear map from features H [n, p] under a ridge penalty (lambda/2) ||w||^2 beside half the
 * sum of squared errors: tr(H (H'H + lambda I)^-1 H') = sum of s / (s + lambda) over the eigenvalues s of H'H (Hastie,
 * Tibshirani & Friedman 2009, 3.4.1): p for lambda 0 and features of full rank, towards 0 as lambda grows.
 * Our penalty l2(alpha) beside the mean of squared errors of one output is lambda = n alpha / 2. Of a network's last layer under
 * any loss: `lastLayerFreedom`.
 * @throws RangeError with code OCCAM_OPTION for a lambda below 0.
 */
export function effectiveDegreesOfFreedom({ shape, data }: FloatTensor, lambda: number): number {
  requireRange("effectiveDegreesOfFreedom.lambda", lambda, 0, Infinity);
  const [rowCount, width] = [shape[0] as number, shape[1] as number];
  return shrunkRank(gramMatrix(data, rowCount, width), width, lambda);
}

/** Sum of s / (s + lambda) over the eigenvalues s of a symmetric matrix [size, size] without negative ones. Overwrites it. */
export function shrunkRank(matrix: Float64Array, size: number, lambda: number): number {
  const eigenvalues = symmetricEigenvalues(matrix, size);
  const largest = eigenvalues.reduce((most, value) => Math.max(most, value), 0);
  // What rounding leaves of an eigenvalue 0 is not a degree of freedom.
  return eigenvalues.reduce((sum, s) => (s > RELATIVE_ZERO * largest ? sum + s / (s + lambda) : sum), 0);
}

const RELATIVE_ZERO = 1e-9;

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
