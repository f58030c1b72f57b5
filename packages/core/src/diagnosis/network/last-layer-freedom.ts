import type { OutputCurvature } from "../../losses/loss.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { shrunkRank } from "./degrees-of-freedom.ts";

/** A layer whose weighted sums are the network's outputs, but for what does not hang on it and is added. */
export interface LastLayer {
  /** What its kernel weighs, [n, width]. */
  readonly features: FloatTensor;
  /** What the network gives, [n, outputs]. */
  readonly outputs: FloatTensor;
  readonly useBias: boolean;
  readonly curvature: OutputCurvature;
  /** Strength of l2 on the kernel. The bias has none. */
  readonly alpha: number;
}

export interface LastLayerFreedom {
  /** For each target: see `lastLayerFreedom`. */
  readonly effective: number;
  /** Weights and biases behind each target. */
  readonly parameters: number;
  readonly rows: number;
}

/** More parameters behind one target would take seconds. */
const MOST_PARAMETERS = 1024;
const RELATIVE_ZERO = 1e-9;

/**
 * Effective degrees of freedom of a network's last layer under its loss, all others being as they are: those of a
 * penalized generalized linear model where it stands,
 * tr(F (F + n alpha P)^-1), F = sum over rows of D_i kron h_i h_i',
 * with h_i the layer's inputs and a 1 for the bias, P the identity on kernels and 0 on biases, and D_i the second derivatives of
 * the loss in the outputs: diag(p) - p p' for softmax cross-entropy (p (1 - p) [1 -1; -1 1] for two classes), p (1 - p) / outputs
 * for sigmoid cross-entropy, 2 / outputs for the mean squared error, where it is ridge's (`effectiveDegreesOfFreedom`).
 * Hastie, Tibshirani & Friedman 2009, 4.4.1 (F is the matrix of iteratively reweighted least squares) and 7.6; Moody 1992;
 * Park & Hastie 2008. A row that the network is certain of weighs little. Without alpha they are the rank of F: (classes - 1)(p + 1) for
 * p independent inputs.
 *
 * The biases are taken out first, exactly: each is a degree of freedom where the others leave it one, and with S the Schur
 * complement of their part in F the rest is the sum of s / (s + n alpha) over the eigenvalues s of S. Outputs that do not curve
 * together are targets of their own, and the numbers are means over them; a softmax is one target. Undefined for more than 1024
 * parameters behind a target: n/2 times their square and 4/3 of their cube are the multiplications.
 */
export function lastLayerFreedom(layer: LastLayer): LastLayerFreedom | undefined {
  const [rows, width] = layer.features.shape as readonly [number, number];
  const outputs = layer.outputs.shape[1] as number;
  const { isCoupled } = layer.curvature;
  const own = width + Number(layer.useBias);
  const parameters = isCoupled ? outputs * own : own;
  if (parameters > MOST_PARAMETERS) return undefined;
  const targets = Array.from({ length: isCoupled ? 1 : outputs }, (_, target) => target);
  const freedom = targets.map((target) => freedomOf(layer, isCoupled ? undefined : target));
  return { effective: freedom.reduce((sum, each) => sum + each, 0) / targets.length, parameters, rows };
}

/** Of one output, or of all together. */
function freedomOf(layer: LastLayer, output: number | undefined): number {
  const { features, useBias, alpha } = layer;
  const rowCount = features.shape[0] as number;
  const own = (features.shape[1] as number) + Number(useBias);
  const count = output === undefined ? (layer.outputs.shape[1] as number) : 1;
  const size = count * own;
  const matrix = curvatureMatrix(layer, output, size);
  const biases = useBias ? Array.from({ length: count }, (_, k) => k * own + own - 1) : [];
  // What rounding leaves of a bias that the others make up for, as the last of a softmax, is none.
  const least = biases.map((bias) => RELATIVE_ZERO * (matrix[bias * (size + 1)] as number));
  const free = biases.filter((bias, k) => sweepOut(matrix, size, { index: bias, least: least[k] as number })).length;
  const kernel = Array.from({ length: size }, (_, i) => i).filter((i) => !biases.includes(i));
  const rest = Float64Array.from(kernel.flatMap((i) => kernel.map((j) => matrix[i * size + j] as number)));
  return free + shrunkRank(rest, kernel.length, rowCount * alpha);
}

/** F of one output, or of all together, [outputs * width, outputs * width]: the lower triangle, mirrored. */
function curvatureMatrix(layer: LastLayer, output: number | undefined, size: number): Float64Array {
  const rowCount = layer.features.shape[0] as number;
  const [features, { data }] = [withOnes(layer), layer.outputs];
  const own = features.length / rowCount;
  const [width, count] = [data.length / rowCount, size / own];
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < rowCount; row++) {
    const curved = layer.curvature.at(data.subarray(row * width, (row + 1) * width));
    const h = features.subarray(row * own, (row + 1) * own);
    for (let a = 0; a < size; a++) {
      const k = Math.floor(a / own);
      for (let l = 0; l <= k; l++) {
        const d = curved[output ?? k * count + l] as number;
        const scaled = d * (h[a - k * own] as number);
        if (scaled === 0) continue;
        const [place, last] = [a * size + l * own, l === k ? a - k * own : own - 1];
        for (let j = 0; j <= last; j++) {
          matrix[place + j] = (matrix[place + j] as number) + scaled * (h[j] as number);
        }
      }
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j] as number;
  return matrix;
}

/** The features with a 1 behind each row where there is a bias; it makes up for their means, without which little cancels. */
function withOnes({ features: { shape, data }, useBias }: LastLayer): Float64Array {
  const [rowCount, width] = shape as readonly [number, number];
  if (!useBias) return Float64Array.from(data);
  const means = new Float64Array(width);
  data.forEach((value, i) => {
    means[i % width] = (means[i % width] as number) + value / rowCount;
  });
  const own = new Float64Array(rowCount * (width + 1)).fill(1);
  for (let row = 0; row < rowCount; row++) {
    for (let i = 0; i < width; i++) {
      own[row * (width + 1) + i] = (data[row * width + i] as number) - (means[i] as number);
    }
  }
  return own;
}

/** A <- A - a a' / pivot, with a the column of `index`; false where the pivot is no more than `least`. */
function sweepOut(
  matrix: Float64Array,
  size: number,
  { index, least }: { readonly index: number; readonly least: number },
): boolean {
  const pivot = matrix[index * (size + 1)] as number;
  if (!(pivot > least)) return false;
  const column = Float64Array.from({ length: size }, (_, i) => matrix[i * size + index] as number);
  for (let i = 0; i < size; i++) {
    const factor = (column[i] as number) / pivot;
    if (factor === 0) continue;
    for (let j = 0; j < size; j++) {
      matrix[i * size + j] = (matrix[i * size + j] as number) - factor * (column[j] as number);
    }
  }
  return true;
}
