import { constant, div, halfSquare, matMul, max, mul, reduceSum, scalar, stopGradient } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { randomNormal } from "../tensor/random.ts";
import { normOver, TINY } from "./norms.ts";
import type { StructuredPenalty } from "./penalty.ts";
import { toColumns } from "./to-columns.ts";

/** Options of `spectralNorm`. */
export const SPECTRAL_NORM = record("spectralNorm", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
});

export type SpectralNormOptions = OptionsOf<typeof SPECTRAL_NORM>;

/** Multiplications of a start vector by W'W at each step, and how many of them between two normalizations. */
const ITERATIONS = 24;
const UNNORMALIZED = 4;

/**
 * alpha/2 * s^2, where s is the largest singular value of the kernel W [incoming weights, units]; its gradient is
 * alpha * s * u v', with the singular vectors u and v held fixed. Yoshida & Miyato 2017.
 *
 * s is estimated from below by 24 power iterations from a fixed random start: v is (W'W)^24 start, normalized, u is W v likewise,
 * and s is |W v|. With s1 the true value, s2 the next one and c the cosine between the start and the first right singular vector
 * (or the space of those that share s1), however near the others are,
 * 1 - s^2/s1^2 <= min(ln(1/c^2) / 49, (1/c^2 - 1) (s2/s1)^96).
 * For with w_i the squared cosines and q_i = (s_i/s1)^2 it is (sum w_i q_i^48 (1 - q_i)) / (sum w_i q_i^48), which is concave in
 * q_i^48 above: largest where all other q_i are one and the same. Over random starts, or turned kernels, the mean is at most
 * 0.871 ln(n) / 24 for n the smaller side of W (Kuczynski & Wozniakowski 1992, theorem 3.1): 0.08 for 8 units, 0.15 for 64. So much
 * the penalty is too small at worst, where most singular values are a few percent below the first; where the second is below 3/4 of
 * it there is rounding alone.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function spectralNorm(options: SpectralNormOptions): StructuredPenalty {
  return {
    name: SPECTRAL_NORM.name,
    hyperparameters: SPECTRAL_NORM.read(options),
    structured: {
      smooth: (kernel, { alpha }, axes) => mul(alpha, halfSquare(largestSingularValue(toColumns(kernel, axes)))),
    },
  };
}

/** [..., 1, 1] of matrices [..., n, m]. */
function largestSingularValue(matrix: Value): Value {
  const width = Number(matrix.shape.at(-1));
  const fixed = stopGradient(matrix);
  // Its singular values are at most 1, and the first is no less than one over the root of their number: some iterations need no norm.
  const scaled = unit(fixed, SMALLEST_KERNEL);
  let right: Value = constant(
    Float32Array.from(randomNormal(width, { seed: 0, stream: "spectralNorm" })),
    [width, 1],
    "float32",
  );
  for (let i = 1; i <= ITERATIONS; i++) {
    right = matMul(scaled, matMul(scaled, right), { transA: true, transB: false });
    if (i % UNNORMALIZED === 0) right = unit(right, TINY);
  }
  const left = unit(matMul(scaled, right), TINY);
  return reduceSum(mul(stopGradient(left), matMul(matrix, stopGradient(right))), [-2], true);
}

/** The squares of a smaller norm are no numbers: such a kernel counts as zero. */
const SMALLEST_KERNEL = 1e-18;

/** Matrices [..., n, m] by their norms, or by `least` where that is larger. */
function unit(matrix: Value, least: number): Value {
  return div(matrix, max(normOver(matrix, [-2, -1]), scalar(least)));
}
