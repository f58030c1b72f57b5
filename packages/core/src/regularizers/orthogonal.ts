import { constant, halfSquare, matMul, mul, sub } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { KernelAxes, StructuredPenalty } from "./penalty.ts";
import { toColumns } from "./to-columns.ts";

/** Options of `orthogonal`. */
export const ORTHOGONAL = record("orthogonal", {
  /** Strength, at least 0; one for each replica where an array is given. */
  alpha: strength(),
});

export type OrthogonalOptions = OptionsOf<typeof ORTHOGONAL>;

/**
 * alpha/2 * sum (K'K - I)^2, where the columns of K are the units' incoming weights: zero when they are orthonormal.
 * Brock et al. 2017; Bansal, Chen & Wang 2018.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function orthogonal(options: OrthogonalOptions): StructuredPenalty {
  return {
    name: ORTHOGONAL.name,
    hyperparameters: ORTHOGONAL.read(options),
    structured: {
      smooth: (kernel, { alpha }, axes) =>
        mul(alpha, halfSquare(sub(gram(kernel, axes), identity(Number(kernel.shape[axes.output]))))),
    },
  };
}

function gram(kernel: Value, axes: KernelAxes): Value {
  const columns = toColumns(kernel, axes);
  return matMul(columns, columns, { transA: true, transB: false });
}

function identity(size: number): Value {
  return constant(
    Float32Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0)),
    [size, size],
    "float32",
  );
}
