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

/** Power iterations at each step, from the same start vector: the error falls as (second / first singular value)^(2 * 12). */
const ITERATIONS = 12;

/**
 * alpha/2 * s^2, where s is the largest singular value of the kernel [incoming weights, units], by power iteration;
 * its gradient is alpha * s * u v', with the singular vectors u and v held fixed. Yoshida & Miyato 2017.
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
  const start = constant(
    Float32Array.from(randomNormal(width, { seed: 0, stream: "spectralNorm" })),
    [width, 1],
    "float32",
  );
  const fixed = stopGradient(matrix);
  let right = start;
  let left = unit(matMul(fixed, right));
  for (let i = 0; i < ITERATIONS; i++) {
    right = unit(matMul(fixed, left, { transA: true, transB: false }));
    left = unit(matMul(fixed, right));
  }
  return reduceSum(mul(stopGradient(left), matMul(matrix, stopGradient(right))), [-2], true);
}

function unit(vector: Value): Value {
  return div(vector, max(normOver(vector, [vector.shape.length - 2]), scalar(TINY)));
}
